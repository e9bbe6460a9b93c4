"""A finished run on one page of Markdown: how good, where not, and which questions to look at first.

Questions, answers and notes come from papers and golden files: they are shown as plain words, with every
sign that Markdown or HTML could act on made harmless.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import RunUnreadable
from eval.folder import RUN, read_items
from eval.golden import QuestionType
from eval.items import Item
from eval.metrics.catalogue import METRICS, Metric
from eval.metrics.score import Aggregate
from eval.summary import FAULTS, Fault, Totals, by_type, fault, shortfall, sum_up

_MOST_OF_A_FAULT = 4
_SHOWN_BY_TYPE = ("evidence@5", "seen@2000", "short", "nuggets", "cite_gold", "cite_recall", "over_refusal")
_NOTED: Mapping[Fault, tuple[str, ...]] = {
    "invented citation": ("fabricated",),
    "said what it must not": ("must_not_say",),
    "wrongly answered": ("abstain_recall",),
    "wrongly refused": ("nuggets", "short"),
    "not retrieved": ("evidence@10",),
    "retrieved but not chosen": ("nuggets", "short"),
    "chosen but not said": ("nuggets", "short"),
}
"""Whose notes say more about a fault; the first with a note is shown."""
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#|~!&])")
_ARROWS = {"higher": "higher", "lower": "**lower**", "neither": "-"}


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class JudgedFigure(_View):
    """A judged mean with the numbers of questions behind it."""

    mean: float | None
    n: int
    n_undefined: int
    n_errors: int


class PeopleAgree(_View):
    """Judge against people on one task."""

    n: int
    n_unread: int
    share: float | None
    kappa: float | None


class RepeatsAgree(_View):
    """How many pairs of rulings on the same thing there are, and the share of them that are the same."""

    n_pairs: int
    share: float | None


class JudgedPage(_View):
    """What ``run.json`` says of a judge."""

    model: str
    repeats: int
    n_questions: int
    n_unjudged: int
    metrics: Mapping[str, JudgedFigure]
    repeats_agree: RepeatsAgree
    people_agree: Mapping[str, PeopleAgree]
    stopped: str | None

    def notes(self) -> list[str]:
        """How far its figures can be trusted, in sentences."""
        told = ["Judged figures inform; no gate reads them."]
        if self.n_unjudged:
            told.append(f"{self.n_unjudged} of {self.n_questions} questions are not judged.")
        if self.repeats_agree.share is not None:
            told.append(
                f"Asked {self.repeats} times, the judge said the same in {self.repeats_agree.share:.0%} "
                f"of {self.repeats_agree.n_pairs} pairs."
            )
        for task, found in self.people_agree.items():
            share = "none could be read" if found.share is None else f"the same in {found.share:.0%}"
            kappa = "" if found.kappa is None else f", kappa {found.kappa:.2f}"
            told.append(f"Against {found.n + found.n_unread} rulings by people ({task}): {share}{kappa}.")
        if not self.people_agree:
            told.append("How far it agrees with people is not known: give --judge-sample.")
        return told


class RunPage(BaseModel):
    """What the page shows of ``run.json``; every figure is worked out again from the items."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    golden: str
    golden_sha256: str
    library_snapshot: str
    settings_hash: str
    code_sha256: str
    finished_at: str
    versions: Mapping[str, str]
    warnings: tuple[str, ...]
    judged: JudgedPage | None = None


def summary_markdown(run: Path) -> str:
    """The page for a finished run folder; paragraphs and tables end with a line feed.

    Raises:
        RunUnreadable: The run is not finished, or its files are damaged.
    """
    page = read_page(run)
    items = read_items(run)
    parts = [
        f"# Run {plain(run.name)}",
        _origin(page),
        _totals_table(sum_up(items)),
        _abstention_table(sum_up(items)),
        _type_table(by_type(items)),
        *([] if page.judged is None else [_judged_table(page.judged)]),
        _worst_table(items),
    ]
    if page.warnings:
        parts.append("## Warnings\n" + "\n".join(f"- {plain(warning)}" for warning in page.warnings))
    return "\n\n".join(parts) + "\n"


