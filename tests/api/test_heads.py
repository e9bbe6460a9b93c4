"""HEAD at the addresses that a GET answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import load
from rag.assembly import assemble


@pytest.fixture(scope="module")
def client(shared_library: Path) -> Iterator[TestClient]:
    settings = load(shared_library).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


@pytest.mark.parametrize("address", ["/health/live", "/health/ready", "/api/v1/papers", "/v1/models"])
def test_head_answers_as_get_does_but_without_the_body(client: TestClient, address: str) -> None:
    got, headed = client.get(address), client.head(address)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert headed.headers["content-length"] == str(len(got.content))
    assert headed.headers.get("etag") == got.headers.get("etag")


def test_head_of_what_is_not_there_says_so(client: TestClient) -> None:
    assert client.head("/api/v1/papers/nothing").status_code == 404


def test_head_does_nothing_where_only_post_does_something(client: TestClient) -> None:
    assert client.head("/api/v1/ask").status_code == 405


def test_head_is_counted_under_its_own_name_and_route(client: TestClient) -> None:
    client.head("/api/v1/papers")
    assert 'method="HEAD",route="/api/v1/papers"' in client.get("/metrics").text
