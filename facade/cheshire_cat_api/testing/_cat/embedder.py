"""Two deterministic embedders in place of the real Cat's: no model, and the same vector for the same text."""

from __future__ import annotations

import math
import random
import zlib
from typing import Protocol

DUMB_SIZE = 128
"""How many numbers a vector of the default embedder has. The real one has 2367; nobody should count on either."""

MAX_SIZE = 4096
"""The largest size that `EmbedderFakeConfig` is taken to mean."""

Vector = list[float]


class Embedder(Protocol):
    """What turns text into a vector of `size` numbers; `name` is the class name that a recall reports."""

    name: str
    size: int

    def embed(self, text: str) -> Vector: ...


class DumbEmbedder:
    """Counts the text's character trigrams, hashed into `DUMB_SIZE` places: alike texts get alike vectors."""

    name = "DumbEmbedder"
    size = DUMB_SIZE

    def embed(self, text: str) -> Vector:
        vector = [0.0] * self.size
        padded = f" {text.lower()} "
        if text.strip():
            for start in range(len(padded) - 2):
                # surrogatepass: a lone surrogate is text too, as far as a real embedder is concerned
                trigram = padded[start : start + 3].encode("utf-8", "surrogatepass")
                vector[zlib.crc32(trigram) % self.size] += 1.0
        return vector


class FakeEmbedder:
    """Pseudo-random numbers, drawn from the text itself: vectors of different texts have nothing in common."""

    name = "FakeEmbeddings"

    def __init__(self, size: int) -> None:
        self.size = size

    def embed(self, text: str) -> Vector:
        source = random.Random(text)
        return [source.gauss(0.0, 1.0) for _ in range(self.size)]


def unit(vector: Vector) -> Vector:
    """The vector scaled to length 1, as a store that compares by cosine keeps it; zeros stay zeros."""
    length = math.sqrt(sum(x * x for x in vector))
    return [x / length for x in vector] if length else list(vector)


def cosine(one: Vector, other: Vector) -> float:
    """The cosine of the angle between two unit vectors: their dot product."""
    return sum(x * y for x, y in zip(one, other, strict=True))


def embedder_for(config: str, value: dict[str, object]) -> Embedder:
    """The embedder that a selected configuration stands for.

    Models of vendors cannot be reached from here, and the real Cat falls back to the dumb one in silence when a
    configuration does not work (CONTRACT §3.1).
    """
    if config == "EmbedderFakeConfig":
        size = value.get("size", 128)
        if isinstance(size, int) and 0 < size <= MAX_SIZE:
            return FakeEmbedder(size)
    return DumbEmbedder()
