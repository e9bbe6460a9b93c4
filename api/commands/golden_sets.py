"""``minutebook eval check``, ``suggest``, ``import`` and ``export``: golden sets, made and looked after."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, settings_of
from api.commands.paper_paths import PAPERS, require_paths
from api.errors import WrongUse
from api.terminal import Advance, note, one_line, progress, say, say_json
from eval.importing.layouts import Layout

if TYPE_CHECKING:
    from eval.checking.checking import CheckReport
    from eval.checking.findings import Finding
    from eval.papers_read import PapersRead
    from ingest.telling import Progress

_NARROWEST = 40
GivenPapers = Annotated[
    list[Path] | None,
    typer.Option(PAPERS, metavar="PATH...", help="The papers: files and folders, read for this alone."),
]


def check(
    golden: Annotated[
        Path,
        typer.Argument(metavar="GOLDEN", help="The golden set: .jsonl, .yaml or .csv.", show_default=False),
    ],
    papers: GivenPapers = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Look for mistakes in a golden set: its fields, and its quotes in the papers. Exit status 1 on errors."""
    from eval.checking.checking import check_golden

    require_paths(golden, *(papers or ()))
    with _papers_read(papers, library, is_needed=False) as read:
        report = check_golden(golden, read)
    if as_json:
        say_json(report.to_json())
    else:
        _say_report(report)
    if report.n_errors:
        raise typer.Exit(1)


@contextmanager
def _papers_read(
    papers: list[Path] | None, library: Path | None, *, is_needed: bool
) -> Iterator[PapersRead | None]:
    """The papers that were named, else those of the library; None where there is none and none is needed."""
    from eval.papers_read import papers_below, papers_in
    from ingest.store.library import Library

    if papers and library is not None:
        raise WrongUse("--papers are read for themselves. Give --papers or --library, not both.")
    if papers:
        with ExitStack() as opened:
            with progress("Reading") as advance:
                read = opened.enter_context(papers_below(papers, _shown_by(advance)))
            for warning in read.warnings:
                note(f"minutebook: not read: {one_line(warning)}")
            yield read
        return
    folder = settings_of(library).library
    if library is None and not is_needed and not Library.is_in(folder):
        yield None
        return
    with papers_in(folder) as read:
        yield read


def _shown_by(advance: Advance | None) -> Callable[[Progress], None] | None:
    if advance is None:
        return None
    return lambda told: advance(told.done, told.total, told.path)


def _say_report(report: CheckReport) -> None:
    if report.findings:
        _say_table(report.findings)
        say()
    suggested = f", {report.n_suggested} of them suggestions" if report.n_suggested else ""
    say(f"{report.golden}: {report.n_questions} questions{suggested}.")
    if report.papers is None:
        say(f"No papers were looked at. Give {PAPERS} or --library to have the quotes checked.")
    else:
        say(f"Held against {report.n_papers} papers in {report.papers}.")
    say(f"{report.n_errors} errors, {report.n_warnings} warnings.")


def _say_table(findings: tuple[Finding, ...]) -> None:
    """Line, question and what it is about in columns, then the message, wrapped to the terminal."""
    head = ("line", "question", "", "field", "what")
    rows = [
        (str(each.line), each.question or "-", each.severity, each.field or "-", one_line(each.message))
        for each in findings
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(4)]
    margin = sum(widths) + 2 * len(widths)
    room = max(_NARROWEST, shutil.get_terminal_size().columns - margin)
    for row in (head, *rows):
        first = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        lines = textwrap.wrap(row[4], room) or [""]
        say(f"{first}  {lines[0]}")
        for line in lines[1:]:
            say(" " * margin + line)


def suggest(
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="FILE", help="The set to write: .yaml, .csv or .jsonl."),
    ],
    papers: GivenPapers = None,
    library: LibraryFolder = None,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, max=10_000, help="At most so many questions.")
    ] = 40,
    as_json: AsJson = False,
) -> None:
    """Draft questions from papers for a person to accept. No run asks one before its status is changed."""
    from eval.drafting.suggesting import suggest as draft
    from eval.drafting.suggesting import write_suggestions
    from eval.golden_forms import SUFFIXES

    if out.suffix.lower() not in SUFFIXES:
        raise WrongUse(f"-o {out}: give a name that ends in .yaml, .csv or .jsonl.")
    if out.exists():
        raise WrongUse(f"-o {out}: the file is there already, perhaps with your changes. Give a new name.")
    require_paths(*(papers or ()))
    with _papers_read(papers, library, is_needed=True) as read:
        drafts = draft(read, count) if read else ()
    kinds = write_suggestions(drafts, out)
    if as_json:
        say_json({"golden": str(out), "questions": len(drafts), "kinds": kinds})
        return
    told = ", ".join(f"{n} {kind}" for kind, n in kinds.items())
    say(f"{out}: {len(drafts)} suggestions ({told}).")
    if len(drafts) < count:
        say("The papers give no more: a template fits few sentences of ordinary prose.")
    say("Read each against its paper; change status to accepted where it is right, and delete the others.")


def import_(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="The set as published.", show_default=False)
    ],
    layout: Annotated[Layout, typer.Option("--from", help="What layout the set is in.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder for the golden set.")
    ],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=1_000_000, help="At most so many questions.")
    ] = 500,
    limit_papers: Annotated[
        int, typer.Option("--limit-papers", metavar="N", min=1, max=1_000_000, help="At most so many papers.")
    ] = 2_000,
    split: Annotated[
        str | None,
        typer.Option(
            "--split", metavar="NAME", help="Which judgements of a BEIR set: test, dev.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn a public question set into a golden set: a folder of papers with golden.jsonl."""
    from eval.importing.imported import Limits
    from eval.importing.importing import import_set

    require_paths(source)
    report = import_set(layout, source, out, Limits(limit, limit_papers), split)
    if as_json:
        say_json(report.to_json())
        return
    say(f"{out}: {report.n_questions} questions over {report.n_papers} papers.")
    for reason, n in report.left_out.items():
        say(f"Left out: {n} {reason}.")
    say(f"Go on with: minutebook eval run {out}/golden.jsonl --papers {out}/papers --out RUN")


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", show_default=False)],
    trec: Annotated[
        Path, typer.Option("--trec", metavar="FOLDER", help="Folder for the files of trec_eval.")
    ],
    as_json: AsJson = False,
) -> None:
    """Write a run's rankings and gold as trec_eval takes them: over gold quotes, and over whole papers."""
    from eval.exporting import export_trec

    require_paths(run)
    report = export_trec(run, trec)
    if as_json:
        say_json(report.to_json())
        return
    say(f"{trec}: run.txt and qrels.txt over quotes, papers-run.txt and papers-qrels.txt over papers.")
    say(f"{report.n_questions} questions with gold; {report.n_without} without are in no file.")
    if report.n_unranked:
        say(f"{report.n_unranked} found nothing: give trec_eval -c, or it leaves them out of its means.")
