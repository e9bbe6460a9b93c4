"""The chain of the audit: what an entry is, how it is hashed, and what shows that one was touched.

An entry's hash is the SHA-256 of the hash before it, a line feed, and the entry as canonical JSON (RFC 8259, keys
in order, no spaces, UTF-8). Whoever changes, removes, adds or moves an entry would have to write anew every hash
after it, and the last hash is noted in another place as well (``head``).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from api.records.errors import RecordsDamaged

START = "0" * 64
"""Stands for the hash before the first entry."""


class Action(StrEnum):
    """What was done; the values are stable."""

    BEGAN = "began"
    ASKED = "asked"
    SEARCHED = "searched"
    BRIEFED = "briefed"
    APPROVED = "approved"
    READ = "read"
    EXPORTED = "exported"
    UPLOADED = "uploaded"
    WITHDREW = "withdrew"
    CHANGED_ACCESS = "changed_access"
    CHANGED_BODY = "changed_body"
    EVALUATED = "evaluated"
    BEGAN_CONVERSATION = "began_conversation"
    GAVE_FEEDBACK = "gave_feedback"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    CLOSED_SESSIONS = "closed_sessions"
    REFUSED = "refused"
    MADE_KEY = "made_key"
    REVOKED_KEY = "revoked_key"
    ROTATED_KEY = "rotated_key"
    ERASED = "erased"
    TRIMMED = "trimmed"
    RESUMED = "resumed"


_MARKED = frozenset({Action.BEGAN, Action.TRIMMED})
"""Entries whose ``key`` is the mark of the key of the question hashes; elsewhere it is the prefix of somebody's key."""


@dataclass(frozen=True, order=True)
class PaperVersion:
    """One version of a paper."""

    paper_id: str
    version: int


@dataclass(frozen=True)
class Deed:
    """Something that somebody did, to be recorded; it holds no words of papers and no secrets.

    ``papers`` are those whose words were shown, ``considered`` the others that were looked at. ``question`` is
    hashed, and kept beside the entry only where the settings say so, and not where it ``is_hashed_only``. ``library``,
    ``settings`` and ``prompt`` are hashes as in the record of an answer; of what a model wrote in several calls,
    ``prompt`` has those of the stored prompts, which ``detail`` names. ``detail`` are short facts by name.
    """

    action: Action
    asker_id: str
    role: str
    request_id: str | None = None
    record_id: str | None = None
    papers: Sequence[PaperVersion] = ()
    considered: Sequence[PaperVersion] = ()
    question: str | None = None
    library: str | None = None
    settings: str | None = None
    prompt: str | None = None
    model: str | None = None
    status: str | None = None
    took_ms: float | None = None
    detail: dict[str, str] = field(default_factory=dict)
    is_hashed_only: bool = False


@dataclass(frozen=True)
class Link:
    """An entry as it is stored; ``words`` is the question where it is kept."""

    number: int
    record_id: str | None
    entry: str
    sha256: str
    words: str | None

    def fields(self) -> dict[str, Any]:
        """What the entry says.

        Raises:
            RecordsDamaged: It is no entry.
        """
        try:
            found = json.loads(self.entry)
        except ValueError as error:
            raise RecordsDamaged(
                f"audit entry {self.number} can't be read. Run minutebook audit verify."
            ) from error
        if not isinstance(found, dict):
            raise RecordsDamaged(f"audit entry {self.number} is no entry. Run minutebook audit verify.")
        return found


@dataclass(frozen=True)
class Beginning:
    """Where a chain begins: after the entry of that number and hash; 0 and ``START`` where nothing was trimmed."""

    number: int
    sha256: str
    hash_key: bytes


def entry_of(deed: Deed, number: int, at: str, hash_key: bytes, *, is_kept: bool) -> str:
    """The entry as canonical JSON; ``at`` is UTC, ISO 8601."""
    return canonical(
        {
            "number": number,
            "at": at,
            "action": deed.action.value,
            "asker": deed.asker_id,
            "role": deed.role,
            "request": deed.request_id,
            "record": deed.record_id,
            "papers": [[each.paper_id, each.version] for each in sorted(set(deed.papers))],
            "considered": [
                [each.paper_id, each.version] for each in sorted(set(deed.considered) - set(deed.papers))
            ],
            "question": None if deed.question is None else question_hash(deed.question, hash_key),
            "question_kept": deed.question is not None and is_kept,
            "library": deed.library,
            "settings": deed.settings,
            "prompt": deed.prompt,
            "model": deed.model,
            "status": deed.status,
            "took_ms": deed.took_ms,
            "detail": deed.detail,
        }
    )


