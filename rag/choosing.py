"""Which of the sentences that may answer are said, how many, in what order, and with what words before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.papers import Kind, Role
from ingest.store.records import StoredPassage
from ingest.structure.bodies import is_same_body
from ingest.structure.lines import DECISION, is_in_title_case, is_row, mark_length
from ingest.structure.motion_outcomes import is_bare_outcome
from ingest.structure.motions import is_motion
from ingest.structure.terms import index_terms
from rag.cautions import asks_what_was_decided
from rag.exact import counts_asked, is_told_exactly
from rag.extract import Candidate
from rag.figures import quantities
from rag.finding.hits import Hit
from rag.labels import day_name
from rag.narrated import tells_of_meeting
from rag.question.counts import counted
from rag.question.deciding import TELLS_DECIDED, tells_decision_of_body
from rag.question.proceedings import is_of_one_meeting
from rag.question.query import Query, Wants
from rag.question.votes import result_asked, vote_asked

_MOST_WORDS = 100
_MOST_LISTED = 160
"""Words of a list with its lead-in, which is only right as a whole."""
_SAME_PASSAGE = 0.1
_ALIKE = 0.4
"""Share of words in common (Jaccard), figures aside, above which two sentences speak of the same thing."""
_RECOMMENDS = re.compile(
    r"\b(?:recommend|propos|asked\s+to|invited\s+to|requested\s+to|urged\s+to)", re.IGNORECASE
)
_LEADS_IN_RECOMMENDED = re.compile(r"\brecommend\w*\b[^.]*(?:\bthat|:)[\W\d]*$", re.IGNORECASE)
"""What stands before recommendations that are written as if they were done: "It is recommended that"."""
_LEANS = re.compile(r"(?:This|That|It|He|She|They|These|Those|The (?:motion|amendment|proposal))\b")
_OPENS_PAPER = re.compile(r"\W*(?:draft\s+|confirmed\s+)?minutes\s+of\b", re.IGNORECASE)
_LONGEST_JOINT = 6
"""Characters between two sentences that follow on each other."""
_AHEAD = 0.01
"""What puts a resolution before the recommendation that it was made on."""
_GAP = 0.3
"""A sentence this much below the best adds nothing that was asked for."""


def select(ranked: Sequence[Candidate], most: int) -> list[Candidate]:
    """The fewest sentences that answer: the best, then those near it, its own passage's first.

    Where the best one only leads in to a list, it is answered with the list. Beside a row of a table nothing is told
    that is not of what the row names.
    """
    if ranked and ranked[0].text.endswith(":"):
        listed = _list_under(ranked[0], ranked)
        if listed:
            return [ranked[0], *listed]
    chosen: list[Candidate] = []
    n_words = 0
    remaining = list(ranked)
    while remaining and len(chosen) < most:
        candidate = max(remaining, key=lambda each: _value(each, chosen))
        remaining.remove(candidate)
        if chosen and _value(candidate, chosen) < ranked[0].score - _GAP:
            break
        if is_row(ranked[0].text) and ranked[0].own not in (None, *candidate.held):
            continue
        if _is_aside(candidate, ranked[0]) or (chosen and _only_announces(candidate, ranked[0])):
            continue
        size = len(candidate.text.split())
        if chosen and (n_words + size > _MOST_WORDS or any(_says_same(candidate, each) for each in chosen)):
            continue
        chosen.append(candidate)
        n_words += size
    return chosen


def telling_only(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that name who was asked for, or give the hour, where that is what is asked and one of them does.

    Likewise those that count what should be counted, where the best one does.

    With one that begins "This was seconded by" stays the sentence before it, which says what was.
    """
    if ranked and counts_asked(query, ranked[0].text, ranked[0].passage):
        return [each for each in ranked if counts_asked(query, each.text, each.passage)]
    telling = [each for each in ranked if each.holds_kind]
    if not telling or not is_told_exactly(query):
        return ranked
    if is_of_one_meeting(query) and (query.meeting is not None or query.times_asked):
        # One meeting may tell in several places who came and who did not.
        return [replace(each, score=max(each.score, ranked[0].score - _GAP / 2)) for each in telling]
    leaning = [each for each in telling if _LEANS.match(each.text)]
    return [
        each for each in ranked if each.holds_kind or any(_is_just_before(each, other) for other in leaning)
    ]


