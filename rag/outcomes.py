"""What the meeting made of a recommendation: what the report asked for beside what the minutes decide.

A report asks and a meeting decides: the two are never taken for one another. Where the minutes decide in other figures,
by another annex or in other words, that is told as changed, with both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.papers import Kind
from ingest.store.ledger import StoredEntry
from ingest.store.records import PaperRecord
from ingest.structure.bodies import is_same_body
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.terms import fold, index_terms, stem, words


class Outcome(StrEnum):
    """What became of a recommendation at the meeting that it was for."""

    FOLLOWED = "followed"
    CHANGED = "changed"
    DEFERRED = "deferred"
    REFUSED = "refused"
    NOT_MINUTED = "not minuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """What became of a recommendation, and the decision that shows it; None where no minutes do."""

    outcome: Outcome
    decision: StoredEntry | None = None


_DECIDING = frozenset({EntryKind.DECISION, EntryKind.COMMITMENT, EntryKind.REFERRAL})
_ALIKE = 0.4
_EQUAL = 0.75
_TITLED = 0.5
_WHOLESALE = re.compile(
    r"\brecommendations?\b.{0,60}\b(?:approved|agreed|accepted|adopted|endorsed)\b", re.IGNORECASE | re.DOTALL
)
_TO_LOOK_AT = re.compile(
    r"\b(?:note[sd]?|comment|discuss|review|consider|receive[sd]?|scrutinise)s?\b", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:not|no)\b", re.IGNORECASE)
_FORM = frozenset(
    stem(word)
    for word in "approve approved agree agreed endorse endorsed support supported note noted recommend recommended ask "
    "asked invite invited resolve resolved grant granted panel board committee council authority cabinet report adopt "
    "adopted".split()
)


_OF_ANY_TITLE = frozenset(
    stem(word)
    for word in "programme programmes update updates policy policies review reviews strategy strategies plan plans "
    "annual quarterly monthly interim draft final progress performance proposed proposal proposals item items meeting "
    "meetings minutes agenda paper papers future work appendix annex officer officers service services".split()
)
"""Words that tell one title of a report from another as little as "report" does."""


def results(
    recommended: Sequence[StoredEntry], decided: Sequence[StoredEntry], records: Mapping[str, PaperRecord]
) -> dict[str, Result]:
    """For each recommendation, by the id of its entry, what the minutes of its meeting made of it.

    ``decided`` are entries of minutes, of whatever meetings.
    """
    minutes = [record for record in records.values() if record.kind.value is Kind.MINUTES]
    found = {}
    for each in recommended:
        report = records[each.passage.paper_id]
        of_meeting = _of_meeting(report, decided, records)
        has_minutes = any(_is_of_meeting(report, record) for record in minutes)
        found[each.entry_id] = (
            _result(each, _of_item(report, of_meeting), of_meeting)
            if has_minutes
            else Result(Outcome.UNKNOWN)
        )
    return found


def decided_on_item(
    report: PaperRecord, decided: Sequence[StoredEntry], records: Mapping[str, PaperRecord]
) -> list[StoredEntry]:
    """What the minutes of a report's meeting decide on the item that its title names, in whatever words."""
    return _of_item(report, _of_meeting(report, decided, records))


def _of_meeting(
    report: PaperRecord, decided: Sequence[StoredEntry], records: Mapping[str, PaperRecord]
) -> list[StoredEntry]:
    """The decisions in minutes of the meeting that a report is for."""
    return [
        entry
        for entry in decided
        if entry.entry.kind in _DECIDING
        and (record := records.get(entry.passage.paper_id)) is not None
        and record.kind.value is Kind.MINUTES
        and _is_of_meeting(report, record)
    ]


def _is_of_meeting(report: PaperRecord, minutes: PaperRecord) -> bool:
    if not (report.body and report.date and minutes.body and minutes.date):
        return False
    return report.date.value == minutes.date.value and is_same_body(report.body.value, minutes.body.value)


