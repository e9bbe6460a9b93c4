"""A form that does not say plainly what it says is refused, and nothing of it is taken."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

FILE = ("file", ("a.txt", b"1. Lamps\n\nThey were lit.\n"))


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
