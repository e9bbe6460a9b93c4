"""``minutebook eval``: golden questions against the answering that is served, and runs against each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.judging import hold_court, open_court
from api.commands.options import AsJson, LibraryFolder, settings_of
from api.commands.paper_paths import PAPERS, TakesSeveralPapers
from api.errors import PathMissing, WrongUse
from api.terminal import note, progress, say, say_json

if TYPE_CHECKING:
    from eval.run import RunSummary
    from rag.settings import Settings

evaluations = typer.Typer(help="Measure answers against a golden question set.", rich_markup_mode=None)

UNDECIDED = 3
"""Exit status of a gate that finds nothing worse but has not enough questions to be sure."""
RunPath = Annotated[
    Path, typer.Argument(metavar="RUN", help="The folder of a finished run.", show_default=False)
]


@evaluations.command("run", cls=TakesSeveralPapers)
def run(
    golden: Annotated[
        Path,
        typer.Argument(metavar="GOLDEN", help="The golden set: .jsonl, .yaml or .csv.", show_default=False),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="RUN", help="Folder for the run; an interrupted run goes on.")
    ],
    papers: Annotated[
        list[Path] | None,
        typer.Option(PAPERS, metavar="PATH...", help="Ingest these into a fresh library first."),
    ] = None,
    library: LibraryFolder = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            max=64,
            help="Processes that answer; without it as many as there are cores, fewer for few questions.",
            show_default=False,
        ),
    ] = None,
    prices: Annotated[
        Path | None,
        typer.Option(
            "--prices",
            metavar="TOML",
            help="What a model's tokens cost; see docs/evaluation.md.",
            show_default=False,
        ),
    ] = None,
    judge: Annotated[
        str | None,
        typer.Option(
            "--judge",
            metavar="MODEL",
            help="A language model that judges the answers; it informs and never gates.",
            show_default=False,
        ),
    ] = None,
    judge_url: Annotated[
        str | None,
        typer.Option(
            "--judge-url",
            metavar="URL",
            help="Its server, where that is not the one in the settings.",
            show_default=False,
        ),
    ] = None,
    judge_repeats: Annotated[
        int, typer.Option("--judge-repeats", min=1, max=9, help="How often the judge is asked the same.")
    ] = 1,
    judge_sample: Annotated[
        Path | None,
        typer.Option(
            "--judge-sample",
            metavar="FILE.jsonl",
            help="Rulings by people, to tell how far the judge agrees.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer every question of a golden set and score the answers."""
    from eval.report import summary_markdown

    if papers and library is not None:
        raise WrongUse("--papers makes a library of its own. Give --papers or --library, not both.")
    for path in (golden, *(papers or ())):
        if not path.exists():
            raise PathMissing(f"{path}: there is no such file or folder. Check the path.")
    if judge is None and (judge_url or judge_sample or judge_repeats > 1):
        raise WrongUse("--judge-url, --judge-repeats and --judge-sample are for a judge. Give --judge MODEL.")
    settings = settings_of(library).for_answers()
    court = None if judge is None else open_court(judge, judge_url, judge_repeats, judge_sample, settings)
    summary = _run(golden, out, papers or [], settings, _Asking(workers, prices))
    judged = None if court is None else hold_court(court, out, workers)
    if as_json:
        say_json(summary.to_json() | ({} if judged is None else {"judged": judged.to_json()}))
    else:
        say(summary_markdown(out))
    if judged is not None and judged.n_unjudged:
        why = f": {judged.stopped}" if judged.stopped else ""
        note(
            f"minutebook: {judged.n_unjudged} questions are not judged{why}. Run the same command again to go on."
        )
    if summary.n_errors:
        note(f"minutebook: {summary.n_errors} questions ended in an error. See {out / 'items.jsonl'}.")
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Asking:
    """The options of ``eval run`` that change no answer."""

    workers: int | None
    prices: Path | None


