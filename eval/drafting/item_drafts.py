"""Questions made of what the structure of a paper shows: decisions, recommendations, table cells, who was there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from eval.drafting.drafts import Draft, as_sentence, day_of, meeting_of, source_of, topic_of
from eval.golden import QuestionType
from eval.metrics.wording import stems
from eval.papers_read import PaperRead, PapersRead
from ingest.papers import Access, Kind, Role
from ingest.store.records import StoredPassage
from ingest.structure.dates import MONTH
from ingest.structure.lines import mark_length

_MOST_POINTS = 5
_FEWEST_WORDS = 4
_MOST_WORDS = 90
_LONGEST_CELL = 60
_FEWEST_ROWS = 3
"""Rows under one head below which it is no table but a few facts side by side."""
_PROCEDURE = re.compile(
    r"\b(?:minutes?|apolog\w*|declarations?|interests?|next meeting|dates? of|exclusion|urgent|welcome|questions?|"
    r"announcements?|attendance|sederunt|a\.?o\.?c?\.?b|any other|close|present|matters? arising|public and press)\b",
    re.IGNORECASE,
)
"""Titles of items at which nothing is decided that anybody asks about."""
_LEAD = re.compile(
    r"^(?:it (?:was|is) )?(?:unanimously )?(?:resolved|agreed|recommended)(?: unanimously)?"
    r"(?:\W+(?=that \w)|\s+that\s+-\s+)",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"(?:\b(?:agreed|resolved|decided|recommended|asked|invited)(?: to| that)?\W*|:)$", re.IGNORECASE
)
"""A line after which what was decided only begins."""
_NO_POINT = re.compile(
    r"@|\b\d{5} ?\d{5,6}\b|^(?:background papers|contact|appendi\w+|annex|financial|legal)\b", re.IGNORECASE
)
"""What follows the recommendations of a report and is none."""
_ROUTINE = re.compile(r"\b(?:be|was|is|were)? ?(?:noted|received|signed|welcomed)\W*$", re.IGNORECASE)
_CHAIR = re.compile(
    r"(?P<who>[A-Z][\w'\u2019-]*\.?(?: [A-Z][\w'\u2019-]*\.?){0,3}) ?"
    r"(?:\((?:[A-Za-z]+, ?)?(?:the )?(?:in the )?[Cc]hair(?:man|woman|person)?(?= ?\)|,)[^)]*\)|,? in the [Cc]hair\b)"
)
_TITLES = re.compile(r"^(?:Councillors|Cllrs|Members|Present) ")
_VENUE = re.compile(
    r"(?:\b(?:held|meeting) (?:at|in)|(?<=[ap]m) (?:at|in)|(?<=\d\d\d\d) (?:at|in)|^Venue:) (?!the meeting)"
    rf"(?P<n>(?:the )?(?!{MONTH.replace('?P<month>', '?:')}\b)[A-Z][\w ,'\u2019-]{{5,80}}?)(?=$| on [A-Z\d]| at \d|\.)"
)
_OPENING = 12
"""Passages of minutes in which they say where the meeting was and who was there."""
_APOLOGIES = re.compile(
    r"^Apologies(?: for absence)?(?: (?:were|was|had been|have been))? (?:received|sent|given|submitted) "
    r"(?:from|by|on behalf of):? (?P<n>[A-Z][^;:]{5,150}?)\.?$"
)
_MOVED = ("decision", "owner", "speaker")
"""Kinds of questions that can be asked of another meeting."""
_ASKING = stems("who what was said decided agreed given action undertook")
_CELL = re.compile(r"\d")
_WORDY = re.compile(r"[A-Za-z]{3}")


def item_drafts(paper: PaperRead) -> Iterator[Draft]:
    """The questions that the items, tables and opening of a paper make, in the order of the paper."""
    if meeting_of(paper) is not None:
        yield from _decisions(paper)
        yield from _attendance(paper)
    if paper.record.kind.value is Kind.REPORT:
        yield from _recommendations(paper)
    yield from _cells(paper)


def absent_drafts(papers: PapersRead, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """What was decided, promised or said at one meeting, asked of another one none of whose papers speaks of it.

    Each subject is asked once. The other meeting is the one that was asked least so far, one of the same body
    where there is a choice.
    """
    sittings = {meeting: paper for paper in papers.all for meeting in (meeting_of(paper),) if meeting}
    of_paper = {paper.name: (meeting, paper) for meeting, paper in sittings.items()}
    held = {
        meeting: stems(" ".join(each.text for each in papers.all if _is_same_meeting(each, paper)))
        for meeting, paper in sittings.items()
    }
    asked: Counter[str] = Counter()
    known: set[frozenset[str]] = set()
    for draft in drafts:
        own, paper = of_paper.get(draft.document, ("", None))
        if paper is None or draft.kind not in _MOVED or own not in draft.question:
            continue
        wanted = stems(draft.question.replace(own, "")) - _ASKING
        silent = [name for name, words in held.items() if len(wanted & words) <= len(wanted) / 3]
        if len(wanted) < 2 or not silent or wanted in known:
            continue
        known.add(wanted)
        meeting = min(silent, key=lambda name: (asked[name], sittings[name].record.body != paper.record.body))
        asked[meeting] += 1
        notes = (
            f"Absent: no paper of that meeting seems to speak of it (it is from {paper.name}). "
            "Drafted by the program: check by hand."
        )
        question = draft.question.replace(own, meeting)
        yield Draft("absent", question, QuestionType.UNANSWERABLE, sittings[meeting].name, notes=notes)


def _is_same_meeting(one: PaperRead, other: PaperRead) -> bool:
    return (one.record.body, one.record.date) == (other.record.body, other.record.date) or one is other


def _decided(paper: PaperRead) -> Iterator[tuple[str, list[StoredPassage]]]:
    """The items of minutes at which something was decided, each with its resolutions."""
    resolutions = [
        each for each in paper.passages if each.role is Role.RESOLUTION and each.access is not Access.EXEMPT
    ]
    for (_, title), group in groupby(resolutions, key=lambda each: (each.item, each.item_title)):
        points = [each for each in group if _is_point(each)]
        is_whole = points and not any(each.is_truncated for each in points)
        if title and is_whole and not _PROCEDURE.search(title) and 2 <= len(topic_of(title).split()) <= 16:
            yield title, points


def _decisions(paper: PaperRead) -> Iterator[Draft]:
    for title, points in _decided(paper):
        if len(points) <= _MOST_POINTS:
            question = f"What was decided on \u201c{topic_of(title)}\u201d at {meeting_of(paper)}?"
            yield _of_points("decision", question, QuestionType.DECISION, paper, points)


def _recommendations(paper: PaperRead) -> Iterator[Draft]:
    runs = [list(group) for role, group in groupby(paper.passages, key=lambda each: each.role)]
    first = next((run for run in runs if run[0].role is Role.RECOMMENDATION), [])
    points = [each for each in first if each.access is not Access.EXEMPT and each.point and _is_point(each)]
    if 2 <= len(points) <= _MOST_POINTS and not any(each.is_truncated for each in points):
        question = f"What does {source_of(paper)} recommend?"
        yield _of_points("recommendation", question, QuestionType.MULTI_EVIDENCE, paper, points)


def _of_points(
    kind: str, question: str, type_: QuestionType, paper: PaperRead, points: Sequence[StoredPassage]
) -> Draft:
    texts = list(dict.fromkeys(_own_words(each) for each in points))
    nuggets = list(dict.fromkeys(as_sentence(_LEAD.sub("", text)) for text in texts))
    is_routine = all(_ROUTINE.search(nugget) for nugget in nuggets)
    return Draft(kind, question, type_, paper.name, tuple(texts), (), tuple(nuggets), rank=int(is_routine))


def _is_point(passage: StoredPassage) -> bool:
    """Whether a passage says something that was decided or recommended, and doesn't only announce it."""
    text = _own_words(passage)
    is_sized = _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
    return is_sized and not _ANNOUNCES.search(text) and not _NO_POINT.search(text)


