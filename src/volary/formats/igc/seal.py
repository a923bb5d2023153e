"""G records, which show whether a file was changed after its recorder wrote it.

Only XCSoar's seal can be checked without its maker. Source: XCSoar, ``Logger/GRecord.cpp``: four
MD5 digests from start words of its own over the printable characters of the sealed lines.
"""

import hashlib
import sys
from typing import Literal

from volary.formats.igc import md5

SealStatus = Literal["valid", "invalid", "unknown", "absent"]

LONGEST = 4 << 20  # 28 hours at one fix per second; a longer one is left unjudged

_STARTS: list[md5.State] = [
    (0x1C80A301, 0x9EB30B89, 0x39CB2AFE, 0x0D0FEA76),
    (0x48327203, 0x3948EBEA, 0x9A9B9C9E, 0xB3BED89A),
    (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476),
    (0xC8E899E8, 0x9321C28A, 0x438EBA12, 0x8CBE0AEE),
]
_STANDARD = 2  # this one starts like any MD5
_DIGEST = 32
_UNSEALED = bytes([*range(0x20), *range(0x7F, 0x100)]) + b"$*!\\^~"
_TYPE_LINE = b"HFFTYFRTYPE:XCSOAR,XCSOAR "
_WITH_COMMAS = b" 6.5"  # this version sealed commas, all others skip them


def verify_g_record(data: bytes) -> SealStatus:
    """Check the seal of an IGC file.

    ``valid`` or ``invalid`` for files of XCSoar, ``unknown`` for those of other makers,
    ``absent`` without a G record.
    """
    if not data.startswith(b"G") and b"\nG" not in data and b"\rG" not in data:
        return "absent"  # most files, and no need to split them
    lines = data.removeprefix(b"\xef\xbb\xbf").splitlines()
    seal = b"".join(line[1:].strip() for line in lines if line.startswith(b"G"))
    if not seal:
        return "absent"
    maker = next((line for line in lines if line.startswith(b"A")), b"")
    if maker[1:4] != b"XCS":
        return "unknown"
    text = _sealed_text(lines)
    if len(text) > LONGEST:
        return "unknown"
    wanted = seal.decode("latin-1").lower()
    standard = hashlib.md5(text, usedforsecurity=False).hexdigest()
    if wanted[_STANDARD * _DIGEST : (_STANDARD + 1) * _DIGEST] != standard:
        return "invalid"
    return "valid" if "".join(_digests(text)) == wanted else "invalid"


def _digests(text: bytes) -> list[str]:
    """Compiled where numba is loaded anyway; loading it just for this would cost more."""
    if "numba" in sys.modules:
        from volary.formats.igc import md5_compiled  # noqa: PLC0415  # see above

        return md5_compiled.digests(text, _STARTS)
    return md5.digests(text, _STARTS)


def _sealed_text(lines: list[bytes]) -> bytes:
    plain: list[bytes] = []
    with_commas: list[bytes] = []
    chosen = plain
    for line in lines:
        if line.startswith((b"G", b"HO", b"HP")):
            continue
        if line.startswith(b"L") and not line.startswith(b"LXCS"):
            continue
        if line.startswith(_TYPE_LINE) and _WITH_COMMAS in line[len(_TYPE_LINE) - 1 :]:
            chosen = with_commas
        chosen.append(line)
    head = b"".join(plain).translate(None, _UNSEALED + b",")
    return head + b"".join(with_commas).translate(None, _UNSEALED)
