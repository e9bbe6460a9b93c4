"""Sessions ended from outside, at the keyboard and over HTTP, over the real application."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.identity.sessions import Person, Sessions
from api.records.audit import Audit
from api.records.database import Records
from api.settings import load
from rag.assembly import assemble

LASTING = timedelta(hours=8)
JANE = Person("person-00000000000000aa", "Jane Smith", frozenset({"clerks"}))
JOHN = Person("person-00000000000000bb", "John Doe", frozenset({"clerks"}))
NAMESAKE = Person("person-00000000000000cc", "jane  smith", frozenset())


@dataclass(frozen=True)
class Served:
    """A service with a login, its library, and the key of an administrator."""

    client: TestClient
    library: Path
    key: str

    def signed_in(self, person: Person) -> dict[str, str]:
        """Begin a session; the cookie that names it."""
        with Records(self.library) as records:
            return {"cookie": f"minutebook={Sessions(records).open(person, LASTING)}"}

    def status(self, headers: dict[str, str]) -> int:
        return self.client.get("/api/v1/me", headers=headers).status_code

    def as_administrator(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    def last_entry(self) -> dict[str, object]:
        with Records(self.library) as records:
            return list(Audit(records).every())[-1].fields()


@pytest.fixture
def served(secret_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    for name, value in {
        "OIDC_ISSUER": "http://127.0.0.1:1",
        "OIDC_CLIENT_ID": "minutebook-test",
        "OIDC_GROUPS": json.dumps({"clerks": {"role": "officer"}}),
        "PUBLIC_URL": "http://localhost",
    }.items():
        monkeypatch.setenv(f"MINUTEBOOK_{name}", value)
    library = Path(shutil.copytree(secret_library, tmp_path / "library"))
    with Records(library) as records:
        key = Keys(records).add("the clerk", AskerRole.ADMINISTRATOR).text
    settings = load(library).settings
    with assemble(settings.for_answers()) as minutebook:
        client = TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )
        yield Served(client, library, key)


def test_a_person_whose_sessions_are_closed_at_the_keyboard_is_out_with_the_next_request(served, run):
    at_desk, on_tablet, other = served.signed_in(JANE), served.signed_in(JANE), served.signed_in(JOHN)
    assert [served.status(each) for each in (at_desk, on_tablet, other)] == [200, 200, 200]
    result = run("sessions", "close", "JANE Smith", "--json", "--library", served.library)
    assert json.loads(result.stdout) == {"person": JANE.asker_id, "closed": 2}
    assert [served.status(each) for each in (at_desk, on_tablet, other)] == [401, 401, 200]
    entry = served.last_entry()
    assert (entry["action"], entry["asker"]) == ("closed_sessions", "owner")
    assert entry["detail"] == {"person": JANE.asker_id, "sessions": "2"}


def test_an_administrator_closes_a_persons_sessions_over_http_and_that_is_in_the_audit(served):
    jane, john = served.signed_in(JANE), served.signed_in(JOHN)
    headers = served.as_administrator()
    listed = served.client.get("/api/v1/sessions", headers=headers).json()["sessions"]
    assert [(each["name"], each["groups"], each["n_sessions"]) for each in listed] == [
        ("Jane Smith", ["clerks"], 1),
        ("John Doe", ["clerks"], 1),
    ]
    closed = served.client.delete(f"/api/v1/sessions/{JANE.asker_id}", headers=headers)
    assert (closed.status_code, closed.json()) == (200, {"closed": 1})
    assert (served.status(jane), served.status(john)) == (401, 200)
    entry = served.last_entry()
    assert (entry["action"], entry["role"]) == ("closed_sessions", "administrator")
    again = served.client.delete(f"/api/v1/sessions/{JANE.asker_id}", headers=headers)
    assert (again.status_code, again.json()["code"]) == (404, "session_not_found")


def test_everybody_can_be_signed_out_at_once(served, run):
    before = [served.signed_in(JANE), served.signed_in(JOHN)]
    assert served.client.delete("/api/v1/sessions", headers=served.as_administrator()).json() == {"closed": 2}
    assert [served.status(each) for each in before] == [401, 401]
    served.signed_in(JANE)
    result = run("sessions", "close", "--all", "--library", served.library)
    assert result.stdout == "closed  1  everybody\n"
    assert run("sessions", "list", "--library", served.library).stdout == "0 signed in\n"


def test_an_officer_who_is_signed_in_sees_and_closes_no_sessions(served):
    jane = served.signed_in(JANE) | {"sec-fetch-site": "same-origin"}
    for method, path in (("GET", ""), ("DELETE", ""), ("DELETE", f"/{JOHN.asker_id}")):
        response = served.client.request(method, f"/api/v1/sessions{path}", headers=jane)
        assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


def test_the_list_names_groups_and_times_and_no_cookie(served, run):
    cookie = served.signed_in(JANE)["cookie"].partition("=")[2]
    told = run("sessions", "list", "--library", served.library).stdout
    assert told.startswith(f"{JANE.asker_id}  Jane Smith (clerks), 1 session, since ")
    assert cookie not in told


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        (["Nobody Known"], 1, "nobody of that name or id is signed in. See minutebook sessions list"),
        (["Jane Smith"], 2, f"2 people of that name are signed in. Give one id of {JANE.asker_id}"),
        ([], 2, "give the name or id of one person, or --all"),
        (["Jane Smith", "--all"], 2, "give the name or id of one person, or --all"),
        (["  "], 2, "PERSON: the text is empty"),
    ],
)
def test_what_names_no_one_person_closes_nothing_and_says_what_to_give(
    served, run, one_line_of, given, status, told
):
    signed_in = [served.signed_in(JANE), served.signed_in(NAMESAKE)]
    result = run("sessions", "close", *given, "--library", served.library)
    assert result.exit_code == status
    assert told in one_line_of(result)
    assert served.status(signed_in[0]) == 200
