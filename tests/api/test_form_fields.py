"""A form that does not say plainly what it says is refused, and nothing of it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import load
from rag.assembly import assemble

FILE = ("file", ("a.txt", b"1. Lamps\n\nThey were lit.\n"))


@pytest.fixture(scope="module")
def client(shared_library: Path) -> Iterator[TestClient]:
    settings = load(shared_library).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield TestClient(create_app(minutebook, settings), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("fields", "at_fault", "told"),
    [
        ([("access", "")], "body.access", "empty"),
        ([("access", "public"), ("access", "exempt")], "body.access", "more than once"),
        ([("acess", "exempt")], "body.acess", "no such field; there are: file, access"),
        ([("access", "nobody")], "body.access", "'public'"),
    ],
)
def test_an_upload_whose_fields_are_not_plain_is_refused(
    client: TestClient, fields: list[tuple[str, str]], at_fault: str, told: str
) -> None:
    sent = [FILE, *((name, (None, value.encode())) for name, value in fields)]
    refused = client.post("/api/v1/papers", files=sent)
    assert refused.status_code == 422, refused.text
    (fault,) = refused.json()["errors"]
    assert fault["location"] == at_fault
    assert told in fault["message"]
    assert client.get("/api/v1/jobs").json()["jobs"] == []


def test_two_files_in_one_upload_are_refused(client: TestClient) -> None:
    refused = client.post("/api/v1/papers", files=[FILE, FILE])
    assert (refused.status_code, refused.json()["errors"][0]["location"]) == (422, "body.file")


def test_an_evaluation_with_another_field_is_refused(client: TestClient) -> None:
    files = {"golden": ("golden.jsonl", b"{}"), "rights": (None, b"all")}
    refused = client.post("/api/v1/evaluations", files=files)
    assert (refused.status_code, refused.json()["errors"][0]["location"]) == (422, "body.rights")
