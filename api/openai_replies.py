"""Answers as OpenAI clients read them: one completion, or chunks of one.

Clients of this kind show a message as Markdown. Words of papers are written so that nothing in them acts: no link, no
picture, no markup; the words exactly as they stand are the quotes of the citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from api.openai_schemas import (
    MODEL,
    ChatCompletion,
    ChatRequest,
    ChoiceOut,
    MessageOut,
    SourceOut,
    UsageOut,
)
from rag.answer import Answer, Citation
from rag.events import Done, Event, SentenceReady, StartedOver
from rag.model.evidence import count_tokens
from rag.plain import unlinked, visible

_ACTING = re.compile(r"(?<=\])(?=[(\[:])|(?<=!)(?=\[)|(?<=<)(?=[A-Za-z/!?])")
"""Where Markdown begins a link, a picture or a tag: a space there makes words of it."""


def completion(answer: Answer, asked: ChatRequest, created: int) -> dict[str, Any]:
    """The whole answer; ``created`` is Unix time."""
    words = text_of(answer)
    return ChatCompletion(
        id=f"chatcmpl-{answer.record.get('id', '')}",
        created=created,
        model=MODEL,
        choices=[ChoiceOut(message=MessageOut(content=words))],
        usage=_usage(asked, words),
        citations=_sources(answer.citations, answer),
        status=answer.status,
        warnings=list(answer.warnings),
        record_id=answer.record.get("id"),
    ).model_dump(mode="json")


def text_of(answer: Answer) -> str:
    """The message: the sentences with their markers; or why there are none, what comes near, what to ask instead."""
    if answer.sentences:
        return " ".join(_marked(each.text, each.citations) for each in answer.sentences)
    if answer.abstention is None:
        return ""
    lines = [harmless(answer.abstention.reason)]
    if answer.abstention.nearest:
        lines += ["", "Nearest in the papers:"]
        lines += [f"- {harmless(each.label)}: “{harmless(each.quote)}”" for each in answer.abstention.nearest]
    if answer.abstention.choices:
        lines += ["", "You could ask:", *(f"- {harmless(each)}" for each in answer.abstention.choices)]
    return "\n".join(lines)


def harmless(text: str) -> str:
    """The words on one line, so that nothing in them acts where Markdown is shown."""
    return _ACTING.sub(" ", unlinked(visible(text)))


def _marked(text: str, numbers: Sequence[int]) -> str:
    return f"{harmless(text)} {''.join(f'[{n}]' for n in numbers)}".rstrip()


def _usage(asked: ChatRequest, words: str) -> UsageOut:
    n_prompt = sum(count_tokens(message.text()) for message in asked.messages)
    n_reply = count_tokens(words)
    return UsageOut(prompt_tokens=n_prompt, completion_tokens=n_reply, total_tokens=n_prompt + n_reply)


def _sources(citations: Sequence[Citation], answer: Answer) -> list[SourceOut]:
    considered = {passage_id: rank for rank, passage_id in enumerate(answer.record.get("evidence", ()), 1)}
    return [
        SourceOut(
            n=each.n,
            id=each.passage_id,
            title=each.title,
            doc_id=each.passage_id.rsplit("-", 2)[0],
            document=each.document,
            page=each.page,
            quote=each.quote,
            start=each.start,
            end=each.end,
            score=1 / considered[each.passage_id] if each.passage_id in considered else None,
            access=each.access,
            label=each.label,
        )
        for each in citations
    ]


class ChunkWriter:
    """Turns the events of one answer into chunks of a completion.

    What was sent can't be taken back. Where a model fails in the middle, its sentences, each verified, stay; that it
    failed is said, and the numbers of what follows go on after theirs.
    """

    def __init__(self, asked: ChatRequest, request_id: str, created: int) -> None:
        self._asked = asked
        self._common = {
            "id": f"chatcmpl-{request_id}",
            "object": "chat.completion.chunk",
            "created": created,
            "model": MODEL,
        }
        self._sent: list[str] = []
        self._cited: list[Citation] = []
        self._offset = 0

    def opening(self) -> dict[str, Any]:
        """The first chunk: who speaks."""
        return self._chunk({"role": "assistant", "content": ""})

    def chunks(self, event: Event | None) -> Iterator[dict[str, Any]]:
        """The chunks that an event makes; None makes none."""
        if isinstance(event, SentenceReady):
            yield self._sentence(event)
        elif isinstance(event, StartedOver):
            self._offset = len(self._cited)
            yield self._words(
                f"\n\n(The answer broke off here: {harmless(event.reason)} What follows are the papers' own "
                "sentences.)\n\n"
            )
        elif isinstance(event, Done):
            if not self._sent:
                yield self._words(text_of(event.answer))
            yield from self._closing(event.answer)

    def _sentence(self, event: SentenceReady) -> dict[str, Any]:
        self._cited += [_moved(each, self._offset) for each in event.citations]
        numbers = [n + self._offset for n in event.sentence.citations]
        between = " " if self._sent and not self._sent[-1].endswith("\n") else ""
        return self._words(between + _marked(event.sentence.text, numbers))

    def _words(self, words: str) -> dict[str, Any]:
        self._sent.append(words)
        return self._chunk({"content": words})

    def _closing(self, answer: Answer) -> Iterator[dict[str, Any]]:
        cited = self._cited if self._offset else answer.citations
        last = {
            **self._chunk({}, finish_reason="stop"),
            "citations": [each.model_dump(mode="json") for each in _sources(cited, answer)],
            "status": answer.status,
            "warnings": list(answer.warnings),
            "record_id": answer.record.get("id"),
        }
        usage = _usage(self._asked, "".join(self._sent)).model_dump()
        if self._asked.stream_options and self._asked.stream_options.include_usage:
            yield last
            yield {**self._common, "choices": [], "usage": usage}
        else:
            yield {**last, "usage": usage}

    def _chunk(self, delta: dict[str, str], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return {**self._common, "choices": [choice]}


def _moved(citation: Citation, offset: int) -> Citation:
    return replace(citation, n=citation.n + offset)
