"""Which API line this facade works with: looked at before anything else of the generated package is."""

from __future__ import annotations

from cheshire_cat_openapi.operations import API_VERSION

API_LINE = "1.9.2"


def check_api_line() -> None:
    """Refuse a generated package that is of another API line.

    Raises:
        ImportError: it is.
    """
    if API_VERSION != API_LINE:
        raise ImportError(
            f"cheshire-cat-openapi is of API {API_VERSION}, this cheshire-cat-api works with {API_LINE}: "
            f"pip install 'cheshire-cat-openapi=={API_LINE}.*'"
        )
