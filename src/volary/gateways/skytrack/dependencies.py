"""What handlers may ask for by parameter name."""

from typing import Annotated

from litestar.di import Provide
from litestar.params import Dependency

from volary.core.identity import Principal
from volary.gateways.skytrack.auth import Admission
from volary.gateways.skytrack.gate import STATE
from volary.gateways.skytrack.parts import SkytrackParts
from volary.gateways.skytrack.requests import AnyRequest

_AS_IS = Dependency(skip_validation=True)
Parts = Annotated[SkytrackParts, _AS_IS]
ClientNum = Annotated[int, _AS_IS]
Holder = Annotated[Principal, _AS_IS]


def _admission(request: AnyRequest) -> Admission:
    admission: Admission = request.scope["state"][STATE]
    return admission


def _client(request: AnyRequest) -> int:
    return _admission(request).client


def _holder(request: AnyRequest) -> Principal:
    holder = _admission(request).holder
    assert holder is not None
    return holder


def dependencies(parts: SkytrackParts) -> dict[str, Provide]:
    return {
        "parts": Provide(lambda: parts, sync_to_thread=False),
        "client": Provide(_client, sync_to_thread=False),
        "holder": Provide(_holder, sync_to_thread=False),
    }
