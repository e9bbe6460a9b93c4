"""The description of the interface: the file in the repository, its examples, and the codes of problems."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.openapi import FILE, HOW_TO_RENEW, as_text, described
from api.problems import CODES
from api.settings import load
from rag.assembly import assemble

jsonschema = pytest.importorskip("jsonschema")
SUCCESS = re.compile("2..")
CODES_TOLD = Path(__file__).parents[2] / "docs" / "http-api.md"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return described()


@pytest.fixture(scope="module")
def client(shared_library: Path):
    settings = load(shared_library).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


def operations(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in description["paths"].items()
        for method, operation in item.items()
    ]


def test_the_file_is_what_the_application_says(description: dict[str, Any]) -> None:
    assert FILE.read_text("utf-8") == as_text(description), f"{FILE} is out of date. Run: {HOW_TO_RENEW}"


def test_it_is_of_the_version_that_is_promised(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")


def test_every_reply_has_an_example_that_fits_its_shape(description: dict[str, Any]) -> None:
    n_checked = 0
    for name, operation in operations(description):
        for status, reply in operation["responses"].items():
            told = reply.get("content", {}).get("application/json")
            if (
                told is None
                or not SUCCESS.match(status)
                or (status == "202" and "200" in operation["responses"])
            ):
                continue
            assert "example" in told, f"{name} has no example: add one to api/pages/examples.json"
            schema = {**told["schema"], "components": description["components"]}
            jsonschema.Draft202012Validator(schema).validate(told["example"])
            n_checked += 1
    assert n_checked > 25


def test_whoever_may_ask_is_said_of_every_route_but_the_open_ones(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        is_open = re.search(r" /(?:health/|login|logout)", name) is not None
        assert ("security" in operation) is not is_open, name
        assert is_open or {"401", "403", "429"} <= set(operation["responses"]), name


def test_a_name_of_the_host_that_is_refused_is_described_for_every_route(
    client: TestClient, description: dict[str, Any]
) -> None:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            reply = client.request(method, path, headers={"host": "uf *T/mEtpM"})
            assert reply.status_code == 400, path
            assert str(reply.status_code) in operation["responses"], path


def test_every_code_of_a_problem_is_explained(client: TestClient) -> None:
    told = CODES_TOLD.read_text("utf-8")
    page = client.get("/docs").text
    for meaning in CODES:
        assert f"`{meaning.code}`" in told, f"{CODES_TOLD} does not list {meaning.code}"
        assert f'id="{meaning.code}"' in page, f"/docs has no anchor for {meaning.code}"


@pytest.mark.parametrize(
    "path", ["papers?pages=2", "papers/nosuch?full=1", "ledger?sate=open", "papers?limit=1&x=1"]
)
def test_a_parameter_that_there_is_not_is_told_and_not_passed_over(client: TestClient, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 422
    assert "no such parameter" in response.text or "Extra inputs" in response.text
