"""Whatever a model's server does: one deadline for the whole call, and then the papers' own sentences."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag import wording
from rag.assembly import Minutebook
from rag.events import Done, SentenceReady, StartedOver
from rag.model.chat import THREAD, ChatWriter
from rag.settings import Settings

MOST_S = 5.8
"""The deadline, and what importing the client, finding, verifying and a busy machine may add to it."""
LAMPS = "How many of the lamps in Mill Lane had failed?"
FAILED = "14 of the 60"
"""Words of the passage about the lamps."""
TRUE = "The Manager reported that 14 of the 60 lamps had failed since October 2024."


def hang(handler):
    handler.server.is_ending.wait(10)


def trickle_body(handler):
    handler.begin("text/event-stream")
    while not handler.server.is_ending.wait(0.05):
        handler.wfile.write(b"d")
        handler.wfile.flush()


def trickle_head(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.is_ending.wait(0.05):
        handler.wfile.write(b"d")
        handler.wfile.flush()


def trickle_pieces(handler):
    handler.begin("text/event-stream")
    while not handler.server.is_ending.wait(0.02):
        handler.send_piece({"content": ""})


def reset(handler):
    handler.connection.shutdown(2)
    handler.close_connection = True


def fail(handler):
    handler.begin("application/json", 500)
    handler.wfile.write(b'{"error": {"message": "it broke, s3cret", "type": "x", "code": "y"}}')


def busy_for_long(handler):
    handler.begin("application/json", 429, Retry_After="120")
    handler.wfile.write(b"{}")


def page(handler):
    handler.begin("text/html")
    handler.wfile.write(b"<!DOCTYPE html><html><body>Sign in to the network</body></html>")


def refused_key(handler):
    handler.begin("application/json", 401)
    handler.wfile.write(b'{"error": {"message": "wrong key s3cret"}}')


def elsewhere(handler):
    handler.begin("text/plain", 307, Location="http://127.0.0.1:9/v1/chat/completions")


def nonsense(handler):
    handler.begin("text/event-stream")
    handler.wfile.write(b"data: {]\n\n\x00\xff\xfe\n\ndata: 7\n\n")


def huge(handler):
    handler.begin("text/event-stream")
    handler.send_piece({"content": "lamps " * 1_800_000})
    handler.send_piece({}, "stop")


def endless(handler):
    handler.begin("text/event-stream")
    while not handler.server.is_ending.is_set():
        handler.send_piece({"content": "- The lamps of Mill Lane. [E1]\n" * 40})


def cut_off(handler):
    handler.say(handler.reply(FAILED, TRUE), is_whole=False)


def other_tool(handler):
    handler.begin("text/event-stream")
    called = {"index": 0, "id": "c", "type": "function", "function": {"name": "send_mail", "arguments": "{}"}}
    handler.send_piece({"tool_calls": [called]})
    handler.send_piece({}, "tool_calls")


def no_choices(handler):
    handler.begin("text/event-stream")
    handler.wfile.write(b'data: {"id": "1", "choices": []}\n\ndata: [DONE]\n\n')


FAULTS = [
    hang, trickle_body, trickle_head, trickle_pieces, reset, fail, busy_for_long, page, refused_key, elsewhere,
    nonsense, huge, endless, cut_off, other_tool, no_choices,
]  # fmt: skip
SAID = {
    "nothing": "",
    "words without keys": "The lamps failed in Mill Lane.",
    "keys that were not given": "- The lamps failed. [E88]\n",
    "keys only": "[E1][E2]\n- [E1]\n",
    "a refusal": "I'm sorry, but I can't help with that request.",
    "another language": "- Die Laternen in der M\u00fchlgasse sind ausgefallen. [E1]\n",
    "brackets": '{"sentences": [{"text": 5, "keys": "E1"}]}',
    "half an object": '{"sentences": [{"text": "The lam',
    "nested without end": '{"sentences": [' + "[" * 9_000,
    "a list": '["The lamps failed"]',
    "a link": '{"sentences": [{"text": "See https://evil.example for more.", "keys": ["E1"]}]}',
}


def require_papers_own_words(answer, took_s: float):
    assert took_s < MOST_S
    assert (answer.mode, answer.model, answer.status) == ("extractive", None, "answered")
    assert "14 of the 60 lamps" in answer.text
    (warning,) = [each for each in answer.warnings if "language model gave no usable answer" in each]
    assert "s3cret" not in json.dumps(answer.to_json())
    assert warning in json.dumps(answer.to_json())


def timed(minutebook, owner):
    minutebook.search("lamps", scope=owner)  # what is read once is read now
    begun = time.monotonic()
    answer = minutebook.ask(LAMPS, scope=owner)
    return answer, time.monotonic() - begun


@pytest.mark.parametrize("output", ["grammar", "json_schema"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
def test_a_server_that_fails_costs_its_deadline_at_most(asking, model_server, owner, fault, output):
    model_server.behave = fault
    answer, took_s = timed(asking(model_output=output, model_api_key="s3cret"), owner)
    require_papers_own_words(answer, took_s)


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_a_reply_that_is_no_answer_is_replaced(asking, model_server, owner, said, output):
    model_server.behave = lambda handler: handler.say(said)
    require_papers_own_words(*timed(asking(model_output=output), owner))


def test_the_prompt_sent_back_is_no_answer(asking, model_server, owner, output):
    model_server.behave = lambda handler: handler.say(handler.prompt)
    answer = asking(model_output=output).ask(LAMPS, scope=owner)
    assert answer.mode == "extractive"
    assert "plain sentences" not in answer.text


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_a_reply_that_the_server_ended_early_is_no_answer(asking, model_server, owner, finish):
    model_server.behave = lambda handler: handler.say(handler.reply(FAILED, TRUE), finish=finish)
    answer, took_s = timed(asking(), owner)
    require_papers_own_words(answer, took_s)
    assert any(finish in each for each in answer.warnings)


def test_no_server_at_all_is_no_answer(library_folder, owner, deadline_s):
    set_up = Settings(
        library=library_folder,
        model="small",
        model_base_url="http://127.0.0.1:9/v1",
        model_timeout_s=deadline_s,
    )
    with Minutebook(
        set_up, Library.open(library_folder), QueryEncoder(), None, ChatWriter(set_up)
    ) as minutebook:
        require_papers_own_words(*timed(minutebook, owner))


@pytest.mark.parametrize("told", ["0.1", "0", None, "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_is_busy_for_a_moment_is_asked_again(
    asking, model_server, owner, status, told, patience_s
):
    def once_busy(handler):
        if len(handler.server.seen) > 1:
            return handler.say(handler.reply(FAILED, TRUE))
        when = format_datetime(datetime.now(UTC) - timedelta(seconds=5)) if told == "date" else told
        handler.begin("application/json", status, **({} if when is None else {"Retry_After": when}))
        return handler.wfile.write(b"{}")

    model_server.behave = once_busy
    answer = asking(model_timeout_s=patience_s).ask(LAMPS, scope=owner)
    assert answer.mode == "generated"
    assert len(model_server.seen) == 2


def test_a_server_that_is_busy_for_long_is_not_waited_for(asking, model_server, owner):
    model_server.behave = busy_for_long
    answer, took_s = timed(asking(model_timeout_s=30), owner)
    require_papers_own_words(answer, took_s)
    assert len(model_server.seen) == 1


def test_a_server_that_stays_broken_is_asked_three_times(asking, model_server, owner):
    model_server.behave = fail
    asking(model_timeout_s=10).ask(LAMPS, scope=owner)
    assert len(model_server.seen) == 3


def test_a_wrong_key_is_not_tried_again(asking, model_server, owner):
    model_server.behave = refused_key
    asking(model_timeout_s=10).ask(LAMPS, scope=owner)
    assert len(model_server.seen) == 1


@pytest.mark.parametrize("fault", [hang, trickle_body, trickle_pieces], ids=lambda each: each.__name__)
def test_a_request_that_was_given_up_leaves_no_thread_behind(asking, model_server, owner, fault):
    model_server.behave = fault
    minutebook = asking(model_timeout_s=0.3)
    for _ in range(3):
        minutebook.ask(LAMPS, scope=owner)
    until = time.monotonic() + 15
    while time.monotonic() < until and any(each.name == THREAD for each in threading.enumerate()):
        time.sleep(0.02)
    assert not [each for each in threading.enumerate() if each.name == THREAD]


def test_sentences_of_a_reply_that_breaks_off_are_taken_back(asking, model_server, owner):
    model_server.behave = cut_off
    told = list(asking().ask_events(LAMPS, scope=owner))
    assert isinstance(told[0], SentenceReady)
    assert isinstance(told[1], StartedOver)
    assert "broke off" in told[1].reason
    done = told[-1]
    assert isinstance(done, Done)
    assert done.answer.mode == "extractive"
    assert [each.sentence for each in told[2:-1]] == list(done.answer.sentences)


def test_the_warning_is_said_in_the_words_of_the_house(asking, model_server, owner):
    model_server.behave = refused_key
    answer = asking().ask(LAMPS, scope=owner)
    assert wording.NO_SUCH_MODEL_REPLY.format(why="its server answered 401") in answer.warnings