def _own_words(passage: StoredPassage) -> str:
    """The passage without its list mark, white space folded."""
    return " ".join(passage.text[mark_length(passage.text) :].split())


def _attendance(paper: PaperRead) -> Iterator[Draft]:
    """Who was in the chair, where it was, who sent apologies: each from the first place that says it."""
    meeting = meeting_of(paper)
    day = day_of(paper)
    body = paper.record.body.value if paper.record.body else ""
    asked = {
        "chair": (_CHAIR, f"Who chaired {meeting}?"),
        "place": (_VENUE, f"Where was {meeting} held?"),
        "apologies": (_APOLOGIES, f"Who sent apologies for {meeting}?"),
    }
    for kind, (pattern, question) in asked.items():
        for passage in paper.passages[:_OPENING]:
            text = _own_words(passage)
            found = pattern.search(text)
            if found is None or not (day and body):
                continue
            groups = found.groupdict()
            answer = _TITLES.sub("", groups.get("who") or groups["n"]).rstrip(" ,.")
            quote = text if len(text.split()) <= _MOST_WORDS // 2 else found.group()
            yield Draft(kind, question, QuestionType.SINGLE_FACT, paper.name, (quote,), (answer,))
            break


def _cells(paper: PaperRead) -> Iterator[Draft]:
    """One cell of each row of a table that names its columns."""
    heads = Counter(each.context_text for each in paper.passages if " | " in each.text)
    for passage in paper.passages:
        if heads[passage.context_text] < _FEWEST_ROWS:
            continue
        cells, head = _row(passage.text), _row(passage.context_text.rsplit("\n", 1)[-1])
        if (
            len(cells) < 2
            or len(cells) != len(head)
            or passage.access is Access.EXEMPT
            or not passage.item_title
        ):
            continue
        column = 1 + passage.ordinal % (len(cells) - 1)
        label, name, cell = cells[0], head[column], cells[column]
        is_plain = _WORDY.search(label) and _WORDY.search(head[0]) and len(label) <= _LONGEST_CELL
        if is_plain and name and _CELL.search(cell) and len(cell) <= _LONGEST_CELL and label != head[0]:
            question = (
                f"In the table under \u201c{topic_of(passage.item_title)}\u201d in {source_of(paper)}, what is given "
                f"for \u201c{label}\u201d in the column \u201c{name}\u201d?"
            )
            quote = " ".join(passage.text.split())
            yield Draft("cell", question, QuestionType.SINGLE_FACT, paper.name, (quote,), (cell,))


def _row(line: str) -> list[str]:
    return [" ".join(cell.split()) for cell in line.split(" | ")] if " | " in line else []
