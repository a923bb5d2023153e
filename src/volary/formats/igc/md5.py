"""MD5 (RFC 1321) from start words of one's own, several of them over one message at once.

``hashlib`` always starts from the standard words. All states see the same message words and the
same rotations, so they are packed into one integer, 64 bits apart: four digests cost what one
costs. The upper half of a lane takes the carries, which the mask before each rotation drops.
"""

import math
import struct
from collections.abc import Sequence

State = tuple[int, int, int, int]

BLOCK = 64
_LANE = 64
_WORD = 0xFFFFFFFF
# RFC 1321, 3.4: T[i] = floor(2^32 * |sin(i)|), and the rotations and word orders of the rounds.
SINES = [int(abs(math.sin(step + 1)) * 2**32) for step in range(BLOCK)]
ROTATIONS = [7, 12, 17, 22] * 4 + [5, 9, 14, 20] * 4 + [4, 11, 16, 23] * 4 + [6, 10, 15, 21] * 4
WORDS = [
    (factor * step + offset) % 16
    for factor, offset in ((1, 0), (5, 1), (3, 5), (7, 0))
    for step in range(16)
]
_Round = list[tuple[int, int, int, int]]


def pad(message: bytes) -> bytes:
    """The message with its end mark and length, a whole number of blocks."""
    zeros = bytes((BLOCK - 9 - len(message)) % BLOCK)
    return message + b"\x80" + zeros + struct.pack("<Q", len(message) * 8)


def hex_digest(state: State) -> str:
    return struct.pack("<4I", *state).hex()


def digests(message: bytes, starts: Sequence[State]) -> list[str]:
    """The MD5 of ``message`` from each of ``starts``, as 32 hexadecimal digits each."""
    return [hex_digest(state) for state in run(pad(message), starts)]


def run(blocks: bytes, starts: Sequence[State]) -> list[State]:
    """The states after whole blocks, from each of ``starts``."""
    ones = sum(1 << (_LANE * lane) for lane in range(len(starts)))
    mask = _WORD * ones
    rounds = _rounds(ones)
    packed = [
        sum(start[word] << (_LANE * lane) for lane, start in enumerate(starts)) for word in range(4)
    ]
    for at in range(0, len(blocks), BLOCK):
        words = [word * ones for word in struct.unpack_from("<16I", blocks, at)]
        block = _compress(packed, words, rounds, mask)
        packed = [(old + new) & mask for old, new in zip(packed, block, strict=True)]
    a, b, c, d = (
        [word >> (_LANE * lane) & _WORD for lane in range(len(starts))] for word in packed
    )
    return list(zip(a, b, c, d, strict=True))


def _rounds(ones: int) -> list[_Round]:
    steps = [
        (sine * ones, word, left, 32 - left)
        for sine, word, left in zip(SINES, WORDS, ROTATIONS, strict=True)
    ]
    return [steps[first : first + 16] for first in range(0, BLOCK, 16)]


def _compress(
    state: list[int], words: list[int], rounds: list[_Round], mask: int
) -> tuple[int, int, int, int]:
    a, b, c, d = state
    for sine, word, left, right in rounds[0]:
        mixed = (a + (d ^ (b & (c ^ d))) + sine + words[word]) & mask
        a, d, c, b = d, c, b, b + ((mixed << left | mixed >> right) & mask)
    for sine, word, left, right in rounds[1]:
        mixed = (a + (c ^ (d & (b ^ c))) + sine + words[word]) & mask
        a, d, c, b = d, c, b, b + ((mixed << left | mixed >> right) & mask)
    for sine, word, left, right in rounds[2]:
        mixed = (a + (b ^ c ^ d) + sine + words[word]) & mask
        a, d, c, b = d, c, b, b + ((mixed << left | mixed >> right) & mask)
    for sine, word, left, right in rounds[3]:
        mixed = (a + (c ^ (b | (d ^ mask))) + sine + words[word]) & mask
        a, d, c, b = d, c, b, b + ((mixed << left | mixed >> right) & mask)
    return a, b, c, d