def plain(text: str, limit: int | None = None) -> str:
    """Text as words only: one line, cut after ``limit`` characters, markup made harmless."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _MARKUP.sub(r"\\\1", line)


def read_page(run: Path) -> RunPage:
    try:
        return RunPage.model_validate_json((run / RUN).read_bytes())
    except OSError as problem:
        raise RunUnreadable(
            f"{run}: no finished run ({problem.strerror}: {RUN}). Run the golden set into this folder first."
        ) from problem
    except ValidationError as problem:
        raise RunUnreadable(f"{run / RUN} is no record of a run. Run the golden set again.") from problem


def _origin(page: RunPage) -> str:
    return (
        f"{plain(page.golden)} (sha256 {plain(page.golden_sha256[:12])}), "
        f"library {plain(page.library_snapshot)}, settings {plain(page.settings_hash)}, "
        f"code {plain(page.code_sha256[:12])}, Python {plain(page.versions.get('python', 'unknown'))}, "
        f"finished {plain(page.finished_at)}."
    )


def _totals_table(totals: Totals) -> str:
    rows = [[metric.name, *_figures(totals.metrics[metric.name], metric)] for metric in METRICS]
    times = f"answer time p50 {_ms(totals.p50_ms)}, p95 {_ms(totals.p95_ms)}"
    stages = "".join(
        f"; {name} {half:.0f} and {most:.0f} ms" for name, (half, most) in totals.stages_ms.items()
    )
    return (
        f"## Totals\n{totals.n_questions} questions, {totals.n_errors} ended in an error; {times}{stages}."
        f"{_spent(totals)}\n\n"
        + table(["metric", "value", "n", "undefined", "errors", "better", "what it says"], rows)
    )


def _spent(totals: Totals) -> str:
    """A sentence on what a model took; none without one."""
    if not totals.n_asked_model:
        return ""
    tokens = f"{totals.n_prompt_tokens:,} tokens sent to the model and {totals.n_reply_tokens:,} written"
    if totals.cost is None:
        return f" {tokens}; their cost is not known."
    return f" {tokens}, at {totals.cost:.4f} {totals.currency} for {totals.n_priced} questions."


def _figures(figure: Aggregate, metric: Metric) -> list[str]:
    return [
        _value(figure),
        str(figure.n),
        str(figure.n_undefined),
        str(figure.n_errors),
        _ARROWS[metric.better],
        metric.says,
    ]


def _abstention_table(totals: Totals) -> str:
    found = totals.abstention
    rows = [
        ["answerable", str(found.answered), str(found.over_refusal)],
        ["unanswerable", str(found.unsupported_answer), str(found.correct_refusal)],
    ]
    told = "## Refusing\n" + table(["questions that are", "answered", "refused"], rows)
    if found.corrected:
        told += f"\n\n{found.corrected} more on a false premise were put right with a citation, which is as right."
    return told


def _judged_table(judged: JudgedPage) -> str:
    rows = [
        [name, "undefined" if found.mean is None else f"{found.mean:.3f}"]
        + [str(count) for count in (found.n, found.n_undefined, found.n_errors)]
        for name, found in judged.metrics.items()
    ]
    heading = f"## Judged by {plain(judged.model)}\n{' '.join(judged.notes())}\n\n"
    return heading + table(["figure", "value", "n", "undefined", "unscored"], rows)


def _type_table(types: Mapping[QuestionType, Totals]) -> str:
    rows = [
        [kind.value.replace("_", " "), str(totals.n_questions), str(totals.n_errors)]
        + [_value(totals.metrics[name]) for name in _SHOWN_BY_TYPE]
        for kind, totals in types.items()
    ]
    return "## By type of question\n" + table(["type", "n", "errors", *_SHOWN_BY_TYPE], rows)


def _worst_table(items: tuple[Item, ...]) -> str:
    """Every fault with its number of questions, then the worst questions of each."""
    groups = {kind: [item for item in items if fault(item) == kind] for kind in FAULTS}
    counts = ", ".join(f"{len(group)} {kind}" for kind, group in groups.items() if group)
    n_faulty = sum(len(group) for group in groups.values())
    heading = f"## Questions to look at first\n{n_faulty} of {len(items)} show a fault"
    if not n_faulty:
        return heading + "."
    rows = [
        [plain(item.id), plain(item.question, 160), plain(_shown(item), 200), _went_wrong(item, kind)]
        for kind, group in groups.items()
        for item in sorted(group, key=lambda item: (-shortfall(item), item.id))[:_MOST_OF_A_FAULT]
    ]
    head = ["id", "question", "answer", "what went wrong"]
    return f"{heading}: {counts}. At most {_MOST_OF_A_FAULT} of each:\n\n" + table(head, rows)


def _shown(item: Item) -> str:
    return "" if item.answer is None else item.answer.words_shown()


def _went_wrong(item: Item, kind: Fault) -> str:
    """The fault, then what the scores behind it lack."""
    if item.error is not None:
        return f"error: {plain(str(item.error), 240)}"
    notes = [item.scores[name].note for name in _NOTED[kind] if name in item.scores]
    told = next((note for note in notes if note), "")
    return f"{kind}: {plain(told, 240)}" if told else kind


def _value(figure: Aggregate) -> str:
    if figure.value is None:
        return "undefined"
    return f"{figure.value:g}" if figure.total == "sum" else f"{figure.value:.3f}"


def _ms(amount: float | None) -> str:
    return "undefined" if amount is None else f"{amount:.0f} ms"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; every cell must be plain already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
