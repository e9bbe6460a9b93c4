"""What each passage of minutes stands under, also where the headings run on into their text.

Some minutes print "4. Police report Constable Ash said..." as one paragraph, so that only some of their headings are
known as such, and the items below the others seem to belong to the item before. Told by their titles alone, a
decision on one matter would stand under another. The numbers say where an item begins: one that goes on from the
last is an item of its own. So are the letters of a list of titles below an item, such as "(a) Planning".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.papers import Kind, Role, Scope
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.lines import mark_length
from ingest.structure.terms import index_terms
from rag.briefings.agenda import without_hours, without_pages
from rag.ledger import LedgerRow

WHOLE = frozenset({Kind.REPORT, Kind.OTHER})
"""Kinds of papers that are on one subject as a whole."""
_BELOW = " \u203a "
"""Between the title of an item and that of a part of it."""
_POINT = re.compile(r"\((\d{1,3})\)")
_LETTER = re.compile(r"\(([a-z])\)")
_STOP = re.compile(r"[.:;](?=\s|$)|\s[\u2013\u2014-]\s")
_ATTACHED = re.compile(r"\s*\.?\s*pdf icon\b.*$", re.IGNORECASE)
"""What web pages print behind a title for the file that goes with it."""
_MOST_WORDS = 8
_FEWEST_LETTERED = 2
_MOST_SKIPPED = 2
_SPOKEN = re.compile(
    r"\b(?:asked|said|stated|reported|noted|advised|confirmed|explained|raised|suggested|thanked|agreed|replied|"
    r"questioned|considered|welcomed|queried|highlighted|commented|informed|that)\b"
)
_OPENS_SENTENCE = frozenset(
    "the a an it this that these those in on at to of for from with by as if there he she they we members all any no "
    "some what when where which who how is are was were be".split()
)


class Headings:
    """The headings of the papers of a library as one reader sees them, each paper read once."""

    def __init__(self, library: Library, scope: Scope, agendas: Sequence[PaperRecord] = ()) -> None:
        """``agendas`` are those of the meeting: where a heading has a title of theirs, it is known where it ends."""
        self._library = library
        self._scope = scope
        self._titles = [
            words
            for agenda in agendas
            for each in library.passages(scope, agenda.paper_id)
            if (words := _unmarked(each)) and len(words.split()) <= _MOST_WORDS
        ]
        self._passages: dict[str, list[StoredPassage]] = {}
        self._placed: dict[str, StoredPassage] = {}

    def passages(self, record: PaperRecord) -> list[StoredPassage]:
        """The passages of a paper in order, each with the heading that it stands under as its item's title."""
        if record.paper_id not in self._passages:
            passages = self._library.passages(self._scope, record.paper_id)
            is_whole = record.kind.value in (*WHOLE, Kind.AGENDA)
            passages = passages if is_whole else list(under_headings(passages, self._titles))
            self._passages[record.paper_id] = passages
            self._placed.update((each.passage_id, each) for each in passages)
        return self._passages[record.paper_id]

    def placed(self, record: PaperRecord, passage: StoredPassage) -> StoredPassage:
        """The passage with the heading that it stands under as its item's title."""
        self.passages(record)
        return self._placed.get(passage.passage_id, passage)

    def row_placed(self, row: LedgerRow) -> LedgerRow:
        """A row of the ledger whose passages name what they stand under."""
        stored = replace(row.stored, passage=self.placed(row.record, row.stored.passage))
        result, corrected = row.result, row.corrected
        if result is not None and result.decision is not None and row.decided_in is not None:
            passage = self.placed(row.decided_in, result.decision.passage)
            result = replace(result, decision=replace(result.decision, passage=passage))
        if corrected is not None:
            corrected = replace(corrected, passage=self.placed(corrected.record, corrected.passage))
        return replace(row, stored=stored, result=result, corrected=corrected)


def item_and_part(title: str | None) -> tuple[str, str]:
    """The title of an item, and that of the part of it which is meant; empty where none is."""
    item, _, part = (title or "").partition(_BELOW)
    return item, part


def title_over(passage: StoredPassage) -> str:
    """The title of the item or part that a passage stands under, as it is told; empty where it has none."""
    item, part = item_and_part(passage.item_title)
    return without_hours(without_pages(_ATTACHED.sub("", " ".join((part or item).split()))))