def without_titles(ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates without a bare title of an item in front, which answers nothing, and what is far below it.

    On an agenda the titles are what it says.
    """
    if not ranked or not _is_bare_title(ranked[0]):
        return ranked
    near = (each for each in ranked if each.score >= ranked[0].score - _GAP)
    return [each for each in near if not _is_bare_title(each)] or ranked


def without_bare_outcomes(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates without "Not carried." and its like, which say nothing away from the motion that they are of.

    Where a vote is asked for, that is the answer.
    """
    if vote_asked(query.question) is not None or result_asked(query.question):
        return ranked
    return [each for each in ranked if not is_bare_outcome(each.text)] or ranked


def resolved_first(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates with the resolution in front that the minutes print in like words to the recommendation there."""
    first = ranked[0] if ranked else None
    if first is None or query.asks_recommendation or first.passage.role is not Role.RECOMMENDATION:
        return ranked
    if first.hit.record.kind.value is not Kind.MINUTES:
        return ranked
    place = first.passage.paper_id, first.passage.item, first.passage.item_title
    for each in ranked[1:]:
        other = each.passage
        is_there = (other.paper_id, other.item, other.item_title) == place and other.role is Role.RESOLUTION
        if is_there and _is_same_thing(first.text, each.text):
            return [replace(each, score=first.score + _AHEAD), *(one for one in ranked if one is not each)]
    return ranked


def _is_bare_title(candidate: Candidate) -> bool:
    title = " ".join((candidate.passage.item_title or "").split()).rstrip(" .:")
    is_title = candidate.passage.role is Role.HEADER and candidate.text.rstrip(" .:") == title
    is_title = is_title and not TELLS_DECIDED.search(title)
    return is_title and candidate.hit.record.kind.value is not Kind.AGENDA


def without_proposals(query: Query, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates without what papers say from before a meeting, where what was decided is asked and one tells it.

    "The counters would close" reads like a decision, and stands under a proposal. What is told as recommended, or as
    decided at an earlier meeting, stays.
    """
    least = ranked[0].score - _GAP if ranked else 0.0
    tells = any(_tells_decision(each) and each.score >= least for each in ranked)
    if not tells or not asks_what_was_decided(query):
        return ranked
    return [
        each
        for each in ranked
        if each.hit.record.kind.value not in (Kind.REPORT, Kind.AGENDA)
        or each.passage.role is Role.RECOMMENDATION
        or _tells_decision(each)
    ]


def _tells_decision(candidate: Candidate) -> bool:
    return candidate.passage.role is Role.RESOLUTION or tells_decision_of_body(candidate.text)


def _is_just_before(candidate: Candidate, other: Candidate) -> bool:
    """Whether a sentence ends where another of the same passage begins, list marks and white space aside."""
    is_same = candidate.passage.passage_id == other.passage.passage_id
    return is_same and 0 < other.span.start - candidate.span.end <= _LONGEST_JOINT


def _list_under(lead: Candidate, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The entries of the list that a sentence leads in to, in their order, as far as they were found with it."""
    after = sorted(
        (
            each
            for each in ranked
            if each.passage.paper_id == lead.passage.paper_id and each.span.start > lead.span.end
        ),
        key=lambda each: each.span.start,
    )
    entries: list[Candidate] = []
    n_words = len(lead.text.split())
    for candidate in after:
        n_words += len(candidate.text.split())
        goes_on = bool(entries) and candidate.passage.passage_id == entries[-1].passage.passage_id
        is_new = _is_marked(candidate)
        if n_words > _MOST_LISTED or not is_under(lead, candidate) or not (is_new or goes_on):
            break
        entries.append(candidate)
    return entries


def is_under(lead: Candidate, candidate: Candidate) -> bool:
    """Whether a sentence stands where a lead-in points: in its passage, or in one that it stands over."""
    if not lead.text.endswith(":") or candidate is lead:
        return False
    is_same = candidate.passage.passage_id == lead.passage.passage_id
    return is_same or _led_in_by(candidate.passage) == lead.text


def _led_in_by(passage: StoredPassage) -> str:
    """The last line of what stands over a passage, white space folded."""
    return " ".join(passage.context_text.rsplit("\n", 1)[-1].split())


def _is_marked(candidate: Candidate) -> bool:
    """Whether a list mark stands before the sentence on its line."""
    before = candidate.hit.text[: candidate.span.start - candidate.hit.start].rsplit("\n", 1)[-1]
    return bool(before.strip()) and mark_length(f"{before.lstrip()}x") == len(before.lstrip())


def _is_aside(candidate: Candidate, best: Candidate) -> bool:
    """Beside a decision, what is not one must come close to it in fit; the rest is talk around it."""
    is_other = best.passage.role is Role.RESOLUTION and candidate.passage.role is not Role.RESOLUTION
    return is_other and candidate.score < best.score - _GAP / 2


def _only_announces(candidate: Candidate, best: Candidate) -> bool:
    """Whether a sentence adds nothing: a heading beside what is none, a question, a row of something else."""
    is_bare = is_row(candidate.text) and candidate.own is None
    is_title = is_in_title_case(candidate.text) and not is_in_title_case(best.text)
    is_opening = candidate.passage.role is Role.HEADER and bool(_OPENS_PAPER.match(candidate.text))
    return is_bare or is_title or is_opening or candidate.text.endswith("?")


def _value(candidate: Candidate, chosen: Sequence[Candidate]) -> float:
    is_near = any(candidate.passage.passage_id == each.passage.passage_id for each in chosen)
    return candidate.score + (_SAME_PASSAGE if is_near else 0.0)


def _says_same(one: Candidate, other: Candidate) -> bool:
    terms, others = set(index_terms(one.text)), set(index_terms(other.text))
    return len(terms & others) >= 0.9 * len(terms | others) and one.passage.role is other.passage.role


def other_side(query: Query, ranked: Sequence[Candidate]) -> Candidate | None:
    """A sentence of another paper on the same thing as the best one, with another figure; None if there is none.

    The same text in another form is no other paper.
    """
    if query.wants not in (Wants.NUMBER, Wants.MONEY) or not ranked:
        return None
    best = ranked[0]
    ours = quantities(best.text)
    for candidate in ranked[1:]:
        theirs = quantities(candidate.text)
        is_other_paper = not _sources(best.hit) & _sources(candidate.hit)
        if not (is_other_paper and ours - theirs and theirs - ours):
            continue
        is_near = candidate.score >= best.score - _GAP
        if (is_near and _is_same_thing(best.text, candidate.text)) or _count_same(query, best, candidate):
            return candidate
    return None


def _count_same(query: Query, one: Candidate, other: Candidate) -> bool:
    """Whether both count what was asked about, of the same matter, in papers of one meeting, and share no figure."""
    what = counted(query.question)
    if what is None or not one.held - frozenset(index_terms(what.words)) <= other.held:
        return False
    mine, theirs = one.hit.record, other.hit.record
    if mine.date is None or theirs.date is None or mine.body is None or theirs.body is None:
        return False
    is_of_one = mine.date.value == theirs.date.value and is_same_body(mine.body.value, theirs.body.value)
    is_apart = not quantities(one.text) & quantities(other.text)
    return (
        is_of_one and is_apart and all(counts_asked(query, each.text, each.passage) for each in (one, other))
    )


def _sources(hit: Hit) -> set[str]:
    """The papers that hold the words of a hit; a pack only where nothing but packs holds them."""
    held = (hit.record, *hit.also_in)
    single = {record.paper_id for record in held if record.kind.value not in (Kind.AGENDA, Kind.OTHER)}
    return single or {record.paper_id for record in held}


def _is_same_thing(one: str, other: str) -> bool:
    terms = {term for term in index_terms(one) if not term[0].isdigit()}
    others = {term for term in index_terms(other) if not term[0].isdigit()}
    return len(terms & others) >= _ALIKE * len(terms | others)


def in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The sentence that answers best first; the others by passage, as the paper has them."""
    passages = list(dict.fromkeys(candidate.passage.passage_id for candidate in chosen))
    rest = sorted(chosen[1:], key=lambda each: (passages.index(each.passage.passage_id), each.span.start))
    return [*chosen[:1], *rest]


def introduce(candidate: Candidate, query: Query | None = None) -> str:
    """What is put before the sentence so that its speech act is plain; empty for ordinary prose.

    Where the question is when a meeting was, it is the date of the meeting.
    """
    passage, record = candidate.passage, candidate.hit.record
    if query is not None and query.wants is Wants.MEETING_DATE and record.date is not None:
        guessed = f", inferred from {record.date.basis}" if record.date.is_inferred else ""
        return f"Meeting of {day_name(record.date.value)}{guessed}:"
    return opening_words(passage, candidate.text)


def opening_words(passage: StoredPassage, text: str) -> str:
    """What is put before words of a passage so that it is plain what was done by saying them."""
    if DECISION.match(text):
        return ""
    if passage.role is Role.RESOLUTION:
        # Beside a motion in running text stands who voted how, and what was said of it.
        is_beside = is_motion(passage.text) and not is_motion(text)
        return "" if is_beside or tells_of_meeting(text) else decision_words(passage) or "Resolved:"
    is_clause = text.startswith("That ") or text[0].islower()
    if passage.role is Role.RECOMMENDATION and (is_clause or _is_only_recommended(passage, text)):
        return "Recommended:"
    return "\u2026" if text[0].islower() else ""


def _is_only_recommended(passage: StoredPassage, text: str) -> bool:
    """Whether a sentence reads like something done ("The Board notes the report"), and is what is recommended."""
    if _RECOMMENDS.search(text):
        return False
    before = " ".join(passage.text.split()).partition(text)[0]
    is_listed = bool(passage.point) and not str(passage.point).startswith("para ")
    return is_listed or bool(_LEADS_IN_RECOMMENDED.search(before))


def decision_words(passage: StoredPassage) -> str:
    """The words that the paper itself puts before the decision, where they are short."""
    for line in reversed(passage.context_text.split("\n")):
        words = " ".join(line.split()).strip("*_")
        if DECISION.match(words) and len(words) <= 60:
            said = words.rstrip(" :-\u2013")
            return f"{said.capitalize() if words.isupper() else said}:"
    return ""
