"""Who is let in, over the real application with real keys."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.errors import SettingsRefused
from api.identity.doorway import require_identity
from api.identity.errors import IdentityMissing
from api.identity.keys import Keys
from api.identity.rights import NEEDED, RightsTable, routes_of
from api.identity.roles import AskerRole, Right
from api.records.database import FILE_NAME, Records
from api.settings import load
from ingest.store.connections import BUSY_TIMEOUT_MS
from rag.assembly import assemble

ROLES = ("member", "evaluator", "harbour officer", "administrator")
ID = "0123456789ab"


def every_route() -> list[tuple[str, str, Right]]:
    filled = [
        (methods, path.replace("{}", ID).replace("{path}", "x"), right) for methods, path, right in NEEDED
    ]
    return [(method, path, right) for methods, path, right in filled for method in methods.split()]


def paper_named(guarded: Any, beginning: str) -> str:
    listed = guarded.client.get("/api/v1/papers", headers=guarded.as_("administrator")).json()["papers"]
    return next(paper["paper_id"] for paper in listed if paper["name"].startswith(beginning))


def test_every_route_of_the_service_stands_in_the_table_and_every_row_has_a_route(unchanged):
    routes = unchanged.client.app.routes
    assert len(routes_of(routes)) > 20
    assert RightsTable().missing(routes) == []
    assert RightsTable().without_route(routes) == []


def test_a_route_that_does_not_stand_in_the_table_is_told_and_reached_by_nobody(guarded):
    app = guarded.client.app
    app.get("/api/v1/forgotten")(lambda: "canary")
    assert RightsTable().missing(app.routes) == ["GET /api/v1/forgotten"]
    response = guarded.client.get("/api/v1/forgotten", headers=guarded.as_("administrator"))
    assert response.status_code == 404
    assert "canary" not in response.text


@pytest.mark.parametrize(("method", "path", "right"), every_route())
def test_without_a_good_key_nothing_but_the_open_routes_is_reached(unchanged, method, path, right):
    wrong = [
        None,
        "Bearer",
        "Bearer ",
        f"Bearer {unchanged.keys['former']}",
        f"Bearer {unchanged.keys['administrator'][:-1]}",
        f"Basic {unchanged.keys['administrator']}",
        "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW5pc3RyYXRvciJ9.",
        unchanged.keys["administrator"],
    ]
    for given in wrong:
        headers = {} if given is None else {"authorization": given}
        response = unchanged.client.request(method, path, headers=headers, follow_redirects=False)
        if right is Right.OPEN:
            assert response.status_code != 401
            continue
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith('Bearer realm="minutebook"')
        if method != "HEAD" and not path.startswith("/v1/"):
            code = "credentials_required" if given is None else "credentials_refused"
            assert response.json()["code"] == code
            assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path", "right"), every_route())
def test_a_role_without_the_right_gets_403_before_anything_is_looked_up(unchanged, method, path, right):
    having = {
        Right.OPEN: ROLES,
        Right.READ: ROLES,
        Right.KEEP: ("harbour officer", "administrator"),
        Right.EVALUATE: ("evaluator", "administrator"),
        Right.ADMINISTER: ("administrator",),
    }[right]
    for name in set(ROLES) - set(having):
        response = unchanged.client.request(method, path, headers=unchanged.as_(name))
        assert response.status_code == 403, name
        assert response.json()["code"] == "not_permitted"


def test_a_body_is_not_even_parsed_for_a_stranger(unchanged):
    response = unchanged.client.post(
        "/api/v1/ask", content=b"{not json", headers={"content-type": "application/json"}
    )
    assert response.status_code == 401


def test_a_revoked_key_and_a_lowered_right_count_from_the_next_request_on(guarded):
    headers = guarded.as_("harbour officer")
    assert guarded.client.get("/api/v1/me", headers=headers).json()["role"] == "officer"
    with Records(guarded.library) as records:
        Keys(records).revoke("harbour officer")
    assert guarded.client.get("/api/v1/me", headers=headers).status_code == 401


def test_while_another_program_writes_the_records_nobody_is_turned_away(guarded):
    """None of these keys was used today, so that their use is still to be noted."""
    with closing(sqlite3.connect(guarded.library / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        for name in (*ROLES, "lighthouse officer"):
            assert guarded.client.get("/api/v1/me", headers=guarded.as_(name)).status_code == 200
        assert time.monotonic() - begun < BUSY_TIMEOUT_MS / 1000 / 2


def test_the_service_notes_by_itself_which_keys_were_used(guarded):
    def used() -> set[str]:
        with Records(guarded.library) as records:
            return {each.asker.name for each in Keys(records).listed() if each.last_used_on is not None}

    guarded.client.get("/api/v1/me", headers=guarded.as_("member"))
    assert used() == set()
    with guarded.client:
        until = time.monotonic() + 20
        while not used() and time.monotonic() < until:
            time.sleep(0.05)
    assert used() == {"member"}


def test_everybody_is_told_who_they_are_taken_for(unchanged):
    told = unchanged.client.get("/api/v1/me", headers=unchanged.as_("lighthouse officer")).json()
    assert told["asker_id"].startswith("key-")
    told.pop("asker_id")
    assert told == {
        "name": "lighthouse officer",
        "role": "officer",
        "bodies": ["Norsey Lighthouse Board"],
        "access": ["public", "restricted", "exempt"],
    }


def test_a_paper_that_may_not_be_seen_and_one_that_is_not_there_look_the_same(unchanged):
    hidden = paper_named(unchanged, "report-harvelisk")
    requests = [
        ("GET", "/api/v1/papers/{}", None),
        ("GET", "/api/v1/papers/{}/text?start=0&end=5", None),
        ("GET", "/api/v1/papers/{}/pages/1", None),
        ("DELETE", "/api/v1/papers/{}", None),
        ("PUT", "/api/v1/papers/{}/access", {"access": "public"}),
    ]
    for method, path, body in requests:
        told = []
        for paper_id in (hidden, ID):
            response = unchanged.client.request(
                method, path.format(paper_id), json=body, headers=unchanged.as_("harbour officer")
            )
            problem = response.json()
            problem.pop("instance")
            told.append(
                (response.status_code, {**problem, "detail": problem["detail"].replace(paper_id, "")})
            )
        assert told[0] == told[1], path
        assert told[0][0] == 404
    shown = unchanged.client.get(f"/api/v1/papers/{hidden}", headers=unchanged.as_("lighthouse officer"))
    assert (shown.status_code, shown.json()["access"]) == (200, "exempt")


def test_officers_withdraw_and_open_the_papers_of_their_bodies_and_of_no_other(guarded):
    own, other = paper_named(guarded, "report-brelvanto"), paper_named(guarded, "report-falmistra")
    officer = guarded.as_("harbour officer")
    assert guarded.client.get(f"/api/v1/papers/{other}", headers=officer).status_code == 200
    for method, path, body in (("DELETE", "", None), ("PUT", "/access", {"access": "exempt"})):
        refused = guarded.client.request(method, f"/api/v1/papers/{other}{path}", json=body, headers=officer)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert guarded.client.delete(f"/api/v1/papers/{own}", headers=officer).status_code == 204
    assert guarded.client.get(f"/api/v1/papers/{own}", headers=officer).status_code == 404


def test_lowering_a_paper_takes_effect_on_the_next_request(guarded):
    paper_id = paper_named(guarded, "report-brelvanto")
    member = guarded.as_("member")
    asked = {"question": "What did the lowest price for the ferry at the quay come to?"}
    assert "mivarden" in guarded.client.post("/api/v1/ask", json=asked, headers=member).text.lower()
    changed = guarded.client.put(
        f"/api/v1/papers/{paper_id}/access",
        json={"access": "exempt"},
        headers=guarded.as_("harbour officer"),
    )
    assert changed.status_code == 200
    assert "mivarden" not in guarded.client.post("/api/v1/ask", json=asked, headers=member).text.lower()
    assert guarded.client.get(f"/api/v1/papers/{paper_id}", headers=member).status_code == 404


class TestSingleUser:
    """A service without keys and without a login."""

    @pytest.fixture
    def client_of(self, secret_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        import shutil
        from contextlib import ExitStack

        library = Path(shutil.copytree(secret_library, tmp_path / "own"))
        with ExitStack() as stack:

            def make(host: str = "127.0.0.1", public_url: str | None = None) -> TestClient:
                settings = load(library, host=host).settings.model_copy(update={"public_url": public_url})
                minutebook = stack.enter_context(assemble(settings.for_answers()))
                return TestClient(
                    create_app(minutebook, settings),
                    base_url="http://localhost",
                    raise_server_exceptions=False,
                )

            yield make, library

    def test_on_this_machine_its_owner_sees_everything(self, client_of):
        client = client_of[0]()
        assert client.get("/api/v1/me").json()["role"] == "administrator"
        assert len(client.get("/api/v1/papers").json()["papers"]) == 8

    def test_the_first_key_closes_it_and_revoking_the_last_one_does_not_open_it(self, client_of):
        client, library = client_of[0](), client_of[1]
        assert client.get("/api/v1/papers").status_code == 200
        with Records(library) as records:
            Keys(records).add("first", AskerRole.MEMBER)
            assert client.get("/api/v1/papers").status_code == 401
            Keys(records).revoke("first")
        assert client.get("/api/v1/papers").status_code == 401
        assert client.get("/health/live").status_code == 200

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
    def test_what_came_through_a_proxy_is_not_its_owner(self, client_of, header):
        refused = client_of[0]().get("/api/v1/papers", headers={header: "203.0.113.9"})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")

    def test_whom_a_proxy_may_have_sent_is_not_its_owner_though_no_header_says_so(self, client_of):
        client = client_of[0](public_url="https://minutes.example.gov.uk")
        for host in ("minutes.example.gov.uk", "127.0.0.1:8000", "localhost"):
            refused = client.get("/api/v1/papers", headers={"host": host})
            assert (refused.status_code, refused.json()["code"]) == (401, "credentials_required")
            asked = client.post("/api/v1/ask", json={"question": "Quay?"}, headers={"host": host})
            assert asked.status_code == 401
        assert client.get("/health/live").status_code == 200

    @pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000"])
    def test_by_a_name_of_this_machine_it_stays_its_owners(self, client_of, address):
        client = client_of[0](public_url=address)
        assert client.get("/api/v1/me", headers={"host": "localhost"}).json()["role"] == "administrator"

    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104 - to be refused
    def test_on_an_address_that_others_can_reach_nobody_is_the_owner(self, client_of, host):
        client = client_of[0](host)
        assert client.get("/api/v1/papers").status_code == 401
        assert client.post("/api/v1/ask", json={"question": "Quay?"}).status_code == 401


class TestTheStart:
    """Whether a service over a library begins at all."""

    @pytest.fixture
    def require(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        def require(public_url: str) -> None:
            monkeypatch.setenv("MINUTEBOOK_PUBLIC_URL", public_url)
            require_identity(load(tmp_path).settings)

        return require

    def test_with_an_address_for_others_it_takes_a_live_key_though_it_listens_for_this_machine(
        self, require, tmp_path
    ):
        with pytest.raises(
            IdentityMissing, match=r"MINUTEBOOK_PUBLIC_URL https://minutes\.example.*keys add"
        ):
            require("https://minutes.example.gov.uk")
        with Records(tmp_path) as records:
            Keys(records).add("first", AskerRole.MEMBER)
            require("https://minutes.example.gov.uk")
            Keys(records).revoke("first")
        with pytest.raises(IdentityMissing):
            require("https://minutes.example.gov.uk")

    @pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000"])
    def test_with_a_name_of_this_machine_it_takes_none(self, require, address):
        require(address)

    @pytest.mark.parametrize(
        "address", ["https://:443", "https://localhost.example.gov.uk", "https://10.0.0.7"]
    )
    def test_any_other_name_is_one_for_others(self, require, address):
        with pytest.raises(IdentityMissing):
            require(address)

    def test_an_address_that_is_none_is_told(self, require):
        with pytest.raises(SettingsRefused, match="give an address such as"):
            require("https://[minutes")
