"""Two runs on one page of Markdown: the figures, the slices that moved, and the questions behind it."""

from __future__ import annotations

from collections.abc import Sequence

from eval.compare import Compared
from eval.metrics.catalogue import METRICS
from eval.moved import Moved
from eval.report import plain, table
from eval.sides import Asked, Side

SLICED = tuple(
    metric
    for metric in METRICS
    if metric.name in ("evidence@10", "seen@2000", "nuggets", "cite_recall", "over_refusal", "abstain_recall")
)
"""What is compared in slices: every metric there would be a family too large to show anything."""
_MOST_SHOWN = 20
_ANSWER_LENGTH = 400


def comparison_markdown(
    old: Side,
    new: Side,
    whole: Sequence[Compared],
    in_slices: Sequence[Compared],
    changed: Sequence[Moved],
    made_otherwise: Sequence[str],
) -> str:
    """The page; questions that got worse stand first, each with both answers."""
    worse = [one for one in changed if one.gain < 0]
    better = [one for one in reversed(changed) if one.gain > 0]
    parts = [
        f"# {plain(new.name)} against {plain(old.name)}\n{len(new.asked)} questions, paired by id.",
        "## What they were made with that differs\n"
        + ("\n".join(f"- {plain(line)}" for line in made_otherwise) or "Nothing that is known."),
        "## All questions\n" + table(_HEAD, [_row(one) for one in whole]),
        _slices(in_slices),
        _questions("got worse", worse),
        _questions("got better", better),
    ]
    return "\n\n".join(parts) + "\n"


_HEAD = [
    "metric",
    "before",
    "now",
    "change",
    "95 % interval",
    "n",
    "up",
    "down",
    "p",
    "adjusted",
    "could show",
]


def _row(one: Compared) -> list[str]:
    found = one.difference
    if found is None:
        return [plain(one.metric.name), *([""] * 4), "0", *([""] * 5)]
    return [
        plain(one.metric.name),
        f"{found.old:.3f}",
        f"{found.new:.3f}",
        f"{found.change:+.3f}",
        f"{found.interval.low:+.3f} to {found.interval.high:+.3f}",
        str(found.n),
        str(found.n_up),
        str(found.n_down),
        f"{found.p:.3f}",
        f"{one.adjusted_p:.3f}",
        "nothing" if found.detectable is None else f"{found.detectable:.3f}",
    ]


def _slices(in_slices: Sequence[Compared]) -> str:
    rows = [
        [plain(one.where), *_row(one)]
        for one in in_slices
        if one.difference is not None and one.difference.change
    ]
    if not rows:
        return "## Slices\nNo figure moved in any slice."
    return "## Slices in which a figure moved\n" + table(["slice", *_HEAD], rows)


def _questions(what: str, changed: Sequence[Moved]) -> str:
    heading = f"## {len(changed)} questions {what}"
    rows = [
        [
            plain(one.new.id),
            plain(_question(one.new) or _question(one.old), 200),
            ", ".join(f"{plain(name)} {old:.2f} to {new:.2f}" for name, old, new in one.figures),
            plain(_answer(one.old), _ANSWER_LENGTH),
            plain(_answer(one.new), _ANSWER_LENGTH),
        ]
        for one in changed[:_MOST_SHOWN]
    ]
    if not rows:
        return heading
    more = f", the first {_MOST_SHOWN} of them" if len(changed) > _MOST_SHOWN else ""
    return f"{heading}{more}\n" + table(["id", "question", "figures", "answer before", "answer now"], rows)


def _question(asked: Asked) -> str:
    return asked.item.question if asked.item else ""


def _answer(asked: Asked) -> str:
    """The words shown, or why there are none: a baseline keeps no words."""
    if asked.item is None:
        return "(not kept)"
    if asked.item.answer is None:
        return f"(error: {asked.item.error})"
    return asked.item.answer.words_shown() or "(refused)"
