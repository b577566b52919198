"""The API against its own description: whatever is sent, nothing breaks, and what is answered is what is described."""

import warnings
from copy import deepcopy
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.server.api.conftest import Program
from tests.server.conftest import NOW
from tests.server.conftest import settings as set_to

from retold.server.api import document
from retold.server.app import make_app
from retold.server.box import Box

with warnings.catch_warnings():
    # What it depends on warns of itself.
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi import checks

pytestmark = pytest.mark.filterwarnings("ignore")

EXAMPLES = 12
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
# Without what it says of tokens, which are sent with all: `test_access` goes by that.
WITHOUT_TOKENS = deepcopy(document.document())
for operations in WITHOUT_TOKENS["paths"].values():
    for operation in operations.values():
        del operation["security"]
DESCRIBED = schemathesis.openapi.from_dict(WITHOUT_TOKENS)
OPERATIONS = {found.ok().label: found.ok() for found in DESCRIBED.get_all_operations()}


class Ticking:
    """A clock by which nobody asks too often."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def app(kept):
    return make_app(Box(store=kept, settings=set_to(), clock=Ticking()))


@pytest.fixture
def known(kept, affair):
    """Ids that are there: what is made up is in no store."""
    story = next(one for one in kept.stories() if one.derivations)
    return {"article": story.articles[0].id, "story": story.id, "affair": affair.id, "number": 1}, {
        "a": story.derivations[0].a,
        "b": story.derivations[0].b,
    }


def send(program, case):
    """Ask what was made up, as a program would; what would look elsewhere is kept at home."""
    told = case.as_transport_kwargs(base_url="http://localhost:8000")
    sent = told.get("json")
    if case.method == "POST" and case.path.endswith("/feeds") and isinstance(sent, dict) and not sent.get("kind"):
        told["json"] = sent | ({"url": "http://127.0.0.1/"} if isinstance(sent.get("url"), str) else {})
    given = {"method": told["method"], "url": told["url"], "params": told.get("params"), "json": told.get("json")}
    if told.get("data") is not None:
        given["content"] = told["data"]
    return program.request(**given, headers=told.get("headers"))


@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_the_api_is_as_it_is_described(app, secret, known, label, mode):
    """With what is allowed and what isn't, by who may all and by who may read."""
    programs = Program(app, secret("owner", "read", "edit", "own")), Program(app, secret("reader", "read"))
    ids, pair = known

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )  # fmt: skip
    @given(case=OPERATIONS[label].as_strategy(mode))
    def run(case):
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: ids[name] for name in case.path_parameters or {}}
            if case.path.endswith("/compare"):
                case.query = {**case.query, **pair}
        for program in programs:
            case.validate_response(send(program, case), checks=CHECKS)

    run()