def canonical(fields: dict[str, Any]) -> str:
    """The same text for the same fields."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link_hash(previous: str, entry: str) -> str:
    """The hash of an entry that follows the one with the hash ``previous``."""
    return hashlib.sha256(f"{previous}\n{entry}".encode("utf-8", "surrogatepass")).hexdigest()


def question_hash(question: str, hash_key: bytes) -> str:
    """HMAC-SHA-256 of a question, white space folded: equal questions agree, and guessing needs the key."""
    folded = " ".join(question.split()).encode("utf-8", "surrogatepass")
    return hmac.new(hash_key, folded, hashlib.sha256).hexdigest()


def key_mark(hash_key: bytes) -> str:
    """By which a key of the question hashes is told from another, without telling it."""
    return hashlib.sha256(b"minutebook audit key\n" + hash_key).hexdigest()


def find_breaks(links: Iterable[Link], begins: Beginning) -> Iterator[str]:
    """A sentence for everything that is not as it was written; whether entries lack at the end only the head tells.

    ``links`` come in the order of their numbers.
    """
    walk = _Walk(begins)
    for link in links:
        yield from walk.step(link)
    yield from walk.end()


class _Walk:
    """Along the chain, entry by entry."""

    def __init__(self, begins: Beginning) -> None:
        self._begins = begins
        self._previous, self._expected = begins.sha256, begins.number + 1
        self._is_signed_off = begins.number == 0 and begins.sha256 == START
        self._marks: list[str] = []
        self._words_gone: list[tuple[int, set[str]]] = []
        self._erased: set[str] = set()

    def step(self, link: Link) -> Iterator[str]:
        if link.number != self._expected:
            yield f"audit entries {self._expected} to {link.number - 1} are missing"
        if link_hash(self._previous, link.entry) != link.sha256:
            yield f"audit entry {link.number} or its place in the chain was changed"
        self._previous, self._expected = link.sha256, link.number + 1
        try:
            fields = link.fields()
            yield from _differing(link, fields, self._begins.hash_key)
            self._note(link, fields)
        except (RecordsDamaged, AttributeError, KeyError, TypeError, ValueError) as error:
            yield f"audit entry {link.number} can't be read ({type(error).__name__})"

    def _note(self, link: Link, fields: dict[str, Any]) -> None:
        """What only the whole chain can tell."""
        papers = {str(paper_id) for paper_id, _ in [*fields["papers"], *fields["considered"]]}
        detail: dict[str, str] = fields["detail"]
        if fields["question_kept"] and link.words is None:
            self._words_gone.append((link.number, papers))
        if fields["action"] == Action.ERASED:
            self._erased |= papers
        if fields["action"] in _MARKED and "key" in detail:
            self._marks.append(detail["key"])
        through = (str(self._begins.number), self._begins.sha256)
        if fields["action"] == Action.TRIMMED and (detail.get("through"), detail.get("sha256")) == through:
            self._is_signed_off = True

    def end(self) -> Iterator[str]:
        if not self._is_signed_off:
            yield f"audit entries up to {self._begins.number} were removed, and no entry signs that off"
        if not self._marks or any(mark != key_mark(self._begins.hash_key) for mark in self._marks):
            yield "the key of the question hashes is not the one that the audit began with"
        for number, papers in self._words_gone:
            if not papers & self._erased:
                yield f"the question kept with audit entry {number} was removed"


def _differing(link: Link, fields: dict[str, Any], hash_key: bytes) -> Iterator[str]:
    """What is stored beside an entry and does not agree with it."""
    if fields["number"] != link.number or fields["record"] != link.record_id:
        yield f"audit entry {link.number} was moved or renamed"
    if link.words is not None and (
        not fields["question_kept"] or question_hash(link.words, hash_key) != fields["question"]
    ):
        yield f"the question kept with audit entry {link.number} was changed"
