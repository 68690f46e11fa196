"""TLS as a client is configured for it: `verify` and `cert`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeAlias

from openapi_facade.failure import Failure
from openapi_facade.secrets import Secret

if TYPE_CHECKING:
    import ssl

Path: TypeAlias = "str | os.PathLike[str]"
Verify: TypeAlias = "bool | Path | ssl.SSLContext"
"""True: the usual certificate authorities; a path: one's own, a PEM file or a folder of them; or what checks."""
Certificate: TypeAlias = "Path | tuple[Path, Path] | tuple[Path, Path, str] | None"
"""The client's: a PEM file with certificate and key, or `(certificate, key)` or `(certificate, key, password)`."""


def check_tls(verify: object, cert: object) -> None:
    """See whether they can work.

    Raises:
        Failure: config: one cannot.
    """
    if isinstance(verify, bool):
        if not verify:
            raise Failure(
                "config",
                "verify: False would show the key to anybody; give the path of the server's certificate or CA, "
                "or an ssl.SSLContext that checks as little as you answer for",
            )
    elif isinstance(verify, str | os.PathLike):
        _check_file(verify, "verify")
    else:
        import ssl

        if not isinstance(verify, ssl.SSLContext):
            raise Failure("config", f"verify: a {type(verify).__name__}; give True, a path or an ssl.SSLContext")
        if cert is not None:
            raise Failure("config", "cert: load it into the ssl.SSLContext that is given as verify")
    if isinstance(cert, tuple):
        if len(cert) not in (2, 3):
            raise Failure("config", "cert: give a path, (certificate, key) or (certificate, key, password)")
        for path in cert[:2]:
            _check_file(path, "cert")
    elif cert is not None:
        _check_file(cert, "cert")


def ssl_context(verify: Verify, cert: Certificate) -> ssl.SSLContext:
    """Return what they come to: a new one each time, unless it is the caller's own.

    Raises:
        Failure: config: a file is no certificate, or its key is wrong.
    """
    import ssl

    if isinstance(verify, ssl.SSLContext):
        return verify
    problem = ""
    try:
        if isinstance(verify, bool):
            import httpx  # for the authorities it brings along; loaded only where there is TLS

            context = httpx.create_ssl_context(trust_env=False)
        elif os.path.isdir(verify):
            context = ssl.create_default_context(capath=os.fspath(verify))
        else:
            context = ssl.create_default_context(cafile=os.fspath(verify))
    except (OSError, ValueError) as error:  # SSLError is an OSError
        problem = f"verify: {verify} holds no certificates: {error}"
    else:
        try:
            if isinstance(cert, tuple):
                certificate, key, *rest = cert
                context.load_cert_chain(certificate, key, password=str(rest[0]) if rest else "")
            elif cert is not None:
                # Without a password OpenSSL would ask for one at the terminal.
                context.load_cert_chain(cert, password="")
        except (OSError, ValueError) as error:
            problem = f"cert: cannot be loaded: {error}"
        else:
            return context
    raise Failure("config", problem)


def plain_paths(cert: Any) -> Any:
    """Return a certificate as it was given, in which the password alone is a secret."""
    if isinstance(cert, tuple):
        return (*map(plain_paths, cert[:2]), *cert[2:])
    return str(cert) if isinstance(cert, Secret) else cert


def secrets_of(cert: Certificate) -> list[str]:
    """Return the password of a certificate's key, where there is one."""
    return [str(cert[2])] if isinstance(cert, tuple) and len(cert) == 3 else []


_CERTIFICATE, _NO_TLS = ("CERTIFICATE_VERIFY",), ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")
"""What OpenSSL says of a server that it does not trust, and of one that speaks no TLS."""


def is_of_tls(error: object) -> bool:
    """Tell whether TLS does not fit the server: what no waiting mends."""
    return any(each in str(error) for each in _CERTIFICATE + _NO_TLS)


def unreachable(server: str, error: object, what: str = "the server") -> str:
    """Return what it means that no connection could be opened, and what to do.

    Args:
        server: its address.
        error: as the library or the system has it.
        what: should answer there, in words.
    """
    words = str(error)
    if any(each in words for each in _CERTIFICATE):
        return f"{server} is not who it says: {words}; give the path of its CA as verify=…"
    if any(each in words for each in _NO_TLS):
        return f"{server} speaks no TLS: {words}; write http://"
    return f"no server answers at {server}: {words}; is {what} up, and the port right?"


def _check_file(path: object, name: str) -> None:
    if not isinstance(path, str | os.PathLike) or not os.path.exists(path):
        raise Failure("config", f"{name}: there is no file {path!r}")
