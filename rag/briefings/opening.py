"""The first page: one or two sentences an item, to be read in two minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.briefings import wording
from rag.briefings.excerpt import Point
from rag.briefings.part import Part
from rag.briefings.plan import Subject

_MOST_WORDS = 400
_FEWEST_FOR_ITEM = 28
_LONGEST = 70
_AFTER = ("decided", "promised", "background", "figures", "said")
_EVENTFUL = ("decided", "promised")
"""What is told of an item beside what is sought."""
_MOST_OF_ITEM, _MOST_OF_TOPIC = 2, 4


@dataclass(frozen=True)
class Covered:
    """A subject with its parts."""

    subject: Subject
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part | None:
        """The part of this kind, where it has one."""
        return next((each for each in self.parts if each.key == key), None)

    @property
    def has_points(self) -> bool:
        return any(each.points for each in self.parts)


def told_once(covered: Sequence[Covered]) -> list[Covered]:
    """The subjects without the note that an item has no report, where none has: the first page says that of all."""
    if not _lacks_reports(covered):
        return list(covered)
    return [replace(each, parts=tuple(map(_without_note, each.parts))) for each in covered]


def _lacks_reports(covered: Sequence[Covered]) -> bool:
    items = [each for each in covered if each.subject.papers is not None]
    return len(items) > 1 and not any(each.subject.papers for each in items)


def _without_note(part: Part) -> Part:
    return replace(part, notes=tuple(each for each in part.notes if each != wording.NO_REPORT))


def summary(covered: Sequence[Covered]) -> Part:
    """What each item asks and what happened to it last, in about 400 words at most."""
    points: list[Point] = []
    notes: list[str] = [wording.NO_REPORTS] if _lacks_reports(covered) else []
    left = _MOST_WORDS
    for place, each in enumerate(covered):
        share = max(_FEWEST_FOR_ITEM, left // (len(covered) - place))
        if each.subject.is_withdrawn:
            notes.append(wording.SUMMARY_WITHDRAWN.format(item=each.subject.heading))
        elif not each.has_points:
            notes.append(wording.SUMMARY_NOTHING.format(item=each.subject.heading))
        for point in _told(each, share):
            points.append(point)
            left -= point.n_words
    return Part("summary", tuple(points), tuple(notes))


def _told(covered: Covered, most_words: int) -> Iterator[Point]:
    """The first recommendation, and the last thing decided, promised or told, as far as the words last."""
    is_item = covered.subject.papers is not None
    most = _MOST_OF_ITEM if is_item else _MOST_OF_TOPIC
    told: list[Point] = []
    for key in ("sought", *_AFTER):
        if len(told) == most or (told and is_item and key not in _EVENTFUL):
            break
        spent = sum(each.n_words for each in told)
        fitting = _fitting(covered.part(key), min(most_words - spent, _LONGEST))
        if fitting is not None:
            told.append(fitting)
    if not is_item:
        yield from told
    elif told:
        name = wording.SUMMARY_ITEM.format(number=covered.subject.number, title=covered.subject.topic)
        if not covered.subject.number:
            name = f"{covered.subject.heading}:"
        yield Point.of(name, *(piece for point in told for piece in point.pieces))


def _fitting(part: Part | None, most_words: int) -> Point | None:
    """The most telling point of a part that is short enough."""
    points = (part.telling or part.points) if part else ()
    return next((each for each in points if isinstance(each, Point) and each.n_words <= most_words), None)