def _run(golden: Path, out: Path, papers: list[Path], settings: Settings, how: _Asking) -> RunSummary:
    from eval.prices import load_prices
    from eval.run import RunProgress, Sitting, run_golden, run_over_papers

    table = load_prices(how.prices) if how.prices else None
    told: list[RunProgress] = []
    try:
        with progress("Asking") as advance:

            def on_progress(progressed: RunProgress) -> None:
                told[:] = [progressed]
                if advance is not None:
                    advance(progressed.done, progressed.total, progressed.question_id)

            sitting = Sitting(how.workers, table, on_progress)
            if papers:
                return run_over_papers(golden, out, papers, settings, sitting)
            return run_golden(golden, out, settings, sitting)
    except KeyboardInterrupt:
        n_kept = f"{told[0].done} of {told[0].total} questions are" if told else "What was answered is"
        note(f"minutebook: stopped. {n_kept} kept in {out}; run the same command again to go on.")
        raise


@evaluations.command("compare")
def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(
            metavar="OLD NEW...", help="Run folders or baseline files; each is held against the first."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """What changed between runs of the same questions, and if it is more than chance."""
    from eval.compare import compare as compare_all
    from eval.compare import compare_slices
    from eval.comparison_page import SLICED, comparison_markdown
    from eval.moved import made_otherwise, moved
    from eval.sides import read_side
    from eval.significance import Chance

    if len(runs) < 2:
        raise WrongUse("one run can't be compared. Give two or more: the old one first.")
    old, *others = [read_side(_existing(path)) for path in runs]
    found: list[dict[str, object]] = []
    for new in others:
        whole = compare_all(old, new, Chance())
        in_slices = compare_slices(old, new, Chance(), metrics=SLICED)
        changed, differs = moved(old, new, tuple(old.asked)), made_otherwise(old, new)
        found.append(
            {
                "old": old.name,
                "new": new.name,
                "n_questions": len(old.asked),
                "made_otherwise": differs,
                "metrics": [one.to_json() for one in whole],
                "slices": [one.to_json() for one in in_slices],
                "moved": [one.to_json() for one in changed],
            }
        )
        if not as_json:
            say(comparison_markdown(old, new, whole, in_slices, changed, differs))
    if as_json:
        say_json({"comparisons": found})


@evaluations.command("gate")
def gate(
    run: RunPath,
    baseline: Annotated[
        Path,
        typer.Option(
            "--baseline", metavar="BASE", help="A run folder or a baseline file to hold it against."
        ),
    ],
    policy: Annotated[
        Path | None,
        typer.Option(
            "--policy", metavar="TOML", help="What is asked; without it the defaults.", show_default=False
        ),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the summary there as well.")
    ] = None,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML for CI.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """May this run replace the baseline? Exit status 0 yes, 1 no, 3 not enough questions to tell."""
    from eval.gate import judge
    from eval.gate_page import verdict_junit, verdict_markdown
    from eval.policy import Policy, load_policy
    from eval.sides import read_side

    asked = Policy() if policy is None else load_policy(_existing(policy))
    verdict = judge(read_side(_existing(baseline)), read_side(_existing(run)), asked)
    page = verdict_markdown(verdict)
    if markdown is not None:
        markdown.write_text(page, "utf-8")
    if junit is not None:
        junit.write_bytes(verdict_junit(verdict))
    if as_json:
        say_json(verdict.to_json())
    else:
        say(page)
    if verdict.outcome != "pass":
        raise typer.Exit(1 if verdict.outcome == "fail" else UNDECIDED)


@evaluations.command("baseline")
def baseline(
    run: RunPath,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The baseline file to write.")],
    as_json: AsJson = False,
) -> None:
    """Keep a run's figures, without any words of papers or questions, to gate later runs against."""
    from eval.sides import write_baseline

    side = write_baseline(_existing(run), out)
    if as_json:
        say_json({"baseline": str(out), "n_questions": len(side.asked)})
    else:
        say(f"{out}: figures of {len(side.asked)} questions, no words of theirs.")


@evaluations.command("report")
def report(
    run: RunPath,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.html", help="The page to write.")],
    as_json: AsJson = False,
) -> None:
    """One HTML page of a run: how good, where not, and every question with what went wrong."""
    from eval.report_page import report_html

    if out.suffix.lower() not in (".html", ".htm"):
        raise WrongUse(f"-o {out}: the report is a page. Give a name that ends in .html.")
    page = report_html(_existing(run))
    out.write_text(page, "utf-8")
    if as_json:
        say_json({"report": str(out)})
    else:
        say(f"{out}: open it in a browser; it needs no network.")


def _existing(path: Path) -> Path:
    if not path.exists():
        raise PathMissing(f"{path}: there is no such file or folder. Check the path.")
    return path