def _of_item(report: PaperRecord, decided: Sequence[StoredEntry]) -> list[StoredEntry]:
    """The decisions of the item that a report is for, by its title; none where no item has it.

    Two words of the title are needed, or the whole of the shorter one.
    """
    title = _subject(report.title.value) - _OF_ANY_TITLE
    scored: dict[tuple[str | None, str | None], float] = {}
    for entry in decided:
        place = (entry.passage.item, entry.passage.item_title)
        named = _subject(entry.passage.item_title or "") - _OF_ANY_TITLE
        fewest, shared = min(len(title), len(named)), len(title & named)
        scored[place] = shared / fewest if shared > 1 or (shared and shared == fewest) else 0.0
    best = max(scored.values(), default=0.0)
    if best < _TITLED:
        return []
    places = {place for place, score in scored.items() if score == best}
    return [entry for entry in decided if (entry.passage.item, entry.passage.item_title) in places]


def _result(asked: StoredEntry, decided: Sequence[StoredEntry], of_meeting: Sequence[StoredEntry]) -> Result:
    """What was decided on the item of a recommendation; elsewhere at the meeting only where it is in like words."""
    among = decided or of_meeting
    nearest = max(among, key=lambda each: _likeness(asked.text, each.text), default=None)
    if nearest is not None and _likeness(asked.text, nearest.text) >= _ALIKE:
        return Result(_compared(asked, nearest), nearest)
    if not decided:
        return Result(Outcome.NOT_MINUTED)
    for outcome, act in ((Outcome.DEFERRED, Act.DEFERRED), (Outcome.REFUSED, Act.REFUSED)):
        put_off = next(
            (each for each in decided if each.entry.act is act and _is_whole(each, asked, decided)), None
        )
        if put_off is not None:
            return Result(outcome, put_off)
    wholesale = next((each for each in decided if _WHOLESALE.search(each.text)), None)
    if wholesale is not None:
        return Result(Outcome.CHANGED if wholesale.condition else Outcome.FOLLOWED, wholesale)
    noted = next((each for each in decided if each.entry.act is Act.NOTED), None)
    if noted is not None:
        return Result(Outcome.FOLLOWED if _TO_LOOK_AT.search(asked.text) else Outcome.CHANGED, noted)
    if _TO_LOOK_AT.search(asked.text):
        return Result(Outcome.FOLLOWED, decided[0])  # it asked for no more than that the matter be considered
    return Result(Outcome.NOT_MINUTED)


def _is_whole(put_off: StoredEntry, asked: StoredEntry, decided: Sequence[StoredEntry]) -> bool:
    """Whether what was put off or refused is the whole item, and not another part of it than what was asked for."""
    is_only = all(each.entry.act is put_off.entry.act for each in decided)
    return is_only or bool(_subject(put_off.text) & _subject(asked.text))


def _compared(asked: StoredEntry, decision: StoredEntry) -> Outcome:
    """What a decision on the same thing did with what was asked for."""
    if decision.entry.act is Act.DEFERRED:
        return Outcome.DEFERRED
    if decision.entry.act is Act.REFUSED:
        return Outcome.REFUSED
    is_same = _figures(asked.text) == _figures(decision.text) and _is_negated(asked) == _is_negated(decision)
    return (
        Outcome.FOLLOWED if is_same and _agreement(asked.text, decision.text) >= _EQUAL else Outcome.CHANGED
    )


def _is_negated(entry: StoredEntry) -> bool:
    return bool(_NEGATED.search(entry.text))


def _subject(text: str) -> frozenset[str]:
    return frozenset(index_terms(text)) - _FORM


def _likeness(one: str, other: str) -> float:
    """The share of the smaller set of terms that both have, 0 to 1."""
    mine, theirs = _subject(one), _subject(other)
    fewest = min(len(mine), len(theirs))
    return len(mine & theirs) / fewest if fewest > 1 else 0.0


def _agreement(one: str, other: str) -> float:
    """The share of all terms of the two that both have, 0 to 1."""
    mine, theirs = _subject(one), _subject(other)
    whole = len(mine | theirs)
    return len(mine & theirs) / whole if whole else 1.0


def _figures(text: str) -> frozenset[str]:
    """The figures of a text, written out or not; the number of the list entry is none of them."""
    plain = re.sub(r"^\W*\(?\w{1,3}[.)]\s+", "", fold(text))
    return frozenset(word for word in words(plain) if word[0].isdigit())
