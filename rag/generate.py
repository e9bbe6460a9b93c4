"""Prose by a chat model through LangChain, in terms of evidence keys.

The model writes sentences and names keys; it never writes a quote, a page or a citation. What it writes is
read by one small grammar, and verified elsewhere before anyone sees it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from prompts.loader import Prompt, load
from rag.errors import ModelError
from rag.evidence import Evidence, render
from rag.settings import Settings

NOT_IN_PAPERS = "NOT IN THE PAPERS"
_LONGEST_REPLY = 20_000
_SENTENCE = re.compile(r"^\s*[-*]\s+(?P<text>.+?)\s*(?P<keys>(?:\[E\d+\][,.\s]*)+)$", re.MULTILINE)
_KEY = re.compile(r"E\d+")
_NAMED = re.compile(r"\s*\[E\d+\]")
_MARKUP = re.compile(
    r"[a-z][a-z0-9+.-]*://|\bwww\.|\b[\w-]+\.[a-z]{2,}/\S|\b(?:javascript|vbscript|data|mailto):\S|<[a-z/!?]|\]\(|"
    r"\[\s*E?\d+\s*\]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]",
    re.IGNORECASE,
)
"""What no sentence of a model may hold: addresses, markup, citation numbers of its own making, unseen characters."""


@dataclass(frozen=True)
class Written:
    """One sentence of the model and the keys it named."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Reply:
    """What was read out of a model's reply; ``n_refused`` lines named no evidence or held markup."""

    sentences: tuple[Written, ...]
    n_refused: int = 0


class Writer(Protocol):
    """Something that turns a prompt into a reply."""

    name: str

    def write(self, prompt: str) -> str:
        """The reply to one prompt; raises ModelError when there is none in time."""
        ...


class ChatWriter:
    """A chat model behind LangChain; built on first use, since importing its client takes a second."""

    def __init__(self, settings: Settings) -> None:
        if settings.model is None:
            raise ModelError("no language model is configured. Set MINUTEBOOK_MODEL.")
        self.name = settings.model
        self._settings = settings

    def write(self, prompt: str) -> str:
        """The reply, as text.

        Raises:
            ModelError: No reply within the deadline, a refusal by the server, or a reply that is not text.
        """
        from langchain.chat_models import init_chat_model

        key = self._settings.model_api_key
        try:
            model = init_chat_model(
                self.name,
                model_provider=self._settings.model_provider,
                base_url=self._settings.model_base_url,
                api_key=key.get_secret_value() if key else "none",
                timeout=self._settings.model_timeout_s,
                max_retries=0,
                temperature=0,
            )
            reply = model.invoke(prompt).content
        except Exception as error:  # every client raises its own; all of them mean: no model today
            raise ModelError(type(error).__name__) from error
        if not isinstance(reply, str):
            raise ModelError("a reply that is not text")
        return reply


def answer_prompt() -> Prompt:
    """The prompt that answers are written with."""
    return load("answer")


def write_answer(writer: Writer, question: str, evidence: Sequence[Evidence]) -> Reply | None:
    """The model's sentences; None when it says that the papers do not answer.

    Raises:
        ModelError: The model failed or its reply does not follow the grammar.
    """
    reply = writer.write(answer_prompt().fill(question=question, evidence=render(evidence)))
    return parse(reply, {each.key for each in evidence})


def parse(reply: str, keys: set[str]) -> Reply | None:
    """Sentences and keys out of a reply; None for the abstention.

    Raises:
        ModelError: The reply is too long, or holds no sentence with a key that was given.
    """
    if len(reply) > _LONGEST_REPLY:
        raise ModelError(f"a reply of {len(reply):,} characters")
    if reply.strip().strip(".- ").upper() == NOT_IN_PAPERS:
        return None
    written = []
    n_lines = sum(line.lstrip().startswith(("- ", "* ")) for line in reply.splitlines())
    for match in _SENTENCE.finditer(reply):
        inside = "".join(_NAMED.findall(match.group("text")))
        named = tuple(dict.fromkeys(key for key in _KEY.findall(inside + match.group("keys")) if key in keys))
        text = _NAMED.sub("", match.group("text"))
        if named and text.strip() and not _MARKUP.search(text):
            written.append(Written(text, named))
    if not written:
        raise ModelError("a reply without a cited sentence")
    return Reply(tuple(written), max(0, n_lines - len(written)))
