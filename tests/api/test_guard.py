"""The outermost layer, around an application that does nothing but read and fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.guard import FORM_BYTES, REQUEST_BYTES, Guard

MESSAGE = b"x" * 1000


async def _reader(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    if request.url.path == "/fails":
        raise RuntimeError("canary from inside")
    try:
        body = await request.body()
    except ClientDisconnect:
        await PlainTextResponse("cut off", 400)(scope, receive, send)
        return
    await PlainTextResponse(f"read {len(body)}")(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    guard = Guard(_reader, own_host="127.0.0.9", file_bytes={"/papers": 2_000_000, "/drafts": 3_000_000})
    return TestClient(guard, base_url="http://localhost", raise_server_exceptions=False)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "127.0.0.9"])
def test_this_machine_by_any_of_its_names_is_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


def test_the_name_by_which_people_reach_the_service_is_served_with_any_port() -> None:
    guard = Guard(
        _reader,
        own_host="0.0.0.0",
        file_bytes={"/papers": 1},
        public_url="https://Minutes.example:8443",
    )  # noqa: S104 - nothing listens
    client = TestClient(guard, base_url="http://localhost", raise_server_exceptions=False)
    assert client.get("/", headers={"host": "minutes.example"}).status_code == 200
    assert client.get("/", headers={"host": "minutes.example:8443"}).status_code == 200
    assert client.get("/", headers={"host": "example"}).status_code == 400


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost:[",
        "localhost:80:80",
        "localhost:port",
        "localhost:\u0663".encode(),
        "[::1]x",
        "[::1][",
        "[::1]:8000]",
        "[::1",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "[::2]",
        "10.0.0.1",
        "testserver",
    ],
)
def test_a_rebound_name_is_refused(client: TestClient, host: str | bytes) -> None:
    response = client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert response.json()["code"] == "host_refused"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://["},
        {"origin": "http://[::1"},
        {"origin": "http://[zz]"},
        {"origin": "http://a]b"},
        {"origin": "http://\u2100.com".encode()},
        {"origin": "http://localhost:81"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "PATCH"])
def test_a_page_of_another_site_can_change_nothing(
    client: TestClient, method: str, headers: dict[str, str | bytes]
) -> None:
    response = client.request(method, "/", headers=headers)
    assert response.status_code == 403
    assert response.json()["code"] == "origin_refused"


@pytest.mark.parametrize("headers", [{}, {"origin": "http://localhost"}, {"sec-fetch-site": "same-origin"}])
def test_a_page_of_our_own_and_a_program_may_send(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/", content=MESSAGE, headers=headers).text == "read 1000"


def _pieces(n_bytes: int) -> Iterator[bytes]:
    for _ in range(n_bytes // len(MESSAGE)):
        yield MESSAGE


@pytest.mark.parametrize("is_streamed", [False, True])
@pytest.mark.parametrize(
    ("path", "limit"),
    [("/", REQUEST_BYTES), ("/papers", 2_000_000 + FORM_BYTES), ("/drafts", 3_000_000 + FORM_BYTES)],
)
def test_a_body_is_taken_up_to_the_limit_and_not_beyond(
    client: TestClient, path: str, limit: int, is_streamed: bool
) -> None:
    for n_bytes, status in ((limit, 200), (limit + 1000, 413)):
        content = _pieces(n_bytes) if is_streamed else MESSAGE * (n_bytes // len(MESSAGE))
        response = client.post(path, content=content)
        assert response.status_code == status
        if status == 413:
            assert response.json()["code"] == "request_too_large"


def test_a_fault_is_a_problem_without_a_word_from_inside(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get("/fails")
    assert response.status_code == 500
    assert response.json()["code"] == "internal_fault"
    assert "canary" not in response.text
    assert response.headers["x-request-id"] in response.json()["instance"]
    assert response.headers["x-request-id"] in caplog.text


@pytest.mark.parametrize("path", ["/", "/fails"])
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_every_reply_carries_the_security_headers(client: TestClient, path: str, host: str) -> None:
    headers = client.get(path, headers={"host": host}).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
