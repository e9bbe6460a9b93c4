"""Work that goes on after a request ends with the rights of who asked for it."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.identity.groups import Grant
from api.identity.keys import Keys
from api.identity.roles import OWNER, Asker, AskerRole
from api.identity.sessions import Person, Sessions
from api.identity.standing import Standing
from api.records.database import Records
from api.records.jobs import Job, JobState
from api.service import Service
from ingest.papers import Access

HARBOUR = "Norsey Harbour Panel"
GRANTS = {"clerks": Grant(role=AskerRole.OFFICER, bodies=(HARBOUR,))}


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records(tmp_path) as opened:
        yield opened


def test_a_key_stands_until_it_is_revoked_and_a_rotated_one_goes_on(records: Records) -> None:
    keys, standing = Keys(records), Standing(records, {})
    asker = keys.add("Jane Smith", AskerRole.OFFICER).record.asker
    assert standing.holds(asker)
    later = keys.rotate("Jane Smith", timedelta(0)).record
    assert standing.holds(asker)
    keys.revoke(later.prefix)
    assert not standing.holds(asker)
    keys.add("Jane Smith", AskerRole.ADMINISTRATOR)
    assert not standing.holds(asker)
    assert standing.holds(OWNER)


@pytest.mark.parametrize(
    ("role", "bodies", "access", "holds"),
    [
        ("officer", [HARBOUR, "Another Panel"], "exempt", True),
        ("administrator", None, "exempt", True),
        ("officer", [HARBOUR], "restricted", False),
        ("officer", ["Another Panel"], "exempt", False),
        ("member", None, "public", False),
        ("evaluator", None, "public", False),
    ],
)
def test_who_may_do_less_than_before_stands_no_more(
    records: Records, role: str, bodies: list[str] | None, access: str, holds: bool
) -> None:
    keys = Keys(records)
    bodies_now = None if bodies is None else frozenset(bodies)
    now = keys.add("Jane Smith", AskerRole(role), bodies=bodies_now, access=Access(access)).record.asker
    then = Asker.of(now.asker_id, "Jane Smith", AskerRole.OFFICER, frozenset({HARBOUR}))
    assert Standing(records, {}).holds(then) is holds


def test_a_person_stands_while_a_session_lasts_and_their_groups_may_do_as_much(records: Records) -> None:
    sessions = Sessions(records)
    person = Person("person-1", "Jane Smith", frozenset({"clerks"}))
    asker = Asker.of("person-1", "Jane Smith", AskerRole.OFFICER, frozenset({HARBOUR}))
    assert not Standing(records, GRANTS).holds(asker)
    token = sessions.open(person, timedelta(hours=1))
    assert Standing(records, GRANTS).holds(asker)
    assert not Standing(records, {"clerks": Grant(role=AskerRole.MEMBER)}).holds(asker)
    assert not Standing(records, {}).holds(asker)
    sessions.close(token)
    assert not Standing(records, GRANTS).holds(asker)


def _pack(n: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(n):
            text = f"NORSEY HARBOUR PANEL\n\n{number}. Lamp {number}\n\nIt was agreed that lamp {number} be lit.\n"
            archive.writestr(f"lamp-{number:02}.txt", text)
    return buffer.getvalue()


def _await(wanted: Any) -> None:
    until = time.monotonic() + 120
    while not wanted():
        assert time.monotonic() < until
        time.sleep(0.02)


def _n_papers(guarded: Any) -> int:
    return len(guarded.client.get("/api/v1/papers", headers=guarded.as_("administrator")).json()["papers"])


def test_a_pack_of_a_revoked_key_is_published_no_further_and_what_was_is_in_the_audit(guarded: Any) -> None:
    client, before = guarded.client, _n_papers(guarded)
    service: Service = client.app.state.service
    sent = {"file": ("pack.zip", _pack(40))}
    place = client.post(
        "/api/v1/papers", files=sent, data={"access": "public"}, headers=guarded.as_("harbour officer")
    ).headers["location"]
    _await(lambda: _n_papers(guarded) > before)
    (key,) = Keys(service.records).revoke("harbour officer")
    service.jobs.look()

    def job() -> Job:
        return service.job_store.one(place.rpartition("/")[2], key.asker.asker_id, key.asker.scope)

    _await(lambda: job().state is not JobState.RUNNING)
    ended, n_stored = job(), _n_papers(guarded) - before
    assert ended.state is JobState.CANCELLED
    assert (ended.problem or {})["code"] == "not_permitted"
    assert 0 < n_stored < 40
    stored = {each["paper_id"] for each in (ended.result or {})["papers"]}
    named = {
        paper.paper_id for paper in service.library.papers(OWNER.scope) if paper.name.startswith("lamp-")
    }
    assert stored == named and len(named) == n_stored
    entries = client.get("/api/v1/audit", headers=guarded.as_("administrator")).json()["entries"]
    (entry,) = (each for each in entries if each["action"] == "uploaded" and each["papers"])
    assert {paper_id for paper_id, _ in entry["papers"]} == named
    assert entry["detail"]["told"] == "taken in before it was stopped"
    waiting = client.post("/api/v1/papers", files=sent, headers=guarded.as_("harbour officer"))
    assert waiting.status_code == 401
