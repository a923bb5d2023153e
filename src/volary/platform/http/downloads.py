"""Headers of files that people download and that others have uploaded."""

from urllib.parse import quote

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !#$&+-.^_`|~()")


def attachment(file_name: str) -> dict[str, str]:
    """Headers under which a browser saves the content and never runs it as a page.

    The name is given twice (RFC 6266): in ASCII for old programs, and as it is in UTF-8.
    """
    plain = "".join(char if char in _PLAIN else "_" for char in file_name)
    exact = quote(file_name, safe="", errors="replace")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
