"""People signing in at a real provider, a process of its own, and everything that must not let them in."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.errors import SettingsRefused
from api.identity import sessions as sessions_module
from api.identity.doorway import require_identity
from api.identity.errors import IdentityMissing
from api.identity.keys import now
from api.records.database import FILE_NAME, Records
from api.settings import load
from ingest.store.connections import BUSY_TIMEOUT_MS
from rag.assembly import assemble

PUBLIC_URL = "http://localhost"
GROUPS = {
    "clerks": {"role": "officer", "bodies": ["Norsey Harbour Panel"]},
    "councillors": {"role": "member"},
}


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The address of a provider that runs beside the tests."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("provider.py"))], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def behave(issuer: str) -> Iterator:
    """Has the provider behave in a certain way for one test."""

    def set_(**settings: object) -> None:
        httpx.post(f"{issuer}/set", json=settings).raise_for_status()

    set_()
    yield set_
    set_()


@pytest.fixture
def login_settings(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ISSUER": issuer,
        "CLIENT_ID": "minutebook-test",
        "CLIENT_SECRET": "provider-test-secret",
        "GROUPS": json.dumps(GROUPS),
    }.items():
        monkeypatch.setenv(f"MINUTEBOOK_OIDC_{name}", value)
    monkeypatch.setenv("MINUTEBOOK_PUBLIC_URL", PUBLIC_URL)


@pytest.fixture
def client(secret_library: Path, tmp_path: Path, login_settings: None, behave) -> Iterator[TestClient]:
    library = Path(shutil.copytree(secret_library, tmp_path / "login"))
    settings = load(library).settings
    with assemble(settings.for_answers()) as minutebook:
        yield TestClient(
            create_app(minutebook, settings),
            base_url="http://localhost",
            raise_server_exceptions=False,
            follow_redirects=False,
        )


def sign_in(client: TestClient, then_to: str | None = None) -> httpx.Response:
    """Go the whole way as a browser does; the last response."""
    query = {} if then_to is None else {"next": then_to}
    away = client.get("/login", params=query)
    assert away.status_code == 303, away.text
    back = httpx.get(away.headers["location"], follow_redirects=False)
    assert back.status_code == 302, back.text
    return client.get(back.headers["location"])


def test_a_person_signs_in_and_sees_what_their_group_may(client):
    assert client.get("/api/v1/me").status_code == 401
    finished = sign_in(client, "/docs?part=1")
    assert (finished.status_code, finished.headers["location"]) == (303, "/docs?part=1")
    told = client.get("/api/v1/me").json()
    assert (told["name"], told["role"], told["bodies"]) == ("Jane Smith", "officer", ["Norsey Harbour Panel"])
    names = " ".join(paper["name"] for paper in client.get("/api/v1/papers").json()["papers"])
    assert "report-drostimel" in names
    assert "report-harvelisk" not in names


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_names_nobody(client):
    finished = sign_in(client)
    cookies = finished.headers.get_list("set-cookie")
    session = next(each for each in cookies if each.startswith("minutebook="))
    assert all(part in session for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=28800"))
    assert "jane" not in session.lower()


def test_the_cookie_itself_is_nowhere_in_the_records(client, tmp_path):
    sign_in(client)
    token = client.cookies["minutebook"].encode()
    for file in (tmp_path / "login").glob("service.sqlite*"):
        assert token not in file.read_bytes()


@pytest.fixture
def secure(client, monkeypatch, tmp_path) -> Iterator[TestClient]:
    """The same service as people reach it over https."""
    monkeypatch.setenv("MINUTEBOOK_PUBLIC_URL", "https://localhost")
    settings = load(tmp_path / "login").settings
    with assemble(settings.for_answers()) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="https://localhost", follow_redirects=False
        )


def test_over_https_the_cookies_are_for_https_and_for_this_host_alone(secure):
    (begun,) = secure.get("/login").headers.get_list("set-cookie")
    finished = sign_in(secure).headers.get_list("set-cookie")
    names = [each.partition("=")[0] for each in (begun, *finished)]
    assert names == ["__Host-minutebook-sign-in", "__Host-minutebook", "__Host-minutebook-sign-in"]
    # Without any of these a browser takes no cookie of that name, and forgets none.
    for cookie in (begun, *finished):
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()
    assert list(secure.cookies) == ["__Host-minutebook"]
    assert secure.get("/api/v1/me").status_code == 200


def test_over_https_a_cookie_that_a_sibling_host_can_set_begins_no_session(secure):
    away = secure.get("/login")
    back = httpx.get(away.headers["location"]).headers["location"]
    secure.cookies.clear()
    tossed = f"minutebook-sign-in={_state(away)}"
    refused = secure.get(back, headers={"cookie": tossed})
    assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_failed")
    assert secure.get(back, headers={"cookie": f"__Host-{tossed}"}).status_code == 303


@pytest.mark.parametrize(
    "settings",
    [
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"algorithm": "stranger"},
        {"claims": {"aud": "another-service"}},
        {"claims": {"aud": ["minutebook-test", "another-service"]}},
        {"claims": {"azp": "another-service"}},
        {"claims": {"iss": "http://127.0.0.1:1/another-tenant"}},
        {"claims": {"exp": 1_600_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"iat": 4_000_000_000}},
        {"claims": {"iat": None}},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"sub": None}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": ["jane"]}},
        {"claims": {"sub": "x" * 256}},
        {"iss": "http://127.0.0.1:1/another-tenant"},
        {"deny": True},
    ],
    ids=str,
)
def test_an_answer_that_may_not_be_believed_lets_nobody_in(client, behave, settings):
    behave(**settings)
    refused = sign_in(client)
    assert (refused.status_code, refused.json()["code"]) == (403, "sign_in_failed")
    assert "minutebook" not in client.cookies
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("groups", [["gardeners"], [], None, "gardeners", {"clerks": True}, [["clerks"]]])
def test_who_is_in_no_group_that_may_gets_no_session(client, behave, groups):
    behave(claims={"groups": groups})
    refused = sign_in(client)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert "minutebook" not in client.cookies


def test_a_provider_that_changes_its_key_is_believed_again(client, behave, monkeypatch):
    sign_in(client)
    monkeypatch.setattr("api.identity.provider.KEYS_ASKED_AGAIN_S", 0.0)
    behave(rotate=True)
    assert sign_in(client).status_code == 303


class TestTheWayBack:
    def test_a_login_is_finished_once(self, client):
        away = client.get("/login")
        back = httpx.get(away.headers["location"]).headers["location"]
        assert client.get(back).status_code == 303
        again = client.get(back, headers={"cookie": f"minutebook-sign-in={_state(away)}"})
        assert (again.status_code, again.json()["code"]) == (403, "sign_in_failed")

    def test_a_code_slipped_into_another_browser_signs_nobody_in(self, client):
        back = httpx.get(client.get("/login").headers["location"]).headers["location"]
        client.cookies.clear()
        assert client.get(back).status_code == 403
        assert client.get(back, headers={"cookie": "minutebook-sign-in=another"}).status_code == 403

    def test_a_code_of_another_login_is_not_taken(self, client):
        first = httpx.get(client.get("/login").headers["location"]).headers["location"]
        second = client.get("/login")
        code = parse_qs(urlsplit(first).query)["code"][0]
        mixed = client.get("/login/callback", params={"state": _state(second), "code": code})
        assert (mixed.status_code, mixed.json()["code"]) == (403, "sign_in_failed")

    def test_a_login_that_took_too_long_is_begun_anew(self, client, monkeypatch):
        back = httpx.get(client.get("/login").headers["location"]).headers["location"]
        monkeypatch.setattr(sessions_module, "now", lambda: now() + timedelta(minutes=11))
        assert client.get(back).status_code == 403

    def test_made_up_answers_are_refused(self, client):
        for query in ("", "?state=x&code=y", "?state=x", "?code=y", "?state=&code=y", f"?state={'x' * 501}"):
            assert client.get(f"/login/callback{query}").status_code in (403, 422)

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/a\nb"]
    )
    def test_a_login_never_leads_to_another_site(self, client, elsewhere):
        assert sign_in(client, elsewhere).headers["location"] == "/docs"


class TestTheSession:
    def test_it_ends_with_the_logout_for_whoever_holds_the_cookie(self, client):
        sign_in(client)
        token = client.cookies["minutebook"]
        assert client.post("/logout").status_code == 204
        assert "minutebook" not in client.cookies
        assert client.get("/api/v1/me", headers={"cookie": f"minutebook={token}"}).status_code == 401

    def test_a_logout_of_a_stranger_writes_nothing_and_so_waits_for_nobody(self, client, tmp_path):
        with closing(sqlite3.connect(tmp_path / "login" / FILE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            assert client.post("/logout", headers={"cookie": "minutebook=none"}).status_code == 204
            assert time.monotonic() - begun < BUSY_TIMEOUT_MS / 1000 / 2

    def test_who_came_and_went_stands_in_the_audit(self, client, tmp_path):
        sign_in(client)
        told = client.get("/api/v1/me").json()
        client.post("/logout")
        with Records(tmp_path / "login") as records, records.reading() as connection:
            entries = [
                json.loads(row[0]) for row in connection.execute("SELECT entry FROM audit ORDER BY number")
            ]
        noted = [
            (entry["asker"], entry["role"], entry["detail"]["name"])
            for entry in entries
            if entry["action"] in ("signed_in", "signed_out")
        ]
        assert noted == [(told["asker_id"], "officer", "Jane Smith")] * 2

    def test_it_ends_by_itself(self, client, monkeypatch):
        sign_in(client)
        monkeypatch.setattr(sessions_module, "now", lambda: now() + timedelta(hours=8))
        refused = client.get("/api/v1/me")
        assert (refused.status_code, refused.json()["code"]) == (401, "credentials_refused")

    def test_it_ends_for_everybody_when_the_records_say_so(self, client, tmp_path):
        sign_in(client)
        with Records(tmp_path / "login") as records:
            assert sessions_module.Sessions(records).close_all() == 1
        assert client.get("/api/v1/me").status_code == 401

    def test_a_made_up_cookie_lets_nobody_in(self, client):
        for value in ("", "x", "a" * 43, "\u00e9", "x;minutebook=y"):
            response = client.get("/api/v1/me", headers={"cookie": f"minutebook={value}".encode()})
            assert response.status_code == 401

    def test_a_key_counts_before_the_cookie(self, client):
        sign_in(client)
        assert client.get("/api/v1/me", headers={"authorization": "Bearer x"}).status_code == 401

    @pytest.mark.parametrize(
        ("headers", "is_taken"),
        [
            ({}, False),
            ({"sec-fetch-site": "cross-site"}, False),
            ({"sec-fetch-site": "same-site"}, False),
            ({"sec-fetch-site": "none"}, False),
            ({"origin": "https://evil.example"}, False),
            ({"origin": "null"}, False),
            ({"origin": "http://localhost"}, True),
            ({"sec-fetch-site": "same-origin"}, True),
        ],
    )
    def test_a_cookie_alone_changes_nothing(self, client, headers, is_taken):
        sign_in(client)
        response = client.post("/api/v1/search", json={"query": "quay"}, headers=headers)
        assert response.status_code == (200 if is_taken else 403)


class TestTheSettings:
    @pytest.mark.parametrize("missing", ["MINUTEBOOK_OIDC_CLIENT_ID", "MINUTEBOOK_PUBLIC_URL"])
    def test_a_login_by_half_stops_the_start(self, login_settings, monkeypatch, tmp_path, missing):
        monkeypatch.delenv(missing)
        with pytest.raises(SettingsRefused, match=missing):
            require_identity(load(tmp_path).settings)

    def test_a_provider_elsewhere_without_https_stops_the_start(self, login_settings, monkeypatch, tmp_path):
        monkeypatch.setenv("MINUTEBOOK_OIDC_ISSUER", "http://login.example.org")
        with pytest.raises(SettingsRefused, match="give an https address"):
            require_identity(load(tmp_path).settings)

    def test_with_a_login_the_service_may_listen_elsewhere_and_without_it_may_not(
        self, login_settings, monkeypatch, tmp_path
    ):
        require_identity(load(tmp_path, host="192.168.1.5").settings)
        monkeypatch.delenv("MINUTEBOOK_OIDC_ISSUER")
        with pytest.raises(IdentityMissing, match="could not tell who asks"):
            require_identity(load(tmp_path, host="192.168.1.5").settings)

    def test_the_secret_is_never_shown(self, login_settings):
        loaded = load()
        assert "provider-test-secret" not in repr(loaded.rows()) + repr(loaded.settings)

    def test_a_provider_that_is_not_there_is_told_with_503(self, client, monkeypatch, tmp_path):
        monkeypatch.setenv("MINUTEBOOK_OIDC_ISSUER", "http://127.0.0.1:9")
        settings = load(tmp_path / "login").settings
        with assemble(settings.for_answers()) as minutebook:
            other = TestClient(
                create_app(minutebook, settings), base_url="http://localhost", follow_redirects=False
            )
            begun = time.monotonic()
            response = other.get("/login")
        assert (response.status_code, response.json()["code"]) == (503, "login_unavailable")
        assert time.monotonic() - begun < 10


def _state(response: httpx.Response) -> str:
    return parse_qs(urlsplit(response.headers["location"]).query)["state"][0]
