"""The HTTP service over a real library, through a real client."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import Result

from api.app import create_app
from api.schemas import AnswerOut, BriefingOut, HitsOut
from api.settings import load
from rag.assembly import assemble

Run = Callable[..., Result]

QUESTION = "How many lamps in Mill Lane had failed?"


@pytest.fixture
def client_of() -> Iterator[Callable[[Path], TestClient]]:
    """Makes a client of a service over a library; the service ends with the test."""
    closers: list[Callable[[], None]] = []

    def make(library: Path) -> TestClient:
        settings = load(library).settings
        minutebook = assemble(settings.for_answers(), resident=True)
        closers.append(minutebook.close)
        return TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )

    yield make
    for close in closers:
        close()


@pytest.fixture
def own_client(client_of: Callable[[Path], TestClient], own_library: Path) -> TestClient:
    """For tests that change the library."""
    return client_of(own_library)


def _without_time(answer: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name != "record"}


def test_an_answer_is_the_one_that_the_command_line_gives(
    client: TestClient, run: Run, shared_library: Path
) -> None:
    response = client.post("/api/v1/ask", json={"question": QUESTION})
    assert response.status_code == 200
    printed = json.loads(run("ask", QUESTION, "--json", "--library", shared_library).stdout)
    assert _without_time(response.json()) == _without_time(printed)


def test_every_answer_has_exactly_the_described_shape(client: TestClient) -> None:
    for question in (QUESTION, "What does the swimming pool cost to heat?"):
        answer = client.post("/api/v1/ask", json={"question": question}).json()
        assert AnswerOut.model_validate(answer).model_dump(mode="json") == answer


def test_filters_reach_the_search(client: TestClient) -> None:
    asked = {"query": "lamps", "k": 20, "filters": {"date_from": "2025-06-01", "kind": "minutes"}}
    found = client.post("/api/v1/search", json=asked).json()
    assert HitsOut.model_validate(found).model_dump(mode="json") == found
    assert {hit["document"] for hit in found["hits"]} == {"minutes-june.txt"}
    answer = client.post("/api/v1/ask", json={"question": QUESTION, "date_to": "2025-03-31"}).json()
    assert {citation["document"] for citation in answer["citations"]} == {"minutes-march.txt"}


def test_a_briefing_comes_as_json_and_as_files(client: TestClient) -> None:
    asked = {"topic": "street lighting in Mill Lane"}
    briefing = client.post("/api/v1/briefings", json=asked)
    assert briefing.status_code == 200
    described = BriefingOut.model_validate(briefing.json())
    assert described.model_dump(mode="json", exclude_unset=True) == briefing.json()
    for name, kind in (
        ("md", "text/markdown"),
        ("html", "text/html"),
        ("docx", "application/vnd.openxmlformats"),
    ):
        made = client.post("/api/v1/briefings", json={**asked, "format": name})
        assert made.status_code == 200
        assert made.headers["content-type"].startswith(kind)
        assert re.fullmatch(rf'attachment; filename="[\w-]+\.{name}"', made.headers["content-disposition"])
        assert made.content


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("ask", {"question": "   "}),
        ("ask", {"question": ""}),
        ("ask", {"question": "x" * 100_000}),
        ("ask", {"question": "lamps", "top_k": 3}),
        ("ask", {"question": "lamps", "filter": {"$or": [{"access": {"$ne": ""}}]}}),
        ("ask", {"question": "lamps", "date_from": "2025-05-01", "date_to": "2024-05-01"}),
        ("ask", {"question": "lamps", "date_from": "31 February 2020"}),
        ("ask", {"question": "lamps", "date_from": 5}),
        ("ask", {"question": "lamps", "kind": "novel"}),
        ("ask", {"url": "http://169.254.169.254/"}),
        ("search", {"query": "lamps", "k": 10**9}),
        ("search", {"query": "lamps", "k": -1}),
        ("briefings", {}),
        ("briefings", {"topic": "lamps", "agenda": "a.pdf"}),
        ("briefings", {"body": "Harrowmere Safer Streets Panel"}),
        ("briefings", {"topic": "lamps", "format": "pdf"}),
    ],
)
def test_an_invalid_request_is_a_problem_that_does_not_repeat_it(
    client: TestClient, path: str, body: dict[str, object]
) -> None:
    response = client.post(f"/api/v1/{path}", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 422
    assert problem["code"] in {"request_invalid", "question_invalid"}
    assert problem["type"] == f"/docs#{problem['code']}"
    assert len(response.text) < 2_000


@pytest.mark.parametrize(
    ("raw", "statuses"),
    [
        ("[" * 20_000 + "]" * 20_000, {400, 422}),
        ('{"question": "a", "k": NaN}', {400, 422}),
        ('{"question": "\\ud800"}', {200, 422}),
        ('{"question": "lamps", "question": "slabs"}', {200, 422}),
        ("question=lamps", {415, 422}),
        ('{"question": ', {400, 422}),
        ("", {422}),
    ],
)
def test_a_malformed_request_is_never_a_fault(client: TestClient, raw: str, statuses: set[int]) -> None:
    response = client.post("/api/v1/ask", content=raw, headers={"content-type": "application/json"})
    assert response.status_code in statuses
    form = client.post(
        "/api/v1/ask", content=raw, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert form.status_code in {400, 415, 422}


def test_a_megabyte_of_question_is_refused(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": "x" * 1_100_000})
    assert response.status_code == 413
    assert response.json()["code"] == "request_too_large"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/api/v1/ask", 405)]
)
def test_what_is_not_there_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["instance"].endswith(response.headers["x-request-id"])


def test_a_paper_that_is_not_there_is_a_problem(client: TestClient) -> None:
    for paper_id in ("0123456789ab", "..%2f..%2fetc", "x" * 500):
        response = client.get(f"/api/v1/papers/{paper_id}")
        assert response.status_code == 404
        assert response.json()["code"] in {"paper_not_found", "not_found"}


def test_requests_without_a_file_or_with_an_unknown_access_are_invalid(client: TestClient) -> None:
    assert client.post("/api/v1/papers").status_code == 422
    files = {"file": ("a.txt", b"words")}
    assert client.post("/api/v1/papers", files=files, data={"access": "secret"}).status_code == 422


def test_the_service_says_that_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "alive"}
    ready = client.get("/health/ready").json()
    assert ready["status"] == "ready"
    assert set(ready["checks"]) >= {"library", "records", "encoder", "disk"}


def test_a_page_of_another_site_cannot_withdraw_a_paper(own_client: TestClient) -> None:
    paper_id = own_client.get("/api/v1/papers").json()["papers"][0]["paper_id"]
    response = own_client.delete(f"/api/v1/papers/{paper_id}", headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    assert own_client.get(f"/api/v1/papers/{paper_id}").status_code == 200


def test_every_reply_carries_the_security_headers(client: TestClient) -> None:
    for path in (
        "/docs",
        "/docs/style.css",
        "/openapi.json",
        "/nowhere",
        "/api/v1/papers",
        "/health/live",
    ):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"


def test_the_address_of_the_service_leads_to_its_description(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/docs"


def test_code_in_descriptions_shows_as_code(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "``" not in page
    assert "<code>Accept: text/event-stream</code>" in page


def test_the_description_page_needs_no_script_and_no_other_site(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "<script" not in page
    assert "style=" not in page
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert client.get("/docs/style.css").headers["content-type"].startswith("text/css")
    description = client.get("/openapi.json").json()
    for path in description["paths"]:
        assert path in page
    for name in description["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_every_problem_code_is_described_where_its_type_points(client: TestClient) -> None:
    from api.problems import CODES

    page = client.get("/docs").text
    for meaning in CODES:
        assert f'id="{meaning.code}"' in page


def test_problems_are_in_the_description_and_the_stock_error_shape_is_not(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    schemas = description["components"]["schemas"]
    assert "Problem" in schemas
    assert "HTTPValidationError" not in schemas
    assert schemas["AskRequest"]["examples"]
    ask = description["paths"]["/api/v1/ask"]["post"]["responses"]
    assert set(ask["422"]["content"]) == {"application/problem+json"}
    assert {"403", "413", "503"} <= ask.keys()
