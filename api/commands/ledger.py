"""``minutebook ledger``: what was decided and promised, and what became of it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.live import shown
from api.commands.options import AsJson, LibraryFolder, OfBody, TriedAs, require_text, settings_of
from api.dates import parse_date
from api.errors import PathMissing, WrongUse
from api.terminal import note, say, say_json
from ingest.structure.ledger_entries import EntryKind

if TYPE_CHECKING:
    from ingest.store.records import PaperRecord, StoredPassage
    from rag.ledger import LedgerRow, Wanted

_COLUMNS = ("meeting", "kind", "state", "due", "owner")
_WIDTHS = (10, 14, 14, 28, 28)
_INDENT = " " * 12
_LEAST_WIDTH, _MOST_WIDTH = 80, 120
_LONGEST_QUOTE = 160


def ledger(
    body: OfBody = None,
    kind: Annotated[
        list[EntryKind] | None,
        typer.Option("--kind", help="Only entries of this kind; repeat it for several.", show_default=False),
    ] = None,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="WORDS", help="Only what somebody of this name or office owes."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            "--status",
            metavar="STATE",
            help="Only what stands like this: open, reported back, partly, superseded, dropped or unknown; for "
            "recommendations followed, changed, deferred, refused or not minuted. Repeat it for several.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only meetings on or after this day.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Only meetings on or before this day.")
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write the rows as a table for a spreadsheet."),
    ] = None,
    library: LibraryFolder = None,
    tried_as: TriedAs = None,
    as_json: AsJson = False,
) -> None:
    """List what was decided and promised, with who owes it, and where the papers answer it."""
    wanted = _wanted(body, kind or [], owner, state or [], since, until)
    if table is not None and not table.parent.is_dir():
        raise PathMissing(f"--csv {table}: there is no folder {table.parent}. Make it first.")
    settings = settings_of(library)
    from api.identity.keyboard import scope_at_the_keyboard
    from api.ledger import ledger_csv, ledger_json
    from ingest.store.library import Library
    from rag.ledger import Ledger

    scope = scope_at_the_keyboard(tried_as, settings.library)
    with Library.open(settings.library) as opened:
        rows = Ledger(opened).rows(scope, wanted)
    if table is not None:
        table.write_text(ledger_csv(rows), encoding="utf-8", newline="")
        note(f"Wrote {len(rows)} rows to {table}.")
    if as_json:
        say_json(ledger_json(rows))
    elif table is None:
        _say_rows(rows)


def _wanted(
    body: str | None,
    kinds: list[EntryKind],
    owner: str | None,
    states: list[str],
    since: str | None,
    until: str | None,
) -> Wanted:
    """The filters that were given.

    Raises:
        WrongUse: A text is empty, a state is none, a date can't be read, or the first is after the last.
    """
    from rag.ledger import STATES, Wanted

    given = [" ".join(each.replace("_", " ").replace("-", " ").lower().split()) for each in states]
    unknown = [each for each in given if each not in STATES]
    if unknown:
        raise WrongUse(f"--state {unknown[0]}: no such state. Give one of {', '.join(STATES)}.")
    first = None if since is None else parse_date(since, "--since")
    last = None if until is None else parse_date(until, "--until")
    if first and last and first > last:
        raise WrongUse(f"--since {first} is after --until {last}. Give the earlier day first.")
    return Wanted(
        body=None if body is None else require_text(body, "--body"),
        kinds=frozenset(kinds),
        owner=None if owner is None else require_text(owner, "--owner"),
        states=frozenset(given),
        since=first,
        until=last,
    )


def _say_rows(rows: list[LedgerRow]) -> None:
    """The rows as a table; under each its words, where they stand, and what shows what became of it."""
    if rows:
        say(_line(_COLUMNS))
    for row in rows:
        stored = row.stored
        day = row.record.date.value.isoformat() if row.record.date else "[undated]"
        owner = (
            f"{stored.owner} [inferred]" if stored.owner and stored.entry.is_owner_inferred else stored.owner
        )
        state = f"{row.state} (?)" if row.progress and row.progress.possibly else row.state
        say(_line((day, stored.entry.kind.value, state or "-", stored.due or "-", owner or "-")))
        _say_below(shown(stored.text))
        _say_below(f"{shown(row.label)}  {stored.passage.passage_id}")
        for line in _what_became_of_it(row):
            _say_below(line)
    say(f"{len(rows)} entries")


def _what_became_of_it(row: LedgerRow) -> Iterator[str]:
    if row.put_right:
        yield f"corrects \u201c{shown(row.put_right[0])}\u201d to \u201c{shown(row.put_right[1])}\u201d"
    shown_by = row.corrected or row.undone
    if shown_by:
        where = _quoted(shown_by.quote, shown_by.record, shown_by.passage)
        yield f"{shown_by.bearing.value}: {where}"
    if row.progress:
        if row.progress.possibly:
            yield f"possibly {row.progress.possibly.value}: near, but not near enough to count"
        for trace in row.progress.traces:
            yield f"{trace.bearing.value}: {_quoted(trace.quote, trace.record, trace.passage)}"
        if not row.progress.traces and row.progress.n_later:
            yield f"nothing on it in {row.progress.n_later} later papers of the body"
    if row.result and row.result.decision and row.decided_in:
        decision = row.result.decision
        yield f"decided: {_quoted(decision.text, row.decided_in, decision.passage)}"


def _quoted(words: str, record: PaperRecord, passage: StoredPassage) -> str:
    """The words, cut where they are long, and where they stand."""
    from rag.labels import passage_label

    plain = shown(words)
    if len(plain) > _LONGEST_QUOTE:
        plain = f"{plain[: _LONGEST_QUOTE - 1].rsplit(' ', 1)[0]}\u2026"
    return f"\u201c{plain}\u201d {shown(passage_label(record, passage))}  {passage.passage_id}"


def _say_below(text: str) -> None:
    """A line under a row, wrapped to the terminal."""
    width = min(_MOST_WIDTH, max(_LEAST_WIDTH, shutil.get_terminal_size((_LEAST_WIDTH, 24)).columns))
    for line in textwrap.wrap(text, width, initial_indent=_INDENT, subsequent_indent=f"{_INDENT}  "):
        say(line)


def _line(cells: Sequence[str]) -> str:
    """One row: each cell in its column, cut where it is longer."""
    fitted = [_fit(cell, size) for cell, size in zip(cells, _WIDTHS, strict=True)]
    return "  ".join(fitted).rstrip()


def _fit(cell: str, size: int) -> str:
    plain = shown(cell)
    return f"{plain:{size}}" if len(plain) <= size else f"{plain[: size - 1]}\u2026"
