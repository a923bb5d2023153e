"""What handlers may ask for by parameter name."""

from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from volary.core.identity import Principal
from volary.gateways.skytrack.auth import Admission
from volary.gateways.skytrack.gate import STATE
from volary.gateways.skytrack.parts import SkytrackParts
from volary.gateways.skytrack.requests import AnyRequest

Parts = NamedDependency[SkipValidation[SkytrackParts]]
ClientNum = NamedDependency[SkipValidation[int]]
Holder = NamedDependency[SkipValidation[Principal]]


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
