"""Yes, no, or not enough questions to tell: may this run take the place of the baseline.

The gate fails on a loss that is not chance (Holm-adjusted test and interval agree), over all questions or in
a slice, and on anything the policy's floors forbid. It passes when no gated metric can have lost more than
the policy lets remain possible. In between it is undecided, which is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from eval.compare import (
    EVERYTHING,
    Compared,
    compare,
    compare_slices,
    concentrated,
    require_pairs,
)
from eval.metrics.catalogue import metric_named
from eval.moved import made_otherwise
from eval.policy import Policy
from eval.sides import Asked, Side
from eval.significance import questions_needed

Outcome = Literal["pass", "fail", "undecided"]
Kind = Literal["floor", "bar", "drop", "growth", "metric", "slice"]
_MOST_NAMED = 10


@dataclass(frozen=True)
class Check:
    """One thing the gate looked at; ``told`` is one sentence for a person."""

    kind: Kind
    name: str
    where: str
    outcome: Outcome
    told: str
    compared: Compared | None = None

    def to_json(self) -> dict[str, object]:
        """The fields by name; ``compared`` only where figures were compared."""
        fields: dict[str, object] = {
            "kind": self.kind,
            "name": self.name,
            "where": self.where,
            "outcome": self.outcome,
            "told": self.told,
        }
        return fields | ({} if self.compared is None else {"compared": self.compared.to_json()})


@dataclass(frozen=True)
class Verdict:
    """The gate's answer with everything behind it; ``n_questions`` are those in both runs."""

    outcome: Outcome
    old: str
    new: str
    n_questions: int
    checks: tuple[Check, ...]
    made_otherwise: tuple[str, ...]

    def of(self, outcome: Outcome) -> tuple[Check, ...]:
        """The checks that ended so, floors first."""
        return tuple(check for check in self.checks if check.outcome == outcome)

    def to_json(self) -> dict[str, object]:
        """One object for a program that reads the gate."""
        return {
            "outcome": self.outcome,
            "baseline": self.old,
            "run": self.new,
            "n_questions": self.n_questions,
            "counts": dict(Counter(check.outcome for check in self.checks)),
            "made_otherwise": list(self.made_otherwise),
            "checks": [check.to_json() for check in self.checks],
        }


def judge(old: Side, new: Side, policy: Policy) -> Verdict:
    """Hold a run against its baseline.

    Raises:
        NotPaired: The new run has questions that the baseline lacks, or asks them in other words.
    """
    ids = require_pairs(old, new, may_miss=True)
    metrics = [metric for name in policy.metrics if (metric := metric_named(name))]
    whole = compare(old, new, policy.chance, metrics=metrics, ids=ids)
    in_slices = compare_slices(
        old,
        new,
        policy.chance,
        metrics=[metric for name in policy.slices.metrics if (metric := metric_named(name))],
        dimensions=policy.slices.by,
        ids=ids,
    )
    checks = (
        *(_floor(name, old, new, most) for name, most in policy.floors.items()),
        *(_bar(name, new, worst) for name, worst in policy.bars.items()),
        *(_drop(name, old, new, ids, most) for name, most in policy.drops.items()),
        *(_growth(name, old, new, ids, factor) for name, factor in policy.growth.items()),
        *(_with_place(_metric(one, policy), old, new, ids, policy) for one in whole),
        *(_slice(one, policy) for one in in_slices),
    )
    return Verdict(_worst(checks), old.name, new.name, len(ids), checks, tuple(made_otherwise(old, new)))


def _worst(checks: Sequence[Check]) -> Outcome:
    outcomes = {check.outcome for check in checks}
    return "fail" if "fail" in outcomes else "undecided" if "undecided" in outcomes else "pass"


def _floor(name: str, old: Side, new: Side, most: int | Literal["baseline"]) -> Check:
    marked = _marked(name, old, new)
    if marked is None:
        told = "not measured: no question of the set tries it"
        return Check("floor", name, EVERYTHING, "pass", told)
    allowed = sum((_marked(name, old, old) or {}).values()) if most == "baseline" else most
    count = sum(marked.values())
    if count <= allowed:
        return Check("floor", name, EVERYTHING, "pass", f"{count:g}, at most {allowed:g} allowed")
    named = ", ".join(list(marked)[:_MOST_NAMED]) + (" and more" if len(marked) > _MOST_NAMED else "")
    return Check("floor", name, EVERYTHING, "fail", f"{count:g}, at most {allowed:g} allowed: {named}")


def _bar(name: str, new: Side, worst: float) -> Check:
    values = [count for one in new.asked.values() if (count := _count(one, name)) is not None]
    metric = metric_named(name)
    if not values or metric is None:
        return Check("bar", name, EVERYTHING, "pass", "not measured: no question of the set tries it")
    mean = sum(values) / len(values)
    is_lower_better = metric.better == "lower"
    is_held = mean <= worst if is_lower_better else mean >= worst
    told = f"{mean:.3f} over {len(values)} questions, at {'most' if is_lower_better else 'least'} {worst:g} asked for"
    return Check("bar", name, EVERYTHING, "pass" if is_held else "fail", told)


