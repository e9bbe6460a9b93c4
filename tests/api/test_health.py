"""Whether the service says truly how it is."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import anyio.to_thread
import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.health import EXACT, FINE, NOT_IN_TIME, NOT_WANTED, Health
from api.settings import load
from rag.assembly import Minutebook, assemble


@pytest.fixture
def minutebook(own_library: Path) -> Iterator[Minutebook]:
    with assemble(load(own_library).settings.for_answers()) as opened:
        yield opened


@pytest.fixture
def client(minutebook: Minutebook, own_library: Path) -> TestClient:
    return TestClient(
        create_app(minutebook, load(own_library).settings),
        base_url="http://localhost",
        raise_server_exceptions=False,
    )


def _ready(client: TestClient) -> tuple[int, dict[str, str]]:
    response = client.get("/health/ready")
    told = response.json()
    assert told["status"] == ("ready" if response.status_code == 200 else "not_ready")
    return response.status_code, told["checks"]


def test_a_service_with_all_its_parts_is_ready(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "alive"}
    status, checks = _ready(client)
    assert status == 200
    assert checks == {"library": FINE, "records": FINE, "encoder": FINE, "disk": FINE, "index": NOT_WANTED}


def test_a_library_that_is_gone_makes_it_not_ready_and_no_path_is_told(
    client: TestClient, minutebook: Minutebook, own_library: Path
) -> None:
    minutebook.library.close()
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.headers["retry-after"].isdecimal()
    assert response.json()["checks"]["library"] == "can't be read (LibraryError)"
    assert str(own_library) not in response.text and "sqlite" not in response.text
    assert client.get("/health/live").status_code == 200


def test_too_little_space_makes_it_not_ready(
    minutebook: Minutebook, own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_MIN_FREE_MB", "1000000")
    client = TestClient(create_app(minutebook, load(own_library).settings), base_url="http://localhost")
    status, checks = _ready(client)
    assert (status, checks["disk"]) == (503, "less than 1,000,000 MiB are free")


def test_without_an_index_search_is_exact_and_the_service_is_ready(
    own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_INDEX", "chroma")
    settings = load(own_library).settings
    with assemble(settings.for_answers(), resident=True) as opened:
        status, checks = _ready(TestClient(create_app(opened, settings), base_url="http://localhost"))
    assert (status, checks["index"]) == (200, EXACT)


class _Stuck(Health):
    """Whose looking takes as long as somebody wants."""

    go_on = threading.Event()

    def look(self):
        assert self.go_on.wait(30)
        return super().look()


def test_a_part_that_hangs_holds_no_health_check_up(client: TestClient) -> None:
    health = _Stuck(client.app.state.service, None)

    async def asked_twice() -> list[str]:
        begun = time.monotonic()
        told = [(await health.checked()).checks["library"] for _ in range(2)]
        assert time.monotonic() - begun < 5  # it would be for ever
        health.go_on.set()
        return told

    assert asyncio.run(asked_twice()) == [NOT_IN_TIME, NOT_IN_TIME]


def test_health_is_told_while_every_thread_is_taken(client: TestClient) -> None:
    async def asked() -> list[int]:
        threads = anyio.to_thread.current_default_thread_limiter()
        threads.total_tokens = 1
        await threads.acquire()  # and never gives it back
        transport = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
            replies = [
                await asyncio.wait_for(asking.get(path), 30) for path in ("/health/live", "/health/ready")
            ]
        return [reply.status_code for reply in replies]

    assert asyncio.run(asked()) == [200, 200]


def test_health_is_told_to_anyone_and_says_nothing_of_the_papers(client: TestClient) -> None:
    told = client.get("/health/ready").text + client.get("/health/live").text
    assert "paper" not in told and "revision" not in told
