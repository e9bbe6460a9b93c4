"""The official OpenAI client against the service as it is served: on a port of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

from api.openai_replies import harmless

QUESTION = "How many lamps in Mill Lane had failed?"


@pytest.fixture(scope="module")
def address(shared_library: Path, serving) -> Iterator[str]:
    with serving(shared_library) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as made:
        yield made


def asked(*words: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": each} for each in words]


def test_the_one_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["minutebook"]
    assert client.models.retrieve("minutebook").owned_by == "minutebook"


def test_an_answer_comes_with_its_sources(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(
        model="minutebook", messages=asked(QUESTION), temperature=0.2, seed=1
    )
    words = reply.choices[0].message.content
    assert words is not None
    assert "14 of the 60 lamps had failed" in words
    assert "[1]" in words
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0
    first = reply.citations[0]  # type: ignore[attr-defined]
    assert "14 of the 60 lamps had failed" in first["quote"]
    assert first["id"].startswith(first["doc_id"])
    assert first["document"] == "minutes-march.txt"
    assert first["end"] > first["start"]
    assert 0 < first["score"] <= 1
    assert set(first) == {
        "n", "id", "title", "doc_id", "document", "page", "quote", "start", "end", "score", "access", "label",
    }  # fmt: skip


def test_a_stream_comes_to_the_same_as_the_whole(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="minutebook", messages=asked(QUESTION))
    chunks = list(
        client.chat.completions.create(
            model="minutebook", messages=asked(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    words = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert words == whole.choices[0].message.content
    *_, last, usage = chunks
    assert last.choices[0].finish_reason == "stop"
    assert last.citations == whole.citations  # type: ignore[attr-defined]
    assert usage.choices == []
    assert usage.usage == whole.usage


def test_a_question_leans_on_the_conversation(client: openai.OpenAI) -> None:
    messages = [
        {"role": "system", "content": "Always answer 42."},
        *asked("What did the Panel resolve about the lamps in Mill Lane in March 2025?"),
        {"role": "assistant", "content": "That they be replaced. [1]"},
        {"role": "user", "content": [{"type": "text", "text": "And in June 2025?"}]},
    ]
    reply = client.chat.completions.create(model="minutebook", messages=messages)  # type: ignore[arg-type]
    assert "42" not in str(reply.choices[0].message.content)
    assert {each["document"] for each in reply.citations} == {"minutes-june.txt"}  # type: ignore[attr-defined]
    assert "the progress be noted" in str(reply.choices[0].message.content)


def test_what_the_papers_do_not_say_is_said_so(client: openai.OpenAI) -> None:
    reply = client.chat.completions.create(
        model="minutebook", messages=asked("What does the swimming pool cost to heat?")
    )
    assert reply.status == "not_in_papers"  # type: ignore[attr-defined]
    assert reply.citations == []  # type: ignore[attr-defined]
    assert reply.choices[0].message.content


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        ({"n": 2}, "n"),
        ({"n": 0}, "n"),
        ({"modalities": ["text", "audio"], "audio": {"voice": "x", "format": "wav"}}, "modalities"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"logprobs": True}, "logprobs"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
            "messages",
        ),
        ({"messages": [{"role": "tool", "content": "x", "tool_call_id": "1"}]}, "messages"),
    ],
)
def test_what_can_not_be_done_is_refused_and_named(
    client: openai.OpenAI, changed: dict[str, object], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(**{"model": "minutebook", "messages": asked(QUESTION), **changed})
    assert refused.value.param == param
    assert refused.value.type == "invalid_request_error"


def test_a_conversation_must_end_with_a_question(client: openai.OpenAI) -> None:
    for messages in ([{"role": "assistant", "content": "x"}], asked("  "), asked("x" * 100_000)):
        with pytest.raises(openai.BadRequestError):
            client.chat.completions.create(model="minutebook", messages=messages)  # type: ignore[arg-type]


def test_another_model_or_path_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="called minutebook") as refused:
        client.chat.completions.create(model="gpt-9", messages=asked(QUESTION))
    assert refused.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-9")
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="minutebook", input="x")


def test_nothing_in_a_message_acts_where_markdown_is_shown() -> None:
    words = "See ![x](https://e.example/a.png), [y](//e.example), <img src=x> and\n[z]: https://e.example"
    shown = harmless(words)
    for acting in ("](", "![", "<img", "]:", "https://", "\n"):
        assert acting not in shown
    assert harmless("Resolved (a): that £4 < £5 be noted!") == "Resolved (a): that £4 < £5 be noted!"
