"""Text that may stand in an XML document."""

from xml.sax.saxutils import escape

_ALLOWED_CONTROLS = "\t\n\r"
_SURROGATES = range(0xD800, 0xE000)
_NONCHARACTERS = {0xFFFE, 0xFFFF}
_FIRST_PRINTABLE = 0x20


def xml_text(text: str) -> str:
    """``text`` for an element or an attribute; what XML 1.0 forbids becomes U+FFFD."""
    return escape("".join(map(_allowed, text)), {'"': "&quot;", "\r": "&#13;"})


def _allowed(char: str) -> str:
    code = ord(char)
    forbidden = (
        (code < _FIRST_PRINTABLE and char not in _ALLOWED_CONTROLS)
        or code in _SURROGATES
        or code in _NONCHARACTERS
    )
    return "\ufffd" if forbidden else char
