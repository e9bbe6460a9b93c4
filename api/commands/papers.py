"""``minutebook papers``: the catalogue of the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import (
    AsJson,
    From,
    LibraryFolder,
    OfBody,
    OfKind,
    To,
    TriedAs,
    filters_of,
    require_text,
    settings_of,
)
from api.terminal import note, one_line, say, say_json
from ingest.papers import NO_WORDS, Access

if TYPE_CHECKING:
    from api.catalogue import PaperInFull, PaperOut
    from api.records.chain import Action
    from ingest.papers import Scope
    from ingest.store.library import Library
    from ingest.store.records import PaperRecord

papers = typer.Typer(
    help="List, show, withdraw and re-class the papers of a library, and say whose they are.",
    rich_markup_mode=None,
)

PaperGiven = Annotated[
    str, typer.Argument(metavar="PAPER", help="Id or file name of the paper.", show_default=False)
]


@papers.command("list")
def list_papers(
    library: LibraryFolder = None,
    body: OfBody = None,
    date_from: From = None,
    date_to: To = None,
    kind: OfKind = None,
    tried_as: TriedAs = None,
    as_json: AsJson = False,
) -> None:
    """List the papers, latest meeting first."""
    from api.catalogue import list_papers as list_papers_of
    from api.identity.keyboard import scope_at_the_keyboard
    from ingest.store.library import Library
    from rag.question.query import select

    filters = filters_of(body, date_from, date_to, kind)
    folder = settings_of(library).library
    scope = scope_at_the_keyboard(tried_as, folder)
    with Library.open(folder) as opened:
        selection = select(filters, opened.bodies(scope))
        listed = list_papers_of(opened, scope, selection)
    if as_json:
        say_json({"papers": [paper.model_dump(mode="json") for paper in listed]})
        return
    for paper in listed:
        say(_in_one_line(paper))
    say(f"{len(listed)} papers")


@papers.command("show")
def show_paper(
    paper: PaperGiven, library: LibraryFolder = None, tried_as: TriedAs = None, as_json: AsJson = False
) -> None:
    """Show what is known about a paper, and its passages."""
    from api.catalogue import show_paper as show_paper_of
    from api.identity.keyboard import scope_at_the_keyboard
    from api.opening import find_paper
    from ingest.store.library import Library

    folder = settings_of(library).library
    scope = scope_at_the_keyboard(tried_as, folder)
    with Library.open(folder) as opened:
        paper_id = find_paper(opened, scope, require_text(paper, "PAPER"))
        shown = show_paper_of(opened, scope, paper_id)
        places = opened.places(scope, paper_id)
    if as_json:
        say_json({**shown.model_dump(mode="json"), "places": list(places)})
        return
    _say_in_full(shown, places)


@papers.command("withdraw")
def withdraw_paper(
    paper: PaperGiven,
    reason: Annotated[
        str, typer.Option("--reason", help="Why; kept in the record.")
    ] = "withdrawn by command",
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Take a paper and all its words out of the library; a record of it stays."""
    from api.records.chain import Action

    require_text(reason, "--reason")
    with _one_to_change(library, paper) as chosen:
        chosen.library.withdraw(chosen.paper_id, reason)
        chosen.note(Action.WITHDREW, reason=reason)
    if as_json:
        say_json({"paper_id": chosen.paper_id, "withdrawn": True, "reason": reason})
        return
    say(f"withdrawn  {chosen.paper_id}")


