"""A model's server that does as it should: its reply in every form, told as it comes, and what it needs."""

import threading

import pytest

from rag.errors import ModelError
from rag.events import Done, SentenceReady
from rag.model.chat import ChatWriter
from rag.settings import Settings

LAMPS = "How many of the lamps in Mill Lane had failed?"
FAILED = "14 of the 60"
"""Words of the passage about the lamps."""
TRUE = "The Manager reported that 14 of the 60 lamps had failed since October 2024."


def test_a_sound_reply_is_the_answer_by_every_method(asking, model_server, owner, output, patience_s):
    model_server.behave = lambda handler: handler.say(handler.reply(FAILED, TRUE))
    answer = asking(model_output=output, model_timeout_s=patience_s).ask(LAMPS, scope=owner)
    assert answer.warnings == ()
    assert (answer.mode, answer.status, answer.model) == ("generated", "answered", "small")
    assert [each.text for each in answer.sentences] == [TRUE]
    (asked,) = model_server.seen
    assert asked.asked["temperature"] == 0
    assert ("response_format" in asked.asked) == (output in ("json_schema", "json_mode"))
    assert ("tools" in asked.asked) == (output == "function_calling")


def test_the_abstention_is_known_by_every_method(asking, model_server, owner, output, patience_s):
    nothing = "NOT IN THE PAPERS" if output == "grammar" else '{"sentences": []}'
    model_server.behave = lambda handler: handler.say(nothing)
    answer = asking(model_output=output, model_timeout_s=patience_s).ask(LAMPS, scope=owner)
    assert (answer.mode, answer.status) == ("generated", "not_in_papers")


def test_sentences_come_before_the_reply_has_ended(asking, model_server, owner, patience_s):
    may_go_on = threading.Event()

    def slowly(handler):
        handler.begin("text/event-stream")
        handler.send_piece({"content": handler.reply(FAILED, TRUE)})
        may_go_on.wait(5)
        handler.send_piece({"content": handler.reply(FAILED, "14 of the 60 lamps had failed.")})
        handler.send_piece({}, "stop")

    model_server.behave = slowly
    events = asking(model_timeout_s=patience_s).ask_events(LAMPS, scope=owner)
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


def test_a_reader_who_leaves_ends_the_request(asking, model_server, owner):
    has_noticed = threading.Event()

    def until_gone(handler):
        handler.begin("text/event-stream")
        try:
            handler.send_piece({"content": handler.reply(FAILED, TRUE)})
            while not handler.server.is_ending.wait(0.02):
                handler.send_piece({"content": " "})
        except OSError:
            has_noticed.set()

    model_server.behave = until_gone
    events = asking(model_timeout_s=30).ask_events(LAMPS, scope=owner)
    assert isinstance(next(events), SentenceReady)
    events.close()
    assert has_noticed.wait(3)


def test_no_more_sentences_are_taken_than_the_settings_say(asking, model_server, owner, patience_s):
    model_server.behave = lambda handler: handler.say(handler.reply(FAILED, *[TRUE] * 9))
    answer = asking(max_sentences=2, model_timeout_s=patience_s).ask(LAMPS, scope=owner)
    assert len(answer.sentences) == 2


def test_a_deployment_of_azure_is_asked_at_its_own_address(asking, model_server, owner, patience_s):
    model_server.behave = lambda handler: handler.say(handler.reply(FAILED, TRUE))
    minutebook = asking(
        model_provider="azure_openai",
        model_base_url=model_server.address.removesuffix("/v1"),
        model_api_key="k",
        model_api_version="2024-06-01",
        model_timeout_s=patience_s,
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
