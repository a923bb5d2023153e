"""Share links: a token derived from the installation's secret, of which only the hash is stored."""

from uuid import UUID

from volary.platform.crypto import keyed_digest, token_hash

_BYTES = 20  # 160 bits


def share_token(secret: bytes, flight_id: UUID, generation: int) -> str:
    """The token of one flight's present link; a new generation makes old links dead."""
    return keyed_digest(secret, "share", str(flight_id), str(generation))[:_BYTES].hex()


def share_hash(token: str) -> bytes:
    return token_hash(token)
