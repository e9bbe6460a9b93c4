"""The meeting that a question means: how it is named, and which papers of the library are of it.

"At the meeting of 3 May 2024" means the papers of that meeting; "the budget for May 2024" does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.papers import Kind
from ingest.store.records import PaperRecord
from ingest.structure.bodies import is_same_body
from rag.labels import day_name
from rag.question.periods import DateRange, Period

Which = Literal["dated", "latest", "before_latest", "coming"]

_SITTING = r"(?:meetings?|sessions?|sittings?|agm)"
_PAPERS = r"(?:minutes|agendas?)"
_BEFORE_DATE = re.compile(
    rf"\b(?P<what>{_SITTING}|{_PAPERS})(?:\s+(?:of|by)\s+(?:the\s+)?(?:[\w'\u2019&,-]+\s+){{1,12}}?)?"
    r"\s*(?:(?:which\s+|that\s+)?(?:was|were)\s+)?(?:held\s+|dated\s+|took\s+place\s+)?"
    r"(?:(?:of|on|in|from|for|at|dated)\s+(?:the\s+)?)?(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
_AFTER_DATE = re.compile(
    rf"(?:'s|\u2019s)?\s+(?:(?!and\b|to\b|for\b|by\b)[\w'\u2019-]+\s+){{0,6}}?(?P<what>{_SITTING}|"
    rf"{_PAPERS})\b",
    re.IGNORECASE,
)
_MET = re.compile(r"\b(?:met|meet)\b(?:\s+\w+){0,4}?\s+(?:on|in)\s+(?:\w+day,?\s+)?$", re.IGNORECASE)
_TOWARDS = re.compile(
    r"(?<!apologies )\b(?:to|before|after|until|till|since|by|ahead\s+of|in\s+time\s+for)\s+(?:the\s+|"
    r"its\s+|a\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
"""Words before a meeting that something is to be done by: it is the subject, and its papers are not meant."""
_LATEST = re.compile(
    rf"\b(?:last|latest|most\s+recent|"
    rf"previous)\s+(?:[\w'\u2019&-]+\s+){{0,6}}?{_SITTING}\b(?!\s+(?:but\s+one|in\s|of\s+(?:19|20)))|"
    rf"\b(?:latest|most\s+recent)\s+{_PAPERS}\b|\blast\s+time\b",
    re.IGNORECASE,
)
_BEFORE_LATEST = re.compile(
    rf"\b{_SITTING}\s+before\s+(?:the\s+)?last\b|\blast\s+{_SITTING}\s+but\s+one\b", re.IGNORECASE
)
_COMING = re.compile(
    rf"\bagenda\s+(?:for|of)\s+the\s+(?:next|coming|forthcoming)\s+{_SITTING}\b", re.IGNORECASE
)
_DEALT_WITH = re.compile(
    r"\bminutes\b.*\b(?:confirm\w*|approv\w*|agreed|signed|correct\w*|amend\w*|accept\w*|adopt\w*)\b|"
    r"\b(?:confirm\w*|approv\w*|agree\w*|sign\w*|correct\w*|amend\w*|accept\w*|adopt\w*)\b.{0,40}\bminutes\b",
    re.IGNORECASE,
)
"""A question on what became of the minutes of a meeting: the meeting after it tells that."""
_JOINT = re.compile(r"\s*(?:,|and|or|&|,\s*and)\s*", re.IGNORECASE)
_PROCEEDING = re.compile(
    r"\b(?:decid\w*|resolv\w*|agree[ds]?|discuss\w*|consider\w*|attend\w*|present|approv\w*|vote[ds]?|"
    r"appoint\w*|"
    r"elect\w*|apolog\w*|absent|chair\w*|declar\w*|raised?|said|told|asked|heard?|received?|noted?|opposed|supported|backed|favou?red)\b",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"\b(?:decid\w*|decisions?|resolv\w*|resolutions?|agree[ds]?|approv\w*|vote[ds]?|endors\w*|reject\w*|defer\w*|"
    r"opposed|supported|backed|favou?red)\b",
    re.IGNORECASE,
)
MOST_NEAREST = 3


@dataclass(frozen=True)
class MeetingNamed:
    """A meeting as a question names it.

    ``days`` are those of a "dated" one. Where ``is_certain`` is False the words only make it likely that the
    papers of that meeting are meant: a library without them is searched as if none had been named.
    """

    which: Which
    days: tuple[DateRange, ...] = ()
    words: str = ""
    is_certain: bool = True


@dataclass(frozen=True)
class Sitting:
    """The papers of the library that a named meeting means.

    ``papers`` are those of the meeting, and ``undated`` those that may be of it; where the library has no paper
    of the meeting, ``nearest`` are the meetings nearest to it, as a reader would call them. ``is_minuted`` tells
    whether minutes or a record of decisions are among the papers.
    """

    papers: frozenset[str]
    name: str
    undated: frozenset[str] = frozenset()
    nearest: tuple[str, ...] = ()
    is_minuted: bool = True


def meeting_named(question: str, found: Sequence[Period]) -> MeetingNamed | None:
    """The meeting whose papers a question means; None where it names none.

    ``found`` are the times that the question names.
    """
    if asks_what_became_of_minutes(question):
        return None
    dated = _listed(question, [each for each in found if each.is_sharp])
    if dated:
        words = " and ".join(_plain(question, period) for period in dated)
        return MeetingNamed("dated", tuple(period.days for period in dated), words)
    patterns: tuple[tuple[Which, re.Pattern[str]], ...] = (
        ("before_latest", _BEFORE_LATEST),
        ("coming", _COMING),
        ("latest", _LATEST),
    )
    for which, pattern in patterns:
        match = pattern.search(question)
        if match and not _TOWARDS.search(question[: match.start()]):
            return MeetingNamed(which, words=match.group())
    return _likely(question, found)


def asks_what_became_of_minutes(question: str) -> bool:
    """Whether the minutes of a meeting were confirmed or put right is asked, which another meeting tells."""
    return _DEALT_WITH.search(question) is not None


def _listed(question: str, found: Sequence[Period]) -> list[Period]:
    """The times of meetings: one that is named as such, and those that stand in a list with it."""
    chosen: list[Period] = []
    for group in _lists(question, found):
        if any(_is_of_meeting(question, period) for period in group):
            chosen += group
    return chosen


def _lists(question: str, found: Sequence[Period]) -> list[list[Period]]:
    groups: list[list[Period]] = []
    for period in found:
        is_joined = groups and _JOINT.fullmatch(question, groups[-1][-1].span.end, period.span.start)
        if is_joined:
            groups[-1].append(period)
        else:
            groups.append([period])
    return groups


def _is_of_meeting(question: str, period: Period) -> bool:
    start = period.span.start
    before, after = question[:start], question[period.span.end :]
    lead = question[start : period.span.end].split()[0] + " " if period.lead else ""
    named = _BEFORE_DATE.search(before + lead)
    if named:
        return not _TOWARDS.search(before[: named.start()])
    if _MET.search(before + lead):
        return True
    named = _AFTER_DATE.match(after)
    return bool(named) and period.lead not in ("to", "by") and not _TOWARDS.search(before)


def _likely(question: str, found: Sequence[Period]) -> MeetingNamed | None:
    """A day on which something was decided or said is likely that of a meeting."""
    if not _PROCEEDING.search(question):
        return None
    days = [period for period in found if _is_when_it_sat(question, period)]
    words = " and ".join(_plain(question, period) for period in days)
    return (
        MeetingNamed("dated", tuple(period.days for period in days), words, is_certain=False)
        if days
        else None
    )


def _is_when_it_sat(question: str, period: Period) -> bool:
    """A day "on" which something was said; a month "in" which something was decided, where no more words follow it."""
    if period.days.first == period.days.last:
        return period.lead == "on"
    is_last = not any(character.isalnum() for character in question[period.span.end :])
    return is_last and period.is_sharp and period.lead in ("in", "during") and bool(_DECIDED.search(question))


def _plain(question: str, period: Period) -> str:
    """The words of the time, without the preposition."""
    words = question[period.span.start : period.span.end]
    return re.sub(
        r"^(?:(?:in|on|during|over|throughout|for|of|at)\s+)(?:the\s+)?", "", words, flags=re.IGNORECASE
    )


def sitting_of(named: MeetingNamed, papers: Sequence[PaperRecord], bodies: frozenset[str]) -> Sitting:
    """The papers of the named meeting, of one of ``bodies`` where any is given."""
    of_body = [
        record for record in papers if not bodies or record.body is None or record.body.value in bodies
    ]
    dated = [(record, record.date.value) for record in of_body if record.date is not None]
    if named.which == "dated":
        chosen = [(record, day) for record, day in dated if any(days.holds(day) for days in named.days)]
    else:
        chosen = _in_turn(named.which, dated)
    if not chosen:
        return Sitting(frozenset(), named.words, nearest=_nearest(named, dated))
    names = sorted({day for _, day in chosen})
    return Sitting(
        frozenset(record.paper_id for record, _ in chosen),
        " and ".join(day_name(day) for day in names[:MOST_NEAREST]),
        undated=frozenset(record.paper_id for record in of_body if record.date is None),
        is_minuted=any(record.kind.value in (Kind.MINUTES, Kind.DECISION) for record, _ in chosen),
    )


def _in_turn(which: Which, dated: Sequence[tuple[PaperRecord, date]]) -> list[tuple[PaperRecord, date]]:
    """The papers of the last meeting of each body, of the one before it, or of the one that is to come.

    A meeting was held where there are minutes of it, or a decision; a body that has none of either is taken
    by all its papers. A meeting is to come where there are papers of it after the last one that was held.
    """
    chosen: list[tuple[PaperRecord, date]] = []
    for group in by_body(dated):
        held = sorted({day for record, day in group if record.kind.value in (Kind.MINUTES, Kind.DECISION)})
        days = held or sorted({day for _, day in group})
        if which == "coming":
            after = [day for _, day in group if not held or day > held[-1]]
            wanted = min(after) if after else None
        elif which == "before_latest":
            wanted = days[-2] if len(days) > 1 else None
        else:
            wanted = days[-1]
        chosen += [(record, day) for record, day in group if day == wanted]
    return chosen


def by_body(dated: Sequence[tuple[PaperRecord, date]]) -> list[list[tuple[PaperRecord, date]]]:
    """Papers with their days, a group for each body; those that do not say theirs are one."""
    groups: list[tuple[str, list[tuple[PaperRecord, date]]]] = []
    for record, day in dated:
        body = record.body.value if record.body else ""
        group = next((group for name, group in groups if name == body or is_same_body(name, body)), None)
        if group is None:
            groups.append((body, [(record, day)]))
        else:
            group.append((record, day))
    return [group for _, group in groups]


def _nearest(named: MeetingNamed, dated: Sequence[tuple[PaperRecord, date]]) -> tuple[str, ...]:
    """The meetings nearest in time to the one that was named, as body and day, nearest first."""
    if not named.days:
        return ()
    wanted = named.days[0].first
    near = sorted(dated, key=lambda pair: (abs((pair[1] - wanted).days), pair[1]))
    names = [
        f"{record.body.value}, {day_name(day)}" if record.body else day_name(day) for record, day in near
    ]
    return tuple(dict.fromkeys(names))[:MOST_NEAREST]