@papers.command("access")
def set_paper_access(
    paper: PaperGiven,
    access: Annotated[Access, typer.Argument(help="Who may see it.", show_default=False)],
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Change who may see a paper; parts that it marks as exempt itself stay so."""
    from api.records.chain import Action

    with _one_to_change(library, paper) as chosen:
        chosen.library.set_access(chosen.paper_id, access)
        chosen.note(Action.CHANGED_ACCESS, **{"from": chosen.before.access.value, "to": access.value})
    if as_json:
        say_json({"paper_id": chosen.paper_id, "access": access.value})
        return
    say(f"{access.value}  {chosen.paper_id}")


@papers.command("body")
def set_paper_body(
    paper: PaperGiven,
    body: Annotated[
        str, typer.Argument(metavar="BODY", help="The committee, panel or board.", show_default=False)
    ],
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say which body a paper is of, in place of what was read or guessed: its officers see it from now on."""
    from api.identity.bodies import as_spelt, nearest_bodies
    from api.records.chain import Action

    with _one_to_change(library, paper) as chosen:
        known = chosen.library.bodies(chosen.scope)
        name = as_spelt(require_text(body, "BODY"), known)
        chosen.library.set_body(chosen.paper_id, name)
        chosen.note(Action.CHANGED_BODY, to=name)
    if name not in known and known:
        nearest = "; ".join(map(one_line, nearest_bodies(name, known)))
        note(f"No other paper is of a body of this name. The nearest: {nearest}.")
    if as_json:
        say_json({"paper_id": chosen.paper_id, "body": name})
        return
    say(f"{chosen.paper_id}  {one_line(name)}")


@dataclass(frozen=True)
class _Chosen:
    """A paper that is about to be changed, as it was ``before``, in a library that is open for writing."""

    folder: Path
    library: Library
    scope: Scope
    before: PaperRecord

    @property
    def paper_id(self) -> str:
        return self.before.paper_id

    def note(self, action: Action, **detail: str) -> None:
        """Record the change that was made; see ``note_change``."""
        from api.records.at_the_keyboard import note_change
        from api.records.chain import PaperVersion

        changed = PaperVersion(self.paper_id, self.before.version)
        note_change(self.folder, self.library, action, changed, **detail)


@contextmanager
def _one_to_change(library: Path | None, paper: str) -> Iterator[_Chosen]:
    """The paper that was given by its id or file name; the library is closed after it."""
    from api.identity.keyboard import scope_at_the_keyboard
    from api.opening import find_paper, open_for_writing

    folder, scope = settings_of(library).library, scope_at_the_keyboard()
    with open_for_writing(folder) as opened:
        paper_id = find_paper(opened, scope, require_text(paper, "PAPER"))
        yield _Chosen(folder, opened, scope, opened.paper(scope, paper_id))


def _in_one_line(paper: PaperOut) -> str:
    guessed = " [inferred]" if "date" in paper.inferred else ""
    when = f"{paper.date}{guessed}" if paper.date else "[undated]"
    unread = ", can't be searched" if any(notice.code == NO_WORDS for notice in paper.notices) else ""
    warned = f", {len(paper.notices)} warnings" if paper.notices else ""
    status = f" ({paper.status.value})" if paper.status else ""
    name, title = one_line(paper.name), one_line(paper.title)
    also = f", also in {', '.join(one_line(copy.name) for copy in paper.also_in)}" if paper.also_in else ""
    told = f"{name}: {title}{status}{unread}{warned}{also}"
    return f"{paper.paper_id}  {when:10}  {paper.kind.value:8}  {paper.access.value:10}  {told}"


def _say_in_full(paper: PaperInFull, places: Sequence[str]) -> None:
    say(_in_one_line(paper))
    for name, fact in paper.facts.items():
        say(
            f"  {name.replace('_', ' ')}: {one_line(fact.value)} ({fact.origin.value}: {one_line(fact.basis)})"
        )
    say(f"  version {paper.version}, {paper.format}, ingested {paper.ingested_at}, SHA-256 {paper.sha256}")
    for place in places:
        say(f"  place: {one_line(place)}")
    for what, copies in (("the same text", paper.also_in), ("a part of", paper.part_of)):
        for copy in copies:
            say(f"  {what}: {one_line(copy.name)} ({copy.paper_id})")
    for notice in paper.notices:
        where = "" if notice.page is None else f"page {notice.page}: "
        say(f"  Warning: {where}{one_line(notice.message)}")
    for passage in paper.passages:
        say(f"\n{passage.passage_id}  {one_line(passage.label)}\n  {one_line(passage.text)}")
