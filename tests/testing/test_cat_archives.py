"""What an embedded Cat unpacks: in a thread, within bounds that count what comes out, whatever the archive says."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import struct
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Callable

import httpx
import pytest

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing._cat import archive as bounds
from cheshire_cat_api.testing._cat.errors import Refused, Unhandled
from cheshire_cat_api.testing._cat.plugin_source import Declared
from cheshire_cat_api.testing._cat.plugins import TRIGGERS

from .cats import PATIENCE

MIB = 1024 * 1024
SOURCE = b"x = 1\n"


def upload(cat: EmbeddedCat, name: str, content: bytes) -> httpx.Response:
    return httpx.post(f"{cat.url}/plugins/upload", files={"file": (name, content)}, timeout=60)


def installed(cat: EmbeddedCat, plugin_id: str) -> bool:
    return httpx.get(f"{cat.url}/plugins/{plugin_id}").status_code == 200


def refusal(answer: httpx.Response) -> str:
    assert answer.status_code == 413, answer.text
    words = answer.json()["detail"]["error"]
    assert isinstance(words, str)
    return words


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], **options: object) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", **options) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def zip_of_zeros(size: int, claimed: int | None = None) -> bytes:
    """A zip with one file of so many zero bytes, made without having them; its headers may claim another size."""
    packer = zlib.compressobj(wbits=-15)
    piece = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = piece * (size // MIB) + packer.flush()
    crc = 0  # nobody gets so far as to check it
    claimed = size if claimed is None else claimed
    common = struct.pack("<HHHHHLLLHH", 20, 0, zipfile.ZIP_DEFLATED, 0, 33, crc, len(packed), claimed, 4, 0)
    local = b"PK\x03\x04" + common + b"a.py"
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + b"a.py"
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local) + len(packed), 0)
    return local + packed + central + end


@pytest.fixture
def came_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes were read out of zip archives, read by read."""
    sizes: list[int] = []
    read = zipfile.ZipExtFile.read

    def counting(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        piece = read(self, n)
        sizes.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counting)
    return sizes