def under_headings(passages: Sequence[StoredPassage], titles: Sequence[str] = ()) -> Iterator[StoredPassage]:
    """The passages of minutes in order, each with the heading that it stands under as its item's title.

    ``titles`` are those of items as an agenda prints them.
    """
    for some in _by_title(passages):
        title = some[0].item_title
        number = _number(some[0].item)
        for run in _runs(some, number):
            is_first = run[0] is some[0]
            heading = title if is_first and (title or not _point(run[0])) else opening(run[0], titles)
            yield from _lettered(run, heading, titles)


def opening(passage: StoredPassage, titles: Sequence[str] = ()) -> str:
    """The words with which a passage begins: the longest of ``titles`` that they begin with, or the first few."""
    words = _unmarked(passage)
    known = [each for each in titles if words.lower().startswith(each.lower())]
    if known:
        return max(known, key=len)
    stop = _STOP.search(words)
    return " ".join((words[: stop.start()] if stop else words).split()[:_MOST_WORDS])


def _unmarked(passage: StoredPassage) -> str:
    return " ".join(passage.text[mark_length(passage.text) :].split()).rstrip(" .:")


def _by_title(passages: Sequence[StoredPassage]) -> Iterator[list[StoredPassage]]:
    some: list[StoredPassage] = []
    for each in passages:
        if some and (each.item, each.item_title) != (some[-1].item, some[-1].item_title):
            yield some
            some = []
        some.append(each)
    if some:
        yield some


def _runs(passages: Sequence[StoredPassage], number: int) -> Iterator[list[StoredPassage]]:
    """The passages taken apart where a number goes on from the item's; whole where the numbers are its own list's."""
    run: list[StoredPassage] = []
    last = 0 if _has_own_list(passages, number) else number
    for each in passages:
        point = _point(each)
        if last and point == last + 1 and run:
            yield run
            run, last = [], point
        run.append(each)
    yield run


def _has_own_list(passages: Sequence[StoredPassage], number: int) -> bool:
    """Whether an item numbers its points from 1 on, so that they say nothing of items."""
    numbered = [each for each in passages if 0 < _point(each) <= number]
    title = list(index_terms(passages[0].item_title or ""))
    own = [each for each in numbered if not title or _terms(each)[: len(title)] != title]
    return any(_point(each) != number or title for each in own)


def _lettered(
    passages: Sequence[StoredPassage], heading: str | None, titles: Sequence[str]
) -> Iterator[StoredPassage]:
    """The passages of one item; where its letters head parts of it, each under that of its part."""
    below = heading
    is_list = _is_list_of_titles(passages)
    last = ""
    for each in passages:
        letter = _letter(each)
        if is_list and letter and _goes_on(last, letter):
            last = letter
            below = f"{heading}{_BELOW}{opening(each, titles)}"
        yield replace(each, item_title=below)


def _is_list_of_titles(passages: Sequence[StoredPassage]) -> bool:
    """Whether most of the letters below an item stand before titles, and not before what somebody said."""
    lettered = [each for each in passages if _letter(each)]
    titled = [each for each in lettered if _is_title(opening(each))]
    return _letter_first(lettered) and len(titled) >= max(_FEWEST_LETTERED, (len(lettered) + 1) // 2)


def _letter_first(lettered: Sequence[StoredPassage]) -> bool:
    return bool(lettered) and _letter(lettered[0]) == "a"


def _is_title(words: str) -> bool:
    first = words.split()[0] if words else ""
    return first[:1].isupper() and first.lower() not in _OPENS_SENTENCE and not _SPOKEN.search(words)


def _goes_on(last: str, letter: str) -> bool:
    return letter == "a" if not last else 0 < ord(letter) - ord(last) <= _MOST_SKIPPED


def _letter(passage: StoredPassage) -> str:
    match = _LETTER.fullmatch(passage.point or "")
    return match.group(1) if match and passage.role is Role.DISCUSSION else ""


def _terms(passage: StoredPassage) -> list[str]:
    return list(index_terms(passage.text[mark_length(passage.text) :]))


def _point(passage: StoredPassage) -> int:
    match = _POINT.fullmatch(passage.point or "")
    return int(match.group(1)) if match and passage.role is Role.DISCUSSION else 0


def _number(item: str | None) -> int:
    match = re.match(r"\d{1,3}", item or "")
    return int(match.group()) if match else 0
