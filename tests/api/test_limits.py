"""What one asker and one address may take, in front of an application that does nothing, and in the service."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.admission import Places
from api.app import create_app
from api.errors import BudgetSpent, TooBusy
from api.identity.keys import Keys
from api.identity.rights import RightsTable
from api.identity.roles import OWNER, Asker, AskerRole
from api.limits import ASKING, AddressLimit, AskerLimit, Rates, network_of
from api.records.database import Records
from api.settings import AppSettings
from api.token_budget import TokenBudget
from rag.assembly import assemble

RATES = Rates(of_asker=10, of_address=20, refused=5)
MEMBER = Asker.of("key-1", "one", AskerRole.MEMBER)
ANSWERS = PlainTextResponse("answered")


async def _keyed(scope: Scope, receive: Receive, send: Send) -> None:
    """Lets in who sends the good key, and refuses others as the gate does."""
    sent = dict(scope["headers"]).get(b"authorization")
    told = {"www-authenticate": 'Bearer realm="a"' + ("" if sent is None else ', error="invalid_token"')}
    is_good = sent == b"Bearer good"
    await PlainTextResponse("", 200 if is_good else 401, {} if is_good else told)(scope, receive, send)


def _known(app: ASGIApp, asker: Asker | None = None) -> ASGIApp:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"request_id": "1", **({"asker": asker} if asker else {})}
        await app(scope, receive, send)

    return call


def client_from(address: str, app: ASGIApp, asker: Asker | None = None) -> TestClient:
    return TestClient(_known(app, asker), base_url="http://localhost", client=(address, 50000))


def statuses(client: TestClient, n: int, **sent: str) -> list[int]:
    return [client.get("/api/v1/papers", headers=sent).status_code for _ in range(n)]


def test_an_address_that_asks_too_much_is_told_to_wait_and_others_are_not() -> None:
    limit = AddressLimit(_keyed, rates=RATES)
    greedy, other = client_from("192.0.2.1", limit), client_from("192.0.2.2", limit)
    good = {"authorization": "Bearer good"}
    assert statuses(greedy, 25, **good) == [200] * 20 + [429] * 5
    refused = greedy.get("/api/v1/papers", headers=good)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["code"] == "rate_exceeded"
    assert statuses(other, 3, **good) == [200] * 3
    assert greedy.get("/health/live").status_code == 401  # the application's own answer: never limited here


def test_who_guesses_keys_is_told_to_wait_and_a_good_key_still_opens() -> None:
    limit = AddressLimit(_keyed, rates=RATES)
    proxy = client_from("127.0.0.1", limit)
    assert statuses(proxy, 8, authorization="Bearer bad") == [401] * 5 + [429] * 3
    assert statuses(proxy, 50, authorization="Bearer good") == [200] * 50
    assert proxy.get("/", headers={"authorization": "Bearer bad"}).headers["retry-after"]


def test_who_sends_no_key_guesses_none_and_is_told_to_send_one_however_often() -> None:
    proxy = client_from("127.0.0.1", AddressLimit(_keyed, rates=RATES))
    assert statuses(proxy, 50) == [401] * 50
    assert statuses(proxy, 6, authorization="Bearer bad") == [401] * 5 + [429]
    assert statuses(proxy, 3) == [401] * 3


def test_ten_thousand_guessed_keys_take_no_room() -> None:
    limit = AddressLimit(_keyed, rates=RATES)

    async def guess(number: int) -> int:
        seen: list[int] = []

        async def send(message) -> None:
            if message["type"] == "http.response.start":
                seen.append(message["status"])

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/v1/papers",
            "client": ("192.0.2.1", 1),
            "headers": [(b"authorization", b"Bearer %d" % number)],
            "state": {"request_id": "1"},
        }
        await limit(scope, _nothing_sent, send)
        return seen[0]

    async def guess_all(first: int, last: int) -> set[int]:
        return {await guess(number) for number in range(first, last)}

    tracemalloc.start()
    try:
        assert asyncio.run(guess_all(0, 200)) == {401, 429}
        before = tracemalloc.get_traced_memory()[0]
        assert asyncio.run(guess_all(200, 10_000)) == {429}
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 200_000


async def _nothing_sent() -> dict[str, object]:
    return {"type": "http.request", "body": b"", "more_body": False}


def test_an_asker_is_limited_wherever_from_and_the_owner_is_not() -> None:
    limit = AskerLimit(ANSWERS, rates=RATES, places=Places(2, 2), asking=())
    here, there = client_from("192.0.2.1", limit, MEMBER), client_from("192.0.2.2", limit, MEMBER)
    assert statuses(here, 6) == [200] * 6
    assert statuses(there, 6) == [200] * 4 + [429] * 2
    assert statuses(client_from("127.0.0.1", limit, OWNER), 30) == [200] * 30


def test_nought_is_no_limit() -> None:
    limit = AskerLimit(ANSWERS, rates=Rates(0, 0, 0), places=Places(2, 2), asking=())
    assert statuses(client_from("192.0.2.1", limit, MEMBER), 100) == [200] * 100


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8::1", 1), "2001:db8::/64"),
        (("2001:db8::ffff:1", 1), "2001:db8::/64"),
        (("::ffff:192.0.2.7", 1), "192.0.2.7"),
        (("testclient", 1), "unknown"),
        (None, "unknown"),
    ],
)
def test_addresses_of_one_network_count_as_one(client: tuple[str, int] | None, network: str) -> None:
    assert network_of(client) == network


def test_so_many_are_answered_so_many_wait_and_the_rest_come_back_later() -> None:
    async def run() -> list[str]:
        places, told = Places(2, 3, patience_s=5), []
        gate = asyncio.Event()

        async def ask(number: int) -> None:
            try:
                async with places.taken():
                    told.append(f"in {number}")
                    await gate.wait()
            except TooBusy as error:
                assert error.retry_after_s >= 1
                told.append(f"busy {number}")

        tasks = []
        for number in range(7):
            tasks.append(asyncio.create_task(ask(number)))
            await asyncio.sleep(0.01)
        assert told == ["in 0", "in 1", "busy 5", "busy 6"]
        gate.set()
        await asyncio.gather(*tasks)
        return told

    assert asyncio.run(run()) == ["in 0", "in 1", "busy 5", "busy 6", "in 2", "in 3", "in 4"]


def test_who_waits_too_long_is_told_so_and_who_leaves_gives_the_place_back() -> None:
    async def run() -> None:
        places = Places(1, 3, patience_s=0.05)

        async def hold() -> None:
            async with places.taken():
                await asyncio.sleep(60)

        holding = asyncio.create_task(hold())
        await asyncio.sleep(0.01)
        with pytest.raises(TooBusy, match="No place became free"):
            async with places.taken():
                pass
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
        async with places.taken():
            pass

    asyncio.run(run())


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with Records(tmp_path) as records:
        yield records


def test_a_budget_is_of_one_asker_and_one_day_and_outlives_the_service(records: Records) -> None:
    budget = TokenBudget(records, 1000)
    budget.require_left("one")
    budget.spend("one", 999)
    budget.require_left("one")
    budget.spend("one", 500)
    with pytest.raises(BudgetSpent, match="1,000 tokens") as spent:
        TokenBudget(records, 1000).require_left("one")
    assert 1 <= spent.value.retry_after_s <= 86_400
    budget.require_left("other")
    TokenBudget(records, 0).require_left("one")
    assert budget.spent("one", datetime.now(UTC)) == 1499


def test_days_that_are_over_are_forgotten(records: Records) -> None:
    with records.writing() as connection:
        connection.execute("INSERT INTO quotas VALUES ('one', '2001-01-01', 5)")
    TokenBudget(records, 1000).spend("one", 1)
    with records.reading() as connection:
        assert [row["n_tokens"] for row in connection.execute("SELECT n_tokens FROM quotas")] == [1]


@pytest.fixture
def service(own_library: Path) -> Iterator[Callable[..., tuple[TestClient, str]]]:
    """Makes a service with these settings and a key to it."""
    opened = []

    def make(**settings: object) -> tuple[TestClient, str]:
        given = AppSettings(library=own_library, **settings)  # type: ignore[arg-type]
        minutebook = assemble(given.for_answers(), resident=True)
        opened.append(minutebook)
        app = create_app(minutebook, given)
        key = Keys(app.state.service.records).add("a member", AskerRole.OFFICER).text
        return TestClient(app, base_url="http://localhost", raise_server_exceptions=False), key

    yield make
    for minutebook in opened:
        minutebook.close()


def test_a_key_that_asks_too_much_is_told_to_wait(service: Callable[..., tuple[TestClient, str]]) -> None:
    client, key = service(requests_per_minute=20)
    sent = {"authorization": f"Bearer {key}"}
    counted = statuses(client, 40, **sent)
    assert counted == [200] * 20 + [429] * 20
    asked = {"model": "minutebook", "messages": [{"role": "user", "content": "x"}]}
    refused = client.post("/v1/chat/completions", json=asked, headers=sent)
    assert refused.status_code == 429
    assert refused.json()["error"]["type"] == "rate_limit_error"
    assert int(refused.headers["retry-after"]) >= 1
    assert client.get("/health/live").status_code == 200


def test_without_a_key_one_is_always_told_to_send_one_and_a_wrong_one_is_counted(
    service: Callable[..., tuple[TestClient, str]],
) -> None:
    client, key = service(refused_per_minute=5)
    assert statuses(client, 20) == [401] * 20
    assert client.get("/api/v1/papers").json()["code"] == "credentials_required"
    assert statuses(client, 7, authorization="Bearer none") == [401] * 5 + [429] * 2
    assert statuses(client, 1) == [401]
    assert statuses(client, 1, authorization=f"Bearer {key}") == [200]


def test_who_has_too_many_jobs_is_told_to_come_back_and_a_repeated_request_is_answered_as_before(
    service: Callable[..., tuple[TestClient, str]],
) -> None:
    client, key = service(jobs_per_asker=2)
    app: FastAPI = client.app  # type: ignore[assignment] # typed as any ASGI application
    app.state.service.jobs.drain(0)  # from now on nothing is begun
    client.headers["authorization"] = f"Bearer {key}"

    def upload(once: str) -> httpx.Response:
        return client.post(
            "/api/v1/papers", files={"file": ("a.txt", b"lamps")}, headers={"idempotency-key": once}
        )

    def brief() -> httpx.Response:
        return client.post("/api/v1/briefings?job=true", json={"topic": "lamps"})

    first = upload("one")
    assert (first.status_code, brief().status_code) == (202, 202)
    for refused in (upload("two"), brief(), client.post("/api/v1/papers", files={"file": ("b.txt", b"x")})):
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_jobs")
        assert refused.headers["content-type"] == "application/problem+json"
        assert int(refused.headers["retry-after"]) >= 1
        assert "cancel one" in refused.json()["detail"]
    again = upload("one")
    assert (again.status_code, again.json()) == (202, first.json())
    assert client.post("/api/v1/briefings", json={"topic": "lamps"}).status_code == 200
    assert client.delete(first.headers["location"]).status_code == 204
    assert upload("two").status_code == 202
    assert len(client.get("/api/v1/jobs").json()["jobs"]) == 3


def test_an_evaluation_counts_as_a_job(service: Callable[..., tuple[TestClient, str]]) -> None:
    client, _ = service(jobs_per_asker=1)
    app: FastAPI = client.app  # type: ignore[assignment] # typed as any ASGI application
    app.state.service.jobs.drain(0)
    key = app.state.service.keys.add("an evaluator", AskerRole.EVALUATOR).text
    client.headers["authorization"] = f"Bearer {key}"
    asked = {"id": "q1", "question": "How many lamps?", "type": "unanswerable", "answerable": False}

    def evaluate() -> httpx.Response:
        return client.post("/api/v1/evaluations", files={"golden": ("g.jsonl", json.dumps(asked).encode())})

    assert evaluate().status_code == 202
    assert (evaluate().status_code, evaluate().json()["code"]) == (429, "too_many_jobs")


HEAVY = (
    ("POST", "/api/v1/ask"),
    ("POST", "/api/v1/conversations/0123456789ab/questions"),
    ("POST", "/api/v1/briefings"),
    ("POST", "/api/v1/briefings/updates"),
    ("POST", "/api/v1/briefings/approvals"),
    ("POST", "/api/v1/summaries"),
    ("GET", "/api/v1/timeline"),
    ("GET", "/api/v1/timeline/"),
    ("GET", "/api/v1/ledger"),
)
LIGHT = (("GET", "/api/v1/papers"), ("GET", "/api/v1/me"), ("DELETE", "/api/v1/papers/0123456789ab"))


def test_what_takes_as_long_as_a_question_needs_a_place_as_questions_do() -> None:
    async def status_of(limit: AskerLimit, method: str, path: str) -> tuple[int, str | None]:
        state = {"request_id": "1", "asker": MEMBER}
        scope = {"type": "http", "method": method, "path": path, "headers": [], "state": state}
        begun: list[Message] = []

        async def send(message: Message) -> None:
            begun.append(message)

        await limit(scope, _nothing_sent, send)
        return begun[0]["status"], Headers(raw=begun[0]["headers"]).get("retry-after")

    async def run() -> None:
        places = Places(1, 0)
        limit = AskerLimit(ANSWERS, rates=Rates(0, 0, 0), places=places, asking=ASKING)
        async with places.taken():
            for method, path in HEAVY:
                assert await status_of(limit, method, path) == (503, "5"), path
            for method, path in LIGHT:
                assert await status_of(limit, method, path) == (200, None), path
        for method, path in HEAVY:
            assert await status_of(limit, method, path) == (200, None), path

    asyncio.run(run())


def test_every_route_that_needs_a_place_is_one_that_there_is() -> None:
    for method, path in ASKING:
        assert RightsTable().look_up(method, path).rights, path


def test_a_model_is_asked_no_more_once_the_tokens_of_the_day_are_used_up(
    service: Callable[..., tuple[TestClient, str]], model_server
) -> None:
    client, key = service(model="small", model_base_url=model_server.address, model_tokens_per_day=50)
    sent = {"authorization": f"Bearer {key}"}
    asked = {"question": "How many lamps in Mill Lane had failed?"}
    assert client.post("/api/v1/ask", json=asked, headers=sent).status_code == 200
    n_seen = len(model_server.seen)
    assert n_seen >= 1
    for accept in ("application/json", "text/event-stream"):
        refused = client.post("/api/v1/ask", json=asked, headers={**sent, "accept": accept})
        assert refused.status_code == 429
        assert refused.json()["code"] == "token_budget_spent"
        assert int(refused.headers["retry-after"]) >= 1
    assert len(model_server.seen) == n_seen
