"""Conversations: the questions of one asker in their order, with what the next one may lean on.

A turn's answer is given back only while its asker may still see every passage that it rests on; otherwise the
question stays, and the next one leans on that alone.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from api.records.chain import PaperVersion
from api.records.database import Records
from api.records.errors import RecordNotFound, TooManyKept
from api.records.resting import forget_rests, may_be_shown, note_rests, papers_under
from api.records.rights import rights_of
from api.records.times import now
from ingest.papers import Scope
from ingest.store.library import Library
from rag.answer import Answer
from rag.question.conversation import Turn

MOST_TURNS = 50
MOST_OF_ONE_ASKER = 1000


@dataclass(frozen=True)
class KeptTurn:
    """A question that was asked; ``answer`` is None where it may not be shown any more, ``question`` where erased.

    ``papers`` are those that the answer rests on, where it is shown.
    """

    record_id: str
    asked_at: str
    question: str | None
    answer: str | None
    status: str
    papers: frozenset[PaperVersion] = frozenset()


@dataclass(frozen=True)
class Conversation:
    """The turns of one conversation, the earliest first."""

    number: int
    conversation_id: str
    created_at: str
    turns: tuple[KeptTurn, ...] = ()

    def before(self) -> tuple[Turn, ...]:
        """What the next question may lean on."""
        return tuple(Turn(turn.question, turn.answer or "") for turn in self.turns if turn.question)

    def papers(self) -> frozenset[PaperVersion]:
        """The papers that the answers rest on, as far as these are shown."""
        return frozenset(paper for turn in self.turns for paper in turn.papers)


class Conversations:
    """The conversations in one library folder; each is seen by its asker alone."""

    def __init__(self, records: Records, library: Library) -> None:
        self._records = records
        self._library = library

    def begin(self, asker_id: str) -> Conversation:
        """A new conversation.

        Raises:
            TooManyKept: The asker has `MOST_OF_ONE_ASKER` already.
        """
        conversation_id, at = uuid.uuid4().hex, now()
        with self._records.writing() as connection:
            n_kept = connection.execute(
                "SELECT count(*) FROM conversations WHERE asker_id = ?", (asker_id,)
            ).fetchone()[0]
            if n_kept >= MOST_OF_ONE_ASKER:
                raise TooManyKept(f"You have {n_kept:,} conversations. Delete those you no longer need.")
            cursor = connection.execute(
                "INSERT INTO conversations (conversation_id, asker_id, created_at) VALUES (?, ?, ?)",
                (conversation_id, asker_id, at),
            )
        return Conversation(cursor.lastrowid or 0, conversation_id, at)

    def add(self, conversation_id: str, asker_id: str, scope: Scope, answer: Answer) -> None:
        """Keep a question with its answer.

        Raises:
            RecordNotFound: The asker has no such conversation.
            TooManyKept: It has `MOST_TURNS` questions already.
        """
        with self._records.writing() as connection:
            _require(connection, conversation_id, asker_id)
            self.require_room(conversation_id)
            cursor = connection.execute(
                """INSERT INTO turns (conversation_id, record_id, asked_at, rights, question, answer, status)
                    VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (
                    conversation_id,
                    answer.record["id"],
                    now(),
                    rights_of(scope),
                    answer.question,
                    answer.text,
                    answer.status,
                ),
            )
            note_rests(connection, "turn", cursor.lastrowid or 0, rests_of_answer(answer))

    def require_room(self, conversation_id: str) -> None:
        """Have room for another question.

        Raises:
            TooManyKept: There is none.
        """
        with self._records.reading() as connection:
            n_turns = connection.execute(
                "SELECT count(*) FROM turns WHERE conversation_id = ?", (conversation_id,)
            ).fetchone()[0]
        if n_turns >= MOST_TURNS:
            raise TooManyKept(f"The conversation has {n_turns} questions. Begin a new one.")

    def one(self, conversation_id: str, asker_id: str, scope: Scope) -> Conversation:
        """A conversation with its turns, as far as the asker may see them now.

        Raises:
            RecordNotFound: The asker has no such conversation.
        """
        with self._records.reading() as connection:
            found = _require(connection, conversation_id, asker_id)
            rows = connection.execute(
                "SELECT * FROM turns WHERE conversation_id = ? ORDER BY number", (conversation_id,)
            ).fetchall()
            turns = tuple(self._turn(connection, row, scope) for row in rows)
        return Conversation(found.number, found.conversation_id, found.created_at, turns)

    def _turn(self, connection: sqlite3.Connection, row: sqlite3.Row, scope: Scope) -> KeptTurn:
        is_shown = row["rights"] == rights_of(scope) and may_be_shown(
            connection, "turn", row["number"], self._library, scope
        )
        answer = row["answer"] if is_shown else None
        papers = frozenset() if answer is None else papers_under(connection, "turn", row["number"])
        return KeptTurn(row["record_id"], row["asked_at"], row["question"], answer, row["status"], papers)

    def of(self, asker_id: str, *, before: int | None, limit: int) -> list[Conversation]:
        """The asker's conversations without their turns, latest first, those with a number below ``before``."""
        with self._records.reading() as connection:
            rows = connection.execute(
                """SELECT * FROM conversations WHERE asker_id = ? AND number < ?
                    ORDER BY number DESC LIMIT ?""",
                (asker_id, before or 1 << 62, limit),
            ).fetchall()
        return [_conversation(row) for row in rows]

    def remove(self, conversation_id: str, asker_id: str) -> None:
        """Delete a conversation with all its turns.

        Raises:
            RecordNotFound: The asker has no such conversation.
        """
        with self._records.writing() as connection:
            _remove(connection, _require(connection, conversation_id, asker_id).conversation_id)

    def remove_older(self, than: str) -> int:
        """Delete the conversations whose last question was before a time: how many."""
        with self._records.writing() as connection:
            rows = connection.execute(
                """SELECT conversation_id FROM conversations AS c WHERE coalesce(
                    (SELECT max(asked_at) FROM turns AS t WHERE t.conversation_id = c.conversation_id),
                    created_at) < ?""",
                (than,),
            ).fetchall()
            for row in rows:
                _remove(connection, row["conversation_id"])
        return len(rows)

    def question_of(self, record_id: str) -> str | None:
        """The question of an answer, where it was asked in a conversation that is kept."""
        with self._records.reading() as connection:
            row = connection.execute(
                "SELECT question FROM turns WHERE record_id = ?", (record_id,)
            ).fetchone()
        return None if row is None else row["question"]


def rests_of_answer(answer: Answer) -> tuple[str, ...]:
    """The passages that an answer's words are from: those cited, else those that the reason was given over."""
    cited: Iterable[str] = (citation.passage_id for citation in answer.citations)
    return tuple(cited) or tuple(answer.record.get("evidence", ()))


def _require(connection: sqlite3.Connection, conversation_id: str, asker_id: str) -> Conversation:
    row = connection.execute(
        "SELECT * FROM conversations WHERE conversation_id = ? AND asker_id = ?", (conversation_id, asker_id)
    ).fetchone()
    if row is None:
        raise RecordNotFound("You have no conversation of this id. Begin one with POST conversations.")
    return _conversation(row)


def _remove(connection: sqlite3.Connection, conversation_id: str) -> None:
    for row in connection.execute(
        "SELECT number FROM turns WHERE conversation_id = ?", (conversation_id,)
    ).fetchall():
        forget_rests(connection, "turn", row["number"])
    connection.execute("DELETE FROM conversations WHERE conversation_id = ?", (conversation_id,))


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(row["number"], row["conversation_id"], row["created_at"])
