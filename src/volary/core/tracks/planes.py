"""The bytes below a column: variable-length integers and compressed byte planes."""

import numpy as np
import numpy.typing as npt
import zstandard

from volary.core.tracks.errors import TrackBlobCorrupt

Bytes = npt.NDArray[np.uint8]

_VARINT_MAX_SHIFT = 63
_MAGICLESS = zstandard.FORMAT_ZSTD1_MAGICLESS


class Writer:
    """Collects the parts of a blob. ``level`` is the zstandard level of its planes."""

    def __init__(self, level: int) -> None:
        self._parts: list[bytes] = []
        # Magic, size and checksum of a frame would cost more than a short plane: the blob's own
        # header carries all three.
        parameters = zstandard.ZstdCompressionParameters.from_level(  # pyright: ignore[reportUnknownMemberType]  # its stub leaves **kwargs untyped
            level,
            format=_MAGICLESS,
            write_content_size=0,
            write_checksum=0,
            write_dict_id=0,
        )
        self._compressor = zstandard.ZstdCompressor(compression_params=parameters)

    def raw(self, data: bytes) -> None:
        """Append bytes as they are."""
        self._parts.append(data)

    def varint(self, value: int) -> None:
        """Append an unsigned integer below 2**64, seven bits a byte, lowest first."""
        out = bytearray()
        while value > 0x7F:  # noqa: PLR2004  # seven bits
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
        self._parts.append(bytes(out))

    def plane(self, plane: Bytes) -> None:
        """Append one plane, compressed where that is shorter."""
        data = plane.tobytes()
        packed = self._compressor.compress(data)
        compressed = len(packed) < len(data)
        body = packed if compressed else data
        self.varint(len(body) << 1 | compressed)
        self._parts.append(body)

    def finish(self) -> bytes:
        """Return all parts in order."""
        return b"".join(self._parts)


class Reader:
    """Walks over the parts of a blob; every step past the end raises ``TrackBlobCorrupt``."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self._decompressor = zstandard.ZstdDecompressor(format=_MAGICLESS)

    def raw(self, length: int) -> bytes:
        """Read ``length`` bytes as they are."""
        end = self.position + length
        if end > len(self.data):
            raise TrackBlobCorrupt
        part = self.data[self.position : end]
        self.position = end
        return part

    def varint(self) -> int:
        """Read an unsigned integer below 2**64."""
        value = 0
        for shift in range(0, _VARINT_MAX_SHIFT + 1, 7):
            byte = self.raw(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004  # the last byte has no continuation bit
                break
        else:
            raise TrackBlobCorrupt
        if value >= 1 << 64:
            raise TrackBlobCorrupt
        return value

    def plane(self, length: int) -> Bytes:
        """Read one plane that must unpack to exactly ``length`` bytes."""
        size, compressed = divmod(self.varint(), 2)
        body = self.raw(size)
        if compressed:
            try:
                body = self._decompressor.decompress(body, max_output_size=length)
            except zstandard.ZstdError as error:
                raise TrackBlobCorrupt from error
        if len(body) != length:
            raise TrackBlobCorrupt
        return np.frombuffer(body, dtype=np.uint8)
