"""What the service replies where papers change while a language model writes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import AppSettings
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import assemble

TOPIC = {"topic": "benches in the park"}
PAPER = {"paper": "benches.txt"}
BENCHES = """HARROWMERE SAFER STREETS PANEL

10 June 2025

Report of the Parks Manager

Benches in the park

1. There are {n} benches in the park, and nine of them were broken by the storm of March 2025.

2. Repairs of benches in the park would cost about £6,200 and take three weeks.

3. Residents asked for two more benches in the park near the school gate in April 2025.
"""


@pytest.fixture
def put(own_library: Path, tmp_path: Path) -> Callable[[int], None]:
    """Puts the report into the library, or a version of it with another number of benches."""

    def ingest(n_benches: int) -> None:
        (tmp_path / "benches.txt").write_text(BENCHES.format(n=n_benches), "utf-8")
        with Library.create_or_open(own_library) as library:
            intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False)
            assert {each.status for each in intake.ingest([tmp_path / "benches.txt"])} <= {"new", "replaced"}

    ingest(30)
    return ingest


@pytest.fixture
def client(own_library: Path, put: Callable[[int], None], model_server) -> Iterator[TestClient]:
    """A service of the owner alone with a language model."""
    given = AppSettings(library=own_library, model="small", model_base_url=model_server.address)
    with assemble(given.for_answers(), resident=True) as minutebook:
        app = create_app(minutebook, given)
        with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as opened:
            yield opened
        app.state.service.records.close()


@pytest.fixture
def always(put: Callable[[int], None], model_server) -> None:
    """Another version of the report comes with each reply of the model."""

    def behave(handler) -> None:
        put(30 + len(model_server.seen))
        handler.say("- The benches are old. [E1]\n")

    model_server.behave = behave


@pytest.mark.parametrize(("route", "asked"), [("briefings", TOPIC), ("summaries", PAPER)])
def test_where_papers_change_again_and_again_the_reply_is_to_ask_again(client, always, route, asked):
    reply = client.post(f"/api/v1/{route}", json=asked)
    assert (reply.status_code, reply.json()["code"]) == (503, "papers_changed")
    assert int(reply.headers["retry-after"]) >= 1
    assert reply.json()["detail"].endswith("Ask again.")
    assert "benches" not in reply.text.lower()


def test_a_job_fails_with_the_same_code(client, always, await_job):
    place = client.post("/api/v1/briefings?job=true", json=TOPIC).headers["location"]
    job = await_job(client, place)
    assert (job["state"], job["problem"]["code"]) == ("failed", "papers_changed")


def test_the_result_of_a_job_that_was_drafted_twice_rests_on_the_papers_as_they_are_now(
    client, put, model_server, await_job
):
    def behave(handler) -> None:
        if len(model_server.seen) == 1:
            put(31)
        handler.say("- The benches are old. [E1]\n")

    model_server.behave = behave
    place = client.post("/api/v1/briefings?job=true", json=TOPIC).headers["location"]
    job = await_job(client, place)
    assert job["state"] == "done", job
    assert "31 benches" in str(job["sections"]) and "30 benches" not in str(job)
    assert {each["version"] for each in job["provenance"]["papers"]} == {2}
    client.app.state.service.clear_out()
    assert client.get(f"{place}/result").status_code == 200
