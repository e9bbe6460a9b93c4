"""A finished run as one HTML page: readable without script or network, by keyboard and by screen reader.

Everything on it that comes from papers, questions or a model is data: the template escapes it, and no script
reads it. What the page shows of a question is worked out here; ``report.html`` only lays it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from scipy.stats import binomtest

from eval.compare import DIMENSIONS, Dimension, slices
from eval.items import Item
from eval.judging.figures import JUDGED
from eval.metrics.catalogue import METRICS, Metric, metric_named
from eval.metrics.citations import overlaps
from eval.metrics.retrieval import covers, read_of
from eval.plots import Bar, bars, histogram
from eval.replies import Cited, RankedHit, Reply, Said
from eval.report import read_page
from eval.sides import Asked, Side, read_side
from eval.significance import Chance, Interval, mean_interval
from eval.summary import FAULTS, Fault, fault, sum_up

_HEADLINE = (
    "evidence@10",
    "ndcg@10",
    "nuggets",
    "short",
    "cite_recall",
    "cite_first",
    "abstain_recall",
    "over_refusal",
)
_PLOTTED = ("nuggets", "evidence@10")
_CHANCE = Chance(n_resamples=1999)
_N_BANDS = 5
_HITS_SHOWN = 20
WENT_WRONG: Mapping[Fault, str] = {
    "error": "ended in an error",
    "invented citation": "cites words that are not in the papers",
    "said what it must not": "says what the papers do not support",
    "wrongly answered": "answered, though the papers do not say",
    "wrongly refused": "refused, though the papers say",
    "not retrieved": "the evidence was not found",
    "retrieved but not chosen": "the evidence was found but not cited",
    "chosen but not said": "the evidence was cited but not said",
}
"""What each fault means to a reader."""


@dataclass(frozen=True)
class Figure:
    """A mean over questions with its interval; ``value`` None where nothing was scored."""

    metric: Metric
    n: int
    n_undefined: int
    n_errors: int
    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Slice:
    """The headline figures over one part of the set."""

    name: str
    n: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Band:
    """Questions whose best hit scored about alike: how many were refused, and how many of all treated rightly."""

    low: float
    high: float
    n: int
    n_refused: int
    n_right: int


@dataclass(frozen=True)
class HitShown:
    """A hit with its rank from 1, and whether it covers gold."""

    rank: int
    hit: RankedHit
    is_gold: bool


@dataclass(frozen=True)
class CitedShown:
    """A citation, and whether it overlaps gold."""

    citation: Cited
    is_gold: bool


@dataclass(frozen=True)
class Question:
    """Everything the page shows of one question; ``anchor`` is its place on the page."""

    anchor: str
    item: Item
    fault: Fault | None
    answered: bool
    said: tuple[Said, ...]
    text: str
    hits: tuple[HitShown, ...]
    cited: tuple[CitedShown, ...]
    features: Mapping[str, str]


def report_html(run: Path) -> str:
    """The page for a finished run folder, complete in itself.

    Raises:
        RunUnreadable: The run is not finished, or its files are damaged.
    """
    page, side = read_page(run), read_side(run)
    questions = [_question(place, asked) for place, asked in enumerate(side.asked.values(), start=1)]
    parts = {name: _slices(side, name) for name in DIMENSIONS}
    bands = _bands(side.items)
    environment = Environment(
        loader=PackageLoader("eval", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html").render(
        run=page,
        name=side.name,
        totals=sum_up(side.items),
        judged=page.judged,
        judged_metrics=JUDGED,
        headline=[_figure(tuple(side.asked.values()), name) for name in _HEADLINE],
        figures=[_figure(tuple(side.asked.values()), metric.name) for metric in METRICS],
        headline_names=_HEADLINE,
        slices=parts,
        plots=_plots(parts, side.items),
        calibration=_calibration(bands),
        bands=bands,
        questions=questions,
        faults=[(one, sum(question.fault == one for question in questions)) for one in FAULTS],
        went_wrong=WENT_WRONG,
        has_gold=all(item.gold for item in side.items),
    )


def _figure(asked: Sequence[Asked], name: str) -> Figure:
    metric = metric_named(name)
    if metric is None:
        raise KeyError(name)
    scores = [(one, one.scores.get(name)) for one in asked]
    valued = [(one, score.value) for one, score in scores if score is not None and score.value is not None]
    n_errors = sum(one.is_error or score is None or score.state == "error" for one, score in scores)
    n_undefined = len(asked) - len(valued) - n_errors
    if not valued:
        return Figure(metric, 0, n_undefined, n_errors, None, None)
    values = np.asarray([value for _, value in valued], float)
    if metric.total == "sum":
        return Figure(metric, len(values), n_undefined, n_errors, float(values.sum()), None)
    meetings = [one.origin.meeting or f"question {one.id}" for one, _ in valued]
    interval = mean_interval(values, meetings, _CHANCE)
    return Figure(metric, len(values), n_undefined, n_errors, float(values.mean()), interval)


def _slices(side: Side, dimension: Dimension) -> list[Slice]:
    groups = slices(tuple(side.asked.values()), dimension)
    return [
        Slice(
            where.removeprefix(f"{dimension}: ").replace("_", " "),
            len(ids),
            tuple(_figure([side.asked[one] for one in ids], name) for name in _HEADLINE),
        )
        for where, ids in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    ]


def _plots(parts: Mapping[Dimension, Sequence[Slice]], items: Sequence[Item]) -> list[tuple[str, Markup]]:
    drawn = []
    for name in _PLOTTED:
        place = _HEADLINE.index(name)
        shown = [
            Bar(f"{dimension}: {part.name}", figure.value, figure.interval.low, figure.interval.high,
                f"{figure.value:.2f} (n {figure.n})")
            for dimension, found in parts.items()
            for part in found
            for figure in (part.figures[place],)
            if figure.value is not None and figure.interval is not None
        ]  # fmt: skip
        metric = metric_named(name)
        title = f"{name}: {metric.says if metric else ''}, by slice, with 95 % intervals"
        drawn.append((title, bars(title, shown)))
    times = [item.took_ms for item in items if item.error is None]
    title = "Answer times: questions by milliseconds"
    return [*drawn, (title, histogram(title, times, "milliseconds"))]


def _bands(items: Sequence[Item]) -> list[Band]:
    """Questions in five equal groups by the score of their best hit; empty where gold or scores are not kept."""
    asked = sorted(
        (item.hits[0].score, item.answer.is_answered, _is_right(item))
        for item in items
        if item.gold
        and item.answer
        and item.hits
        and item.hits[0].score is not None
        and item.type != "briefing"
    )
    groups = [
        asked[len(asked) * at // _N_BANDS : len(asked) * (at + 1) // _N_BANDS] for at in range(_N_BANDS)
    ]
    return [
        Band(
            low=group[0][0] or 0.0,
            high=group[-1][0] or 0.0,
            n=len(group),
            n_refused=sum(not is_answered for _, is_answered, _ in group),
            n_right=sum(is_right for _, _, is_right in group),
        )
        for group in groups
        if group
    ]


def _is_right(item: Item) -> bool:
    """Answered where the papers answer; refused, or a false premise put right, where they do not."""
    scores = [item.scores.get(name) for name in ("over_refusal", "abstain_recall")]
    refused, held = (score.value if score else None for score in scores)
    return refused == 0 or held == 1


def _calibration(bands: Sequence[Band]) -> Markup:
    shown = [
        Bar(
            f"best hit {band.low:.2f} to {band.high:.2f}",
            share,
            within.low,
            within.high,
            f"{share:.2f} (n {band.n})",
        )
        for band in bands
        for share in (band.n_refused / band.n,)
        for within in (binomtest(band.n_refused, band.n).proportion_ci(method="wilson"),)
    ]
    return bars("Share of questions refused, by the score of their best hit, with 95 % intervals", shown)


def _question(place: int, asked: Asked) -> Question:
    item = asked.item
    if item is None:
        raise ValueError(f"question '{asked.id}' has no item to show")
    gold = item.gold.evidence if item.gold else ()
    reply = item.answer or Reply()
    hits = tuple(
        HitShown(
            rank,
            hit,
            any(hit.document == one.document and covers(read_of(hit), one.quote) for one in gold),
        )
        for rank, hit in enumerate(item.hits[:_HITS_SHOWN], start=1)
    )
    cited = tuple(
        CitedShown(
            citation,
            any(citation.document == one.document and overlaps(citation.quote, one.quote) for one in gold),
        )
        for citation in reply.citations
    )
    found = fault(item)
    return Question(
        anchor=f"q{place}",
        item=item,
        fault=found,
        answered=reply.is_answered,
        said=reply.said(),
        text=reply.words_shown(),
        hits=hits,
        cited=cited,
        features={
            "type": item.type.value.replace("_", " "),
            "outcome": found or "no fault seen",
            "body": asked.origin.body or "not known",
            "format": asked.origin.format or "not known",
        },
    )
