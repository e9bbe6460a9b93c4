"""How a model has to reply: one grammar, shown in the prompt, followed by the reader, checked by the tests.

There are two forms of it. *Lines*, which any server that can chat can give: a sentence a line, its keys at
the end. *JSON*, for servers that can be held to a schema: the same sentences with the same keys. Both are
read as they arrive, a sentence at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import ModelError
from rag.plain import is_plain

Output = Literal["grammar", "json_schema", "function_calling", "json_mode"]
"""How the reply is asked for: as lines, or as JSON by one of the methods that servers know."""

NOT_IN_PAPERS = "NOT IN THE PAPERS"
AS_LINES = (
    'one a line, each line starting with "- " and ending with the keys of its passages in square brackets'
)
AS_JSON = (
    "as one JSON object and nothing around it, each with the keys of its passages and no key inside its text"
)
"""How a prompt asks for the two forms, where one prompt serves both."""
LINES_EXAMPLE = (
    "- The fee was set at 12 pounds from 1 May 2024. [E2]\n- A member asked for a review. [E1][E3]"
)
JSON_EXAMPLE = (
    '{"sentences": [{"text": "The fee was set at 12 pounds from 1 May 2024.", "keys": ["E2"]}, '
    '{"text": "A member asked for a review.", "keys": ["E1", "E3"]}]}'
)
JSON_ABSTENTION = '{"sentences": []}'
LONGEST_REPLY = 20_000
"""Characters; a longer reply is not read to its end."""

_FEWEST_WORDS = 2
"""A single word says nothing that a source could bear out."""
_WORD = re.compile(r"[^\W_]+")
_LINE = re.compile(r"^\s*[-*]\s+(?P<text>.*?\S)\s*(?P<keys>(?:\[E\d+\][,.\s]*)+)$")
_LIST_ENTRY = re.compile(r"\s*[-*]\s")
_KEY = re.compile(r"\bE\d+\b")
_NAMED = re.compile(r"\s*\[E\d+\]")
_OPENING = re.compile(r'\{\s*"sentences"\s*:\s*\[')
_FENCE = re.compile(r"\s*(?:```\w*)?\s*")
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class Written:
    """One sentence of the model and the keys it named, each once."""

    text: str
    keys: tuple[str, ...]


class SentenceIn(BaseModel):
    """One sentence of the answer."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="One plain sentence, without keys, links or markup.")
    keys: list[str] = Field(description="Keys of the evidence that the sentence rests on, such as E1.")


class ReplyIn(BaseModel):
    """The answer in sentences, each with its evidence; no sentence when the evidence does not answer."""

    model_config = ConfigDict(extra="forbid", title="answer")

    sentences: list[SentenceIn]


class Reader(Protocol):
    """Reads one reply as it arrives."""

    n_refused: int
    is_abstention: bool

    def read(self, piece: str) -> list[Written]:
        """The sentences that this piece completes; raises ModelError when the reply is too long."""
        ...

    def end(self) -> list[Written]:
        """The sentences that the end completes; raises ModelError when the reply holds none and no abstention."""
        ...


def reader_of(output: Output, keys: Iterable[str]) -> Reader:
    """A reader of replies in the form that ``output`` asks for; ``keys`` are those that were given."""
    return LineReader(keys) if output == "grammar" else JsonReader(keys)


class _Reading:
    """What both readers share: the keys, the length, and which sentences are taken.

    ``n_refused`` counts sentences that named no evidence, held an address or markup, or were none.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = frozenset(keys)
        self._n_characters = 0
        self._n_taken = 0
        self.n_refused = 0
        self.is_abstention = False

    def _count(self, piece: str) -> None:
        self._n_characters += len(piece)
        if self._n_characters > LONGEST_REPLY:
            raise ModelError(f"a reply of more than {LONGEST_REPLY:,} characters")

    def _take(self, text: str, named: Sequence[str]) -> list[Written]:
        """The sentence, where it may be taken: keys inside it count and are taken out of its text."""
        inside = _KEY.findall("".join(_NAMED.findall(text)))
        keys = tuple(dict.fromkeys(key for key in (*inside, *named) if key in self._keys))
        plain = _NAMED.sub("", text).strip()
        if not keys or len(_WORD.findall(plain)) < _FEWEST_WORDS or not is_plain(plain):
            self.n_refused += 1
            return []
        self._n_taken += 1
        return [Written(plain, keys)]

    def _require_sentence(self) -> None:
        if not self._n_taken and not self.is_abstention:
            raise ModelError("a reply without a cited sentence")


class LineReader(_Reading):
    """Reads the form of lines; whatever stands on a line that is no list entry is passed over."""

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__(keys)
        self._rest = ""

    def read(self, piece: str) -> list[Written]:
        self._count(piece)
        *lines, self._rest = (self._rest + piece).split("\n")
        return [written for line in lines for written in self._line(line)]

    def end(self) -> list[Written]:
        last, self._rest = self._line(self._rest), ""
        self.is_abstention = self.is_abstention and not self._n_taken
        self._require_sentence()
        return last

    def _line(self, line: str) -> list[Written]:
        if line.strip(" \t\r.-*").upper() == NOT_IN_PAPERS:
            self.is_abstention = True
            return []
        found = _LINE.match(line.rstrip())
        if found:
            return self._take(found["text"], _KEY.findall(found["keys"]))
        self.n_refused += bool(_LIST_ENTRY.match(line))
        return []


class JsonReader(_Reading):
    """Reads the form of JSON; words before and after the object, such as a code fence, are passed over."""

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__(keys)
        self._text = ""
        self._at: int | None = None
        self._is_closed = False
        self._is_alone = False
        self._decoder = json.JSONDecoder()

    def read(self, piece: str) -> list[Written]:
        self._count(piece)
        self._text += piece
        if self._at is None:
            opening = _OPENING.search(self._text)
            self._at = opening.end() if opening else None
            self._is_alone = bool(opening and _FENCE.fullmatch(self._text[: opening.start()]))
        # Only a closing mark completes something: looking again at each piece would cost the square of them.
        return self._entries() if "}" in piece or "]" in piece else []

    def end(self) -> list[Written]:
        if not self._is_closed:
            raise ModelError("a reply that is not the JSON that was asked for")
        # An empty list in the middle of other words, as in the rules sent back, says nothing about the papers.
        self.is_abstention = self._is_alone and not self._n_taken and not self.n_refused
        self._require_sentence()
        return []

    def _entries(self) -> list[Written]:
        found: list[Written] = []
        while self._at is not None and not self._is_closed:
            between = _BETWEEN.match(self._text, self._at)
            self._at = between.end() if between else self._at
            mark = self._text[self._at : self._at + 1]
            self._is_closed = mark == "]"
            if mark != "{":
                break
            try:
                entry, self._at = self._decoder.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError):
                break  # not whole yet, or never will be: the end tells which
            found += self._entry(entry)
        return found

    def _entry(self, entry: object) -> list[Written]:
        try:
            sentence = SentenceIn.model_validate(entry, strict=True)
        except ValidationError:
            self.n_refused += 1
            return []
        return self._take(sentence.text, sentence.keys)
