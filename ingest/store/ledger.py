"""Reads of the ledger: what the papers decided and promised, each entry with its words and where it stands."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from ingest.papers import Scope, Span
from ingest.store.ledger_rows import entry_from
from ingest.store.reading import Reading
from ingest.store.records import EVERYTHING, Selection, StoredPassage
from ingest.store.rows import PASSAGE_COLUMNS, passage_from
from ingest.store.scoping import as_list, listed, permitted
from ingest.structure.ledger_entries import EntryKind, LedgerEntry


@dataclass(frozen=True)
class StoredEntry:
    """An entry of the ledger with its place in the library and its words, exactly as printed.

    ``window_ids`` are the windows that hold its passage.
    """

    entry_id: str
    entry: LedgerEntry
    passage: StoredPassage
    text: str
    actor: str | None = None
    owner: str | None = None
    addressee: str | None = None
    due: str | None = None
    condition: str | None = None
    window_ids: tuple[int, ...] = ()


class Ledgers(Reading):
    """The words of the papers, and what they decided and promised."""

    def ledger(
        self, scope: Scope, selection: Selection = EVERYTHING, kinds: Collection[EntryKind] | None = None
    ) -> list[StoredEntry]:
        """The entries in passages that the asker may see, earliest meeting first, undated papers last.

        ``kinds`` None takes entries of every kind.
        """
        allowed = permitted(scope, "s", selection)
        wanted = as_list(EntryKind if kinds is None else kinds)
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""SELECT {PASSAGE_COLUMNS}, l.number, l.kind AS entry_kind, l.act, l.start AS entry_start,
                    l.stop AS entry_stop, l.spans, l.is_owner_inferred,
                    (SELECT json_group_array(m.window_id) FROM window_passages AS m
                        JOIN windows AS w USING (window_id)
                        WHERE w.paper_id = l.paper_id AND m.ordinal = l.ordinal) AS window_ids
                    FROM ledger AS l
                    JOIN passages AS s ON s.paper_id = l.paper_id AND s.ordinal = l.ordinal
                    JOIN papers AS p ON p.paper_id = l.paper_id
                    WHERE {allowed.sql} AND {listed("l.kind")}
                    ORDER BY p.date IS NULL, p.date, p.name, p.paper_id, l.number""",
                (*allowed.values, wanted),
            ).fetchall()
            found = []
            for row in rows:
                content = self._content(connection, row["paper_id"], row["version"])
                entry, passage = entry_from(row), passage_from(row, content)

                def words(span: Span | None, content: str = content) -> str | None:
                    return None if span is None else content[span.start : span.end]

                found.append(
                    StoredEntry(
                        entry_id=f"{row['paper_id']}-{row['version']}-e{row['number']}",
                        entry=entry,
                        passage=passage,
                        text=words(entry.span) or "",
                        actor=words(entry.actor),
                        owner=words(entry.owner),
                        addressee=words(entry.addressee),
                        due=words(entry.due),
                        condition=words(entry.condition),
                        window_ids=tuple(json.loads(row["window_ids"])),
                    )
                )
            return found