def _drop(name: str, old: Side, new: Side, ids: Sequence[str], most: float) -> Check:
    counts = [(_count(old.asked[one], name), _count(new.asked[one], name)) for one in ids]
    both = [(before, after) for before, after in counts if before is not None and after is not None]
    metric = metric_named(name)
    if not both or metric is None:
        return Check("drop", name, EVERYTHING, "pass", "not measured in both runs")
    before, after = (sum(side) / len(both) for side in zip(*both, strict=True))
    worse = after - before if metric.better == "lower" else before - after
    told = f"{before:.3f} before, {after:.3f} now over {len(both)} questions, at most {most:g} worse allowed"
    return Check("drop", name, EVERYTHING, "pass" if worse <= most else "fail", told)


def _growth(name: str, old: Side, new: Side, ids: Sequence[str], factor: float) -> Check:
    counts = [(_count(old.asked[one], name), _count(new.asked[one], name)) for one in ids]
    both = [(before, after) for before, after in counts if before is not None and after is not None]
    before, after = (sum(side) for side in zip(*both, strict=True)) if both else (0.0, 0.0)
    if not before:
        return Check("growth", name, EVERYTHING, "pass", "not measured in both runs")
    grown = after / before
    means = f"{before / len(both):.1f} before, {after / len(both):.1f} now"
    told = f"{means}: {grown:.2f} times, at most {factor:g} allowed"
    return Check("growth", name, EVERYTHING, "pass" if grown <= factor else "fail", told)


def _marked(name: str, old: Side, new: Side) -> dict[str, float] | None:
    """Questions of the new run with a count of more than none; None where no question is counted."""
    if name == "missing":
        return {one: 1.0 for one in old.asked if one not in new.asked}
    if name == "errors":
        return {one.id: 1.0 for one in new.asked.values() if one.is_error}
    counts = {one.id: _count(one, name) for one in new.asked.values()}
    counted = {one: count for one, count in counts.items() if count is not None}
    return {one: count for one, count in counted.items() if count > 0} if counted else None


def _count(asked: Asked, name: str) -> float | None:
    score = asked.scores.get(name)
    return None if score is None else score.value


def _metric(one: Compared, policy: Policy) -> Check:
    tolerance, fewest = policy.metrics[one.metric.name], policy.testing.min_questions
    found = one.difference
    if found is None or one.most_loss is None:
        return _check(one, "undecided", "not one question is scored in both runs")
    if _is_loss(one, policy):
        return _check(one, "fail", _told(one))
    if found.n < fewest:
        return _check(
            one, "undecided", f"{found.n} questions, fewer than the {fewest} asked for; {_told(one)}"
        )
    if one.most_loss <= tolerance:
        return _check(one, "pass", _told(one))
    needed = questions_needed(found, tolerance)
    more = f"; about {max(needed, found.n + 1)} questions could tell" if needed else ""
    return _check(
        one,
        "undecided",
        f"not enough questions to tell: a loss of up to {one.most_loss:.3f} is possible, "
        f"{tolerance:g} may remain{more}; {_told(one)}",
    )


def _with_place(check: Check, old: Side, new: Side, ids: Sequence[str], policy: Policy) -> Check:
    """A loss that stands in one part of the set is told with that part."""
    if check.outcome != "fail" or check.compared is None:
        return check
    places = concentrated(old, new, check.compared.metric, ids, policy.slices.by)
    return replace(check, told=f"{check.told}; most of it in {', '.join(places)}") if places else check


def _slice(one: Compared, policy: Policy) -> Check:
    outcome: Outcome = "fail" if _is_loss(one, policy) else "pass"
    return _check(one, outcome, _told(one), "slice")


def _is_loss(one: Compared, policy: Policy) -> bool:
    """Both must say so: the interval alone cries wolf on few changed questions, the test alone has no size.

    Half of alpha is for the whole set and half for the slices, so that alpha is the gate's own.
    """
    is_shown = one.least_loss is not None and one.least_loss > 0
    return is_shown and one.adjusted_p_loss < policy.testing.alpha / 2


def _check(one: Compared, outcome: Outcome, told: str, kind: Kind = "metric") -> Check:
    return Check(kind, one.metric.name, one.where, outcome, told, one)


def _told(one: Compared) -> str:
    found = one.difference
    if found is None:
        return "nothing to compare"
    worse, better = (found.n_up, found.n_down) if one.metric.better == "lower" else (found.n_down, found.n_up)
    uneven = one.n_only_old + one.n_only_new
    aside = f"; {uneven} more are scored in one run only" if uneven else ""
    return (
        f"{found.old:.3f} before, {found.new:.3f} now ({found.change:+.3f}, 95 % interval "
        f"{found.interval.low:+.3f} to {found.interval.high:+.3f}), {worse} of {found.n} questions worse, "
        f"{better} better, chance of such a loss {one.p_loss:.3f}, adjusted {one.adjusted_p_loss:.3f}{aside}"
    )