def test_others_are_answered_while_an_archive_is_unpacked(
    embedded_cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered = threading.Event(), threading.Event()
    make = zipfile.ZipFile.__init__

    def waiting(self: zipfile.ZipFile, *args: object, **options: object) -> None:
        begun.set()
        assert answered.wait(PATIENCE)
        make(self, *args, **options)  # type: ignore[arg-type]

    content = zipped({"a.py": SOURCE})
    monkeypatch.setattr(zipfile.ZipFile, "__init__", waiting)
    answers: list[httpx.Response] = []
    uploading = threading.Thread(target=lambda: answers.append(upload(embedded_cat, "a.zip", content)))
    uploading.start()
    assert begun.wait(PATIENCE)
    assert httpx.get(embedded_cat.url, timeout=PATIENCE / 2).status_code == 200
    answered.set()
    uploading.join(PATIENCE)
    assert [answer.status_code for answer in answers] == [200]
    assert installed(embedded_cat, "a")


def test_a_bomb_of_gigabytes_is_refused_after_what_is_allowed(embedded_cat: EmbeddedCat, came_out: list[int]) -> None:
    content = zip_of_zeros(1536 * MIB)
    assert len(content) < 8 * MIB
    assert "more than" in refusal(upload(embedded_cat, "a.zip", content))
    assert sum(came_out) <= bounds.LARGEST + MIB
    assert not installed(embedded_cat, "a")


def test_the_bound_is_that_of_all_files_together(embedded_cat: EmbeddedCat, came_out: list[int]) -> None:
    eighth = bounds.LARGEST // 8
    files = {f"{number}.bin": bytes(eighth) for number in range(9)}
    words = refusal(upload(embedded_cat, "a.zip", zipped({"a.py": SOURCE, **files})))
    assert words == "The archive unpacks to more than 64 MiB."
    assert max(came_out) < MIB  # piece by piece
    del files["0.bin"], files["1.bin"]
    assert upload(embedded_cat, "b.zip", zipped({"b.py": SOURCE, **files})).status_code == 200


@pytest.mark.parametrize("claimed", [1, 2**32 - 2])
def test_what_a_header_claims_counts_for_nothing(claimed: int, embedded_cat: EmbeddedCat, came_out: list[int]) -> None:
    answer = upload(embedded_cat, "a.zip", zip_of_zeros(100 * MIB, claimed))
    assert answer.status_code in (413, 500)  # 500: no archive
    assert sum(came_out) <= bounds.LARGEST + MIB
    assert not installed(embedded_cat, "a")


def test_entries_are_counted_before_they_are_read(embedded_cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bounds.ENTRIES == 10_000
    monkeypatch.setattr(bounds, "ENTRIES", 100)
    fits = {f"{number}/": b"" for number in range(bounds.ENTRIES - 1)}
    assert upload(embedded_cat, "a.zip", zipped({"a.py": SOURCE, **fits}, zipfile.ZIP_STORED)).status_code == 200
    too_many = zipped({"a.py": SOURCE, "b.py": SOURCE, **fits}, zipfile.ZIP_STORED)
    monkeypatch.delattr(zipfile.ZipFile, "__init__")  # it reads the directory: nobody gets so far
    assert refusal(upload(embedded_cat, "b.zip", too_many)) == "The archive has more than 100 entries."


def test_entries_of_a_tar_are_counted_as_well(embedded_cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "ENTRIES", 100)
    fits = {f"{number}.txt": b"" for number in range(bounds.ENTRIES - 1)}
    assert upload(embedded_cat, "a.tar", tarred({"a.py": SOURCE, **fits})).status_code == 200
    words = refusal(upload(embedded_cat, "b.tar", tarred({"a.py": SOURCE, "b.py": SOURCE, **fits})))
    assert words == "The archive has more than 100 entries."


@pytest.mark.parametrize("packs", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_tar_is_unpacked_within_the_same_bound(
    packs: Callable[[bytes], bytes], embedded_cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LARGEST", MIB)
    good = tarred({"a.py": SOURCE, "a.bin": bytes(bounds.LARGEST // 2)})
    assert upload(embedded_cat, "a.tar.gz", packs(good)).status_code == 200
    bomb = tarred({"a.py": SOURCE, "a.bin": bytes(bounds.LARGEST)})
    assert refusal(upload(embedded_cat, "b.tar.gz", packs(bomb))) == "The archive has more than 1 MiB."


def sparse_tar(size: int) -> bytes:
    """A tar with a file of one hole and nothing else, as GNU tar writes it."""
    header = bytearray(tarred({"hole.bin": b""})[:512])
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[257:265] = tarfile.GNU_MAGIC
    header[483:495] = b"%011o\0" % size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + tarred({"a.py": SOURCE})


def test_holes_of_a_tar_count_as_what_comes_out(embedded_cat: EmbeddedCat) -> None:
    assert upload(embedded_cat, "a.tar", sparse_tar(MIB)).status_code == 200
    assert refusal(upload(embedded_cat, "b.tar", sparse_tar(8**10))) == "The archive unpacks to more than 64 MiB."


def test_a_header_of_a_tar_is_bounded(embedded_cat: EmbeddedCat) -> None:
    """tarfile searches it with a pattern whose time is the square of its length, before Python 3.12.6."""
    for length, status in ((1000, 200), (100_000, 413)):
        extended = tarred({"a.py": SOURCE}, format=tarfile.PAX_FORMAT, pax_headers={"comment": "1" * length})
        assert upload(embedded_cat, "a.tar", extended).status_code == status


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_cannot_be_unpacked_piece_by_piece_is_refused(method: int, embedded_cat: EmbeddedCat) -> None:
    words = refusal(upload(embedded_cat, "a.zip", zipped({"a.py": SOURCE}, method)))
    assert words == "'a.py' is packed in another way than by deflating."


def test_an_archive_inside_an_archive_is_a_file(embedded_cat: EmbeddedCat) -> None:
    content = zipped({"a.py": SOURCE})
    for _ in range(20):
        content = zipped({"inner.zip": content, "a.py": SOURCE})
    bomb = zip_of_zeros(1024 * MIB)
    assert upload(embedded_cat, "a.zip", zipped({"a.py": SOURCE, "b.zip": bomb, "c.zip": content})).status_code == 200


def test_sources_are_bounded_since_python_parses_them(embedded_cat: EmbeddedCat) -> None:
    large = b"#" * (bounds.LARGEST_SOURCE - len(SOURCE)) + b"\n" + SOURCE[:-1]
    assert upload(embedded_cat, "a.zip", zipped({"a.py": large})).status_code == 200
    assert refusal(upload(embedded_cat, "b.zip", zipped({"a.py": large + b"\n"}))) == "'a.py' has more than 256 KiB."
    many = {f"{number}.py": large for number in range(1 + bounds.SOURCES // bounds.LARGEST_SOURCE)}
    words = refusal(upload(embedded_cat, "b.zip", zipped(many)))
    assert words == "The Python files of the archive have more than 4 MiB."
    manifest = json.dumps({"name": "x" * bounds.LARGEST_SOURCE}).encode()
    words = refusal(upload(embedded_cat, "b.zip", zipped({"a.py": SOURCE, "plugin.json": manifest})))
    assert words == "'plugin.json' has more than 256 KiB."
    assert not installed(embedded_cat, "b")


def test_what_is_embedded_of_a_plugin_is_bounded(embedded_cat: EmbeddedCat) -> None:
    def plugin(examples: int) -> bytes:
        source = "".join(f"@tool\ndef t{number}(x, cat): ...\n" for number in range(200))
        source += f"@tool(examples={['e'] * examples})\ndef last(x, cat): ...\n"
        return zipped({"a.py": source.encode(), "b.py": b"@form\nclass F(CatForm): ...\n"})

    assert upload(embedded_cat, "a.zip", plugin(TRIGGERS - 202)).status_code == 200
    words = refusal(upload(embedded_cat, "b.zip", plugin(TRIGGERS - 201)))
    assert words == "The plugin has more than 500 tools, forms and examples of them."
    assert not installed(embedded_cat, "b")


def test_an_upload_that_is_too_large_is_not_read(embedded_cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LARGEST", MIB)
    content = bytes(MIB + 1)
    assert refusal(upload(embedded_cat, "a.zip", content)) == "The archive has more than 1 MiB."
    assert upload(embedded_cat, "a.zip", content[1:]).status_code == 500  # read, and no archive


def test_what_nests_too_deeply_does_no_harm(embedded_cat: EmbeddedCat) -> None:
    deep = ["x = " + "-" * 5000 + "1", "x = a" + ".b" * 100_000, "x = f" + "()" * 50_000, "x = " + "1+" * 100_000 + "1"]
    for source in deep:
        declared = Declared()
        declared.read(source)
        assert declared == Declared()
    manifest = b"[" * 100_000
    files = {"plugin.json": manifest, **{f"{number}.py": source.encode() for number, source in enumerate(deep)}}
    assert upload(embedded_cat, "a.zip", zipped(files)).status_code == 200


def test_the_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SECONDS", -1.0)
    with pytest.raises(Refused, match="takes more than -1 s"):
        bounds.unpack("application/zip", zipped({"a.py": SOURCE}), bounds.Allowance())


def test_an_allowance_may_be_stopped_by_another_thread() -> None:
    allowance = bounds.Allowance()
    content = zipped({"a.py": SOURCE})
    assert bounds.unpack("application/zip", content, allowance) == {"a.py": SOURCE}
    allowance.stop()
    with pytest.raises(Refused):
        bounds.unpack("application/zip", content, allowance)


@pytest.mark.parametrize("stops", [EmbeddedCat.stop, EmbeddedCat.reset])
def test_the_cat_stops_while_an_archive_is_unpacked(
    stops: Callable[[EmbeddedCat], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    ended: list[type[BaseException] | None] = []
    spend = bounds.Allowance.spend

    def waiting(self: bounds.Allowance, count: int) -> None:
        """Take for ever, as far as the allowance lets it."""
        begun.set()
        pause = threading.Event()
        try:
            for _ in range(1000):
                spend(self, 0)
                pause.wait(0.01)
            ended.append(None)
        except BaseException as error:
            ended.append(type(error))
            raise

    monkeypatch.setattr(bounds.Allowance, "spend", waiting)
    with EmbeddedCat() as cat:
        failures: list[Exception] = []

        def uploading() -> None:
            try:
                upload(cat, "a.zip", zipped({"a.py": SOURCE}))
            except httpx.HTTPError as error:
                failures.append(error)

        thread = threading.Thread(target=uploading)
        thread.start()
        assert begun.wait(PATIENCE)
        stops(cat)
        thread.join(PATIENCE)
        assert len(failures) == 1
    assert ended == [Refused]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x05\x06" + bytes(18),
        b"tea" * 1000,
        zipped({"a.py": SOURCE})[:-30],
        zipped({"a.py": SOURCE * 100}).replace(b"a.py", b"a.p\xff", 1),
        zip_of_zeros(MIB)[:-80] + b"tea",
    ],
    ids=["nothing", "empty zip", "tea", "cut", "another name", "another end"],
)
@pytest.mark.parametrize("media_type", ["application/zip", "application/x-tar"])
def test_what_is_no_archive_is_unhandled_or_empty(content: bytes, media_type: str) -> None:
    with contextlib.suppress(Unhandled):
        assert bounds.unpack(media_type, content, bounds.Allowance()) == {}
