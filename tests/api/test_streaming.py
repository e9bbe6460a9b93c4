"""Answers by server-sent events: each sentence once, verified and recorded, and nothing for those who have gone."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from api import streaming
from api.app import create_app
from api.settings import load
from api.streaming import live, wants_events
from rag.answer import Answer
from rag.assembly import assemble
from rag.errors import QuestionError
from rag.events import Done, StartedOver
from rag.stopping import GivenUp, require_waiting

QUESTION = "What did the Panel resolve about the lamps in Mill Lane?"
EVENTS = {"accept": "text/event-stream"}
HOW_MANY = "How many lamps in Mill Lane had failed?"
KEYED = re.compile(r"\[?(E\d+)\b\]?(.*)")
"""A line of a prompt: the key of a passage and its words."""


@pytest.fixture(scope="module")
def client(shared_library: Path) -> Iterator[TestClient]:
    settings = load(shared_library).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


def events_of(text: str) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_the_events_are_the_answer_by_sentence(client: TestClient) -> None:
    whole = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    streamed = client.post("/api/v1/ask", json={"question": QUESTION}, headers=EVENTS)
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.headers["x-accel-buffering"] == "no"
    *sentences, (last, done) = events_of(streamed.text)
    assert last == "done"
    assert {name for name, _ in sentences} == {"sentence"}
    assert [each["sentence"] for _, each in sentences] == whole["sentences"]
    assert [cited for _, each in sentences for cited in each["citations"]] == whole["citations"]  # type: ignore[attr-defined]
    answer = done["answer"]
    assert isinstance(answer, dict)
    assert answer["answer"] == whole["answer"]
    assert answer["record"]["id"] != whole["record"]["id"]


@pytest.mark.parametrize(
    ("accept", "is_wanted"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/event-stream", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("text/event-stream, application/json", True),
        ("application/json, text/event-stream", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream; q=0.5, */*", True),
    ],
)
def test_events_come_only_where_they_are_asked_for(accept: str, is_wanted: bool) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    assert wants_events(request) is is_wanted


def test_what_is_wrong_with_a_question_has_its_status_also_here(client: TestClient) -> None:
    for body in ({"question": "  "}, {"question": ""}, {}):
        response = client.post("/api/v1/ask", json=body, headers=EVENTS)
        assert response.status_code == 422
        assert response.headers["content-type"] == "application/problem+json"


def gone_through(make, patience: int = 100):
    async def run():
        return [item async for item in live(make)][:patience]

    return asyncio.run(run())


def test_who_waits_is_told_that_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "FIRST_S", 0.05)
    monkeypatch.setattr(streaming, "KEEP_ALIVE_S", 0.05)

    def slow():
        time.sleep(0.3)
        yield Done(Answer("q", "answered"))

    *waiting, last = gone_through(slow)
    assert set(waiting) == {None}
    assert isinstance(last, Done)


def test_an_error_of_the_work_reaches_the_one_who_waits() -> None:
    def fails():
        raise QuestionError("no words.")
        yield

    with pytest.raises(QuestionError, match="no words"):
        gone_through(fails)


def test_a_fault_in_the_middle_ends_the_stream_with_a_problem_without_a_word_from_inside() -> None:
    def fails():
        yield StartedOver("The model failed.")
        raise RuntimeError("canary from inside")

    async def run():
        response = await streaming.event_stream(fails, "1", Path("library"))
        return "".join([piece.decode() async for piece in response.body_iterator])

    (first, _), (last, problem) = events_of(asyncio.run(run()))
    assert (first, last) == ("started_over", "problem")
    assert problem["code"] == "internal_fault"
    assert "canary" not in json.dumps(problem)


def test_who_leaves_has_the_work_given_up() -> None:
    given_up = threading.Event()

    def endless():
        try:
            yield StartedOver("on")
            while True:
                require_waiting()
                time.sleep(0.01)
        except GivenUp:
            given_up.set()
            raise

    async def run():
        told = live(endless)
        await anext(told)
        await told.aclose()

    asyncio.run(run())
    assert given_up.wait(2)


def test_a_model_is_cut_off_when_the_asker_leaves(
    own_library: Path, serving, model_server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a real connection: 3 clients leave in the middle of a sentence, and no request to the model is left."""
    cut_off = []

    def behave(handler):
        prompt = "".join(str(message["content"]) for message in handler.asked["messages"])
        key = next(found for found, words in KEYED.findall(prompt) if "14 of the 60 lamps" in words)
        handler.begin("text/event-stream")
        said = f"- 14 of the 60 lamps had failed since October. [{key}]\n- And then"
        handler.send_piece({"role": "assistant", "content": said})
        try:
            for _ in range(500):
                time.sleep(0.01)
                handler.send_piece({"role": "assistant", "content": " and then"})
        except OSError:
            cut_off.append(time.monotonic())

    model_server.behave = behave
    monkeypatch.setenv("MINUTEBOOK_MODEL", "small")
    monkeypatch.setenv("MINUTEBOOK_MODEL_BASE_URL", model_server.address)
    with serving(own_library) as served:
        address = f"{served}/api/v1/ask"
        left = []
        for _ in range(5):
            with httpx.stream(
                "POST", address, json={"question": HOW_MANY}, headers=EVENTS, timeout=60
            ) as reply:
                assert reply.status_code == 200
                next(each for each in reply.iter_lines() if each.startswith("event: sentence"))
            left.append(time.monotonic())
        until = time.monotonic() + 5
        while len(cut_off) < len(left) and time.monotonic() < until:
            time.sleep(0.02)
    assert len(cut_off) == len(left)
    assert max(cut - gone for cut, gone in zip(cut_off, left, strict=True)) < 5
