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
from rag.errors import ModelError
from rag.events import Done, SentenceReady, StartedOver
from rag.model.chat import THREAD, ChatWriter
from rag.settings import Settings

DEADLINE_S = 0.8
PATIENCE_S = 10.0
"""The deadline where a server does answer: a busy machine may take its time."""
GRACE_S = 5.0
"""What importing the client, finding, verifying and a busy machine may add to the deadline."""
LAMPS = "How many of the lamps in Mill Lane had failed?"
TRUE = "The Manager reported that 14 of the 60 lamps had failed since October 2024."
OUTPUTS = ("grammar", "json_schema", "function_calling", "json_mode")


def settings(server, **more):
    given = {"model": "small", "model_base_url": server.address, "model_timeout_s": DEADLINE_S, **more}
    return Settings.model_validate(given)


@pytest.fixture
def asking(library_folder, model_server):
    """Builds a Minutebook whose model is behind the local server."""
    opened = []

    def build(**more) -> Minutebook:
        set_up = settings(model_server, library=library_folder, **more)
        library = Library.open(library_folder)
        opened.append(Minutebook(set_up, library, QueryEncoder(), None, ChatWriter(set_up)))
        return opened[-1]

    yield build
    for each in opened:
        each.close()


def prompt_of(handler) -> str:
    return handler.asked["messages"][-1]["content"]


def key_of(handler, words: str) -> str:
    line = next(each for each in prompt_of(handler).splitlines() if each.startswith("[E") and words in each)
    return line[1 : line.index("]")]


def reply(handler, *sentences: str) -> str:
    """A reply of these sentences in the form that was asked for, each resting on the passage about the lamps."""
    key = key_of(handler, "14 of the 60")
    if "tools" in handler.asked or "response_format" in handler.asked:
        return json.dumps({"sentences": [{"text": each, "keys": [key]} for each in sentences]})
    return "\n".join(f"- {each} [{key}]" for each in sentences) + "\n"


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_sound_reply_is_the_answer_by_every_method(asking, model_server, owner, output):
    model_server.behave = lambda handler: handler.say(reply(handler, TRUE))
    answer = asking(model_output=output, model_timeout_s=PATIENCE_S).ask(LAMPS, scope=owner)
    assert answer.warnings == ()
    assert (answer.mode, answer.status, answer.model) == ("generated", "answered", "small")
    assert [each.text for each in answer.sentences] == [TRUE]
    (asked,) = model_server.seen
    assert asked.asked["temperature"] == 0
    assert ("response_format" in asked.asked) == (output in ("json_schema", "json_mode"))
    assert ("tools" in asked.asked) == (output == "function_calling")


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_abstention_is_known_by_every_method(asking, model_server, owner, output):
    nothing = "NOT IN THE PAPERS" if output == "grammar" else '{"sentences": []}'
    model_server.behave = lambda handler: handler.say(nothing)
    answer = asking(model_output=output, model_timeout_s=PATIENCE_S).ask(LAMPS, scope=owner)
    assert (answer.mode, answer.status) == ("generated", "not_in_papers")


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
    handler.say(reply(handler, TRUE), is_whole=False)


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
    assert took_s < DEADLINE_S + GRACE_S
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


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_a_reply_that_is_no_answer_is_replaced(asking, model_server, owner, said, output):
    model_server.behave = lambda handler: handler.say(said)
    require_papers_own_words(*timed(asking(model_output=output), owner))


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_prompt_sent_back_is_no_answer(asking, model_server, owner, output):
    model_server.behave = lambda handler: handler.say(prompt_of(handler))
    answer = asking(model_output=output).ask(LAMPS, scope=owner)
    assert answer.mode == "extractive"
    assert "plain sentences" not in answer.text


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_a_reply_that_the_server_ended_early_is_no_answer(asking, model_server, owner, finish):
    model_server.behave = lambda handler: handler.say(reply(handler, TRUE), finish=finish)
    answer, took_s = timed(asking(), owner)
    require_papers_own_words(answer, took_s)
    assert any(finish in each for each in answer.warnings)


def test_no_server_at_all_is_no_answer(library_folder, owner):
    set_up = Settings(
        library=library_folder,
        model="small",
        model_base_url="http://127.0.0.1:9/v1",
        model_timeout_s=DEADLINE_S,
    )
    with Minutebook(
        set_up, Library.open(library_folder), QueryEncoder(), None, ChatWriter(set_up)
    ) as minutebook:
        require_papers_own_words(*timed(minutebook, owner))


