"""What an invalid request is told."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

JSON = {"content-type": "application/json"}


def test_a_body_without_its_type_is_told_which_header_is_wanted(client: TestClient) -> None:
    reply = client.post("/api/v1/ask", content=b'{"question": "What was decided?"}')
    assert reply.status_code == 422
    assert "Content-Type: application/json" in reply.json()["detail"]


def test_broken_json_is_told_where_it_breaks(client: TestClient) -> None:
    problem = client.post("/api/v1/ask", content=b'{"question": ', headers=JSON).json()
    assert problem["errors"] == [{"location": "body", "message": "this is not JSON from character 13 on"}]


def test_an_unknown_field_is_told_where_the_known_ones_stand(client: TestClient) -> None:
    problem = client.post("/api/v1/ask", json={"question": "What was decided?", "from": "2019"}).json()
    assert problem["detail"].startswith("body.from: there is no such field; ")
    assert "/docs" in problem["detail"]


def test_a_date_in_words_is_told_how_dates_are_written(client: TestClient) -> None:
    problem = client.post("/api/v1/ask", json={"question": "What was decided?", "date_from": "May"}).json()
    assert problem["detail"] == "body.date_from: a date is written as 2019-09-24."


@pytest.mark.parametrize(
    ("address", "sent"),
    [("/api/v1/briefings", {}), ("/api/v1/summaries", {}), ("/v1/chat/completions", {"model": "minutebook"})],
)
def test_nothing_of_the_frameworks_own_wording_is_told(
    client: TestClient, address: str, sent: dict[str, str]
) -> None:
    messages = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]
    reply = client.post(address, json={**sent, **({"messages": messages} if "model" in sent else {})})
    assert reply.status_code in (400, 422)
    assert "Value error" not in reply.text
    assert "valid dictionary" not in reply.text


def test_a_picture_in_a_message_is_told_that_only_text_is_taken(client: TestClient) -> None:
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    message = {"role": "user", "content": parts}
    error = client.post("/v1/chat/completions", json={"model": "minutebook", "messages": [message]}).json()
    assert "only text can be asked" in error["error"]["message"]
    assert error["error"]["param"] == "messages"


def test_text_where_a_file_belongs_is_told_so(client: TestClient) -> None:
    problem = client.post("/api/v1/papers", data={"file": "the words of the paper"}).json()
    assert "send a file here" in problem["detail"]
