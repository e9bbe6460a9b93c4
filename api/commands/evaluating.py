"""``minutebook eval``: golden questions against the answering that is served."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from api.commands.options import AsJson, LibraryFolder, settings_of
from api.errors import PathMissing, WrongUse
from api.terminal import note, progress, say, say_json

if TYPE_CHECKING:
    from eval.run import RunSummary
    from rag.settings import Settings

evaluations = typer.Typer(help="Measure answers against a golden question set.", rich_markup_mode=None)

PAPERS = "--papers"


class _TakesSeveralPapers(TyperCommand):
    """Lets one ``--papers`` be followed by any number of paths, up to the next option."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, _one_option_a_path(args))


def _one_option_a_path(args: list[str]) -> list[str]:
    """``--papers a b`` as ``--papers a --papers b``; a golden set among them stays the argument it is."""
    spread: list[str] = []
    is_in_papers = False
    for position, arg in enumerate(args):
        if arg.startswith("-"):
            is_in_papers = arg == PAPERS
            spread.append(arg)
        elif is_in_papers and args[position - 1] != PAPERS and not arg.endswith(".jsonl"):
            spread += [PAPERS, arg]
        else:
            spread.append(arg)
    return spread


@evaluations.command("run", cls=_TakesSeveralPapers)
def run(
    golden: Annotated[
        Path, typer.Argument(metavar="GOLDEN.jsonl", help="The golden set.", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="RUN", help="Folder for the run; an interrupted run goes on.")
    ],
    papers: Annotated[
        list[Path] | None,
        typer.Option(PAPERS, metavar="PATH...", help="Ingest these into a fresh library first."),
    ] = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Answer every question of a golden set and score the answers."""
    from eval.report import summary_markdown

    if papers and library is not None:
        raise WrongUse("--papers makes a library of its own. Give --papers or --library, not both.")
    for path in (golden, *(papers or ())):
        if not path.exists():
            raise PathMissing(f"{path}: there is no such file or folder. Check the path.")
    summary = _run(golden, out, papers or [], settings_of(library).for_answers())
    if as_json:
        say_json(summary.to_json())
    else:
        say(summary_markdown(out))
    if summary.n_errors:
        note(f"minutebook: {summary.n_errors} questions ended in an error. See {out / 'items.jsonl'}.")
        raise typer.Exit(1)


def _run(golden: Path, out: Path, papers: list[Path], settings: Settings) -> RunSummary:
    from eval.run import RunProgress, run_golden, run_over_papers

    with progress("Asking") as advance:

        def on_progress(progressed: RunProgress) -> None:
            if advance is not None:
                advance(progressed.done, progressed.total, progressed.question_id)

        if papers:
            return run_over_papers(golden, out, papers, settings, on_progress)
        return run_golden(golden, out, settings, on_progress)