@pytest.mark.parametrize("told", ["0.1", "0", None, "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_is_busy_for_a_moment_is_asked_again(asking, model_server, owner, status, told):
    def once_busy(handler):
        if len(handler.server.seen) > 1:
            return handler.say(reply(handler, TRUE))
        when = format_datetime(datetime.now(UTC) - timedelta(seconds=5)) if told == "date" else told
        handler.begin("application/json", status, **({} if when is None else {"Retry_After": when}))
        return handler.wfile.write(b"{}")

    model_server.behave = once_busy
    answer = asking(model_timeout_s=PATIENCE_S).ask(LAMPS, scope=owner)
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


def test_sentences_come_before_the_reply_has_ended(asking, model_server, owner):
    may_go_on = threading.Event()

    def slowly(handler):
        handler.begin("text/event-stream")
        handler.send_piece({"content": reply(handler, TRUE)})
        may_go_on.wait(5)
        handler.send_piece({"content": reply(handler, "14 of the 60 lamps had failed.")})
        handler.send_piece({}, "stop")

    model_server.behave = slowly
    events = asking(model_timeout_s=PATIENCE_S).ask_events(LAMPS, scope=owner)
    first = next(events)
    may_go_on.set()
    rest = list(events)
    assert isinstance(first, SentenceReady)
    assert first.sentence.text == TRUE
    assert [each.n for each in first.citations] == [1]
    assert isinstance(rest[0], SentenceReady)
    assert rest[0].citations == ()
    assert isinstance(rest[-1], Done)
    assert [first.sentence, rest[0].sentence] == list(rest[-1].answer.sentences)


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


def test_a_reader_who_leaves_ends_the_request(asking, model_server, owner):
    has_noticed = threading.Event()

    def until_gone(handler):
        handler.begin("text/event-stream")
        try:
            handler.send_piece({"content": reply(handler, TRUE)})
            while not handler.server.is_ending.wait(0.02):
                handler.send_piece({"content": " "})
        except OSError:
            has_noticed.set()

    model_server.behave = until_gone
    events = asking(model_timeout_s=30).ask_events(LAMPS, scope=owner)
    assert isinstance(next(events), SentenceReady)
    events.close()
    assert has_noticed.wait(3)


def test_no_more_sentences_are_taken_than_the_settings_say(asking, model_server, owner):
    model_server.behave = lambda handler: handler.say(reply(handler, *[TRUE] * 9))
    answer = asking(max_sentences=2, model_timeout_s=PATIENCE_S).ask(LAMPS, scope=owner)
    assert len(answer.sentences) == 2


def test_a_deployment_of_azure_is_asked_at_its_own_address(asking, model_server, owner):
    model_server.behave = lambda handler: handler.say(reply(handler, TRUE))
    minutebook = asking(
        model_provider="azure_openai",
        model_base_url=model_server.address.removesuffix("/v1"),
        model_api_key="k",
        model_api_version="2024-06-01",
        model_timeout_s=PATIENCE_S,
    )
    assert minutebook.ask(LAMPS, scope=owner).mode == "generated"
    assert model_server.seen[0].path == "/openai/deployments/small/chat/completions?api-version=2024-06-01"
    assert model_server.seen[0].headers["api-key"] == "k"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "MINUTEBOOK_MODEL"),
        ({"model": "small"}, "MINUTEBOOK_MODEL_BASE_URL"),
        (
            {"model": "small", "model_provider": "azure_openai", "model_api_key": "k"},
            "MINUTEBOOK_MODEL_BASE_URL",
        ),
    ],
)
def test_what_a_model_needs_and_lacks_is_said_at_the_start(given, said):
    with pytest.raises(ModelError, match=said):
        ChatWriter(Settings.model_validate(given))


def test_a_missing_package_names_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    wants = Settings(model="claude", model_provider="anthropic", model_api_key="k")
    with pytest.raises(ModelError, match=r"minutebook\[anthropic\]"):
        ChatWriter(wants)


def test_the_warning_is_said_in_the_words_of_the_house(asking, model_server, owner):
    model_server.behave = refused_key
    answer = asking().ask(LAMPS, scope=owner)
    assert wording.NO_SUCH_MODEL_REPLY.format(why="its server answered 401") in answer.warnings
