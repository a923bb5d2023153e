"""Made-up requests after the OpenAPI documents: no 5xx, and answers are what the document says."""

import contextlib
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
)
from tests.wire.support import OPERATOR, RAW, Api, make_igc

from volary.app.asgi import create_asgi
from volary.app.config import load
from volary.app.gateways import openapi
from volary.app.volary import Volary
from volary.platform.telemetry import configure_logging

pytestmark = pytest.mark.slow

CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)
MOST = 12
FUZZ = settings(
    max_examples=MOST,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


class Target:
    """A server with a pilot, some flights and a shared one."""

    def __init__(self, volary: Volary) -> None:
        configure_logging(level="error", form="json")
        self.volary = volary
        self.app = create_asgi(volary)
        pilot = volary.identity.accounts.create(OPERATOR, email="fuzz@example.org", name="Fuzz")
        self.account = pilot.num
        key = volary.identity.clients.create_key(OPERATOR, client="fuzz", owner=pilot.num)
        self.key, self.client = key.key, key.client
        api = Api(self.app, {"X-Api-Key": self.key})
        filed = [
            api.post(
                "/core/v1/flights",
                content=make_igc(seed=seed, minutes=3),
                headers=RAW,
                params={"visibility": "public"},
            )
            for seed in range(3)
        ]
        self.flight = filed[0].json()["flight"]["num"]
        self.token = api.post(f"/core/v1/flights/{self.flight}/share").json()["token"]

    def headers(self) -> dict[str, str]:
        """Of somebody signed in; anew each time, because requests may sign them out."""
        token = self.volary.identity.tokens.issue(self.account, self.client).access
        return {"X-Api-Key": self.key, "Authorization": f"Bearer {token}"}

    def ask(self, case: Case, *, aim: bool) -> None:
        """Send the request; with ``aim`` to what exists instead of to made-up names."""
        if aim and case.path_parameters and case.method != "DELETE":
            known = {"ref": str(self.flight), "flight_id": self.flight, "token": self.token}
            for name in set(known) & set(case.path_parameters):
                case.path_parameters[name] = known[name]
        answer = case.call(headers=self.headers())
        case.validate_response(answer, checks=CHECKS)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    flags = {"data": str(tmp_path_factory.mktemp("fuzz")), "upload.wait_s": 300.0, "cpu_workers": 1}
    volary = Volary.build(load(flags, {}))
    yield Target(volary)
    volary.close()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("name", ["native", "skytrack"])
def test_no_made_up_request_is_a_server_error(
    target: Target, name: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(openapi(target.volary, name))
    schema.app = target.app
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        assert operation is not None

        @FUZZ
        @given(case=operation.as_strategy(generation_mode=mode), aim=st.booleans())
        def send(case: Case, aim: bool) -> None:
            nonlocal asked
            asked += 1
            target.ask(case, aim=aim)

        with contextlib.suppress(Unsatisfiable):  # an operation that cannot be asked wrongly
            send()
    assert asked > MOST * 3
