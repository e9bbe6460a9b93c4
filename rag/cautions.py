"""What must be said beside an answer whose sources, true in themselves, may be taken for what they are not.

A sentence of a report reads like a decision, a meeting of another year like the one that was asked about, a figure
like the count of something else. None of these is left out for it; the reader is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.papers import Kind, Role
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.terms import index_terms, stem
from rag import wording
from rag.answer import Answer, Citation
from rag.exact import counts_asked
from rag.figures import asks_for_length_of_time, has_money, has_number, without_lengths_of_time
from rag.labels import day_name
from rag.motions import tells_result
from rag.of_day import day_of_figure, days_named
from rag.question.counts import Counted, counted
from rag.question.deciding import TELLS_DECIDED, asks_of_deciding
from rag.question.meetings import Sitting
from rag.question.periods import DateRange, months_named, periods, sharp_days
from rag.question.query import Query, Wants
from rag.question.votes import vote_asked
from rag.table_rows import columns_over, is_of_years

_LONGEST_TIME_YEARS = 2
"""Calendar years that a time may touch, and still be one that figures are given for."""


_ASKS_IF = re.compile(
    r"\W*(?:when\s+)?(?:is|are|was|were|will|would|has|have|had|does|do|did|can)\b", re.IGNORECASE
)
_TOLD_OF_WHAT_IS = (Wants.ANYTHING, Wants.MONEY, Wants.NUMBER)
"""What agendas can't tell as it is; days, places and names they can."""
_ASKS_AHEAD = re.compile(
    r"\b(?:agendas?|will|shall|going\s+to|to\s+be|next|upcoming|coming|propos\w*|seek\w*|asked\s+to|recommend\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Source:
    """What is cited: the words, and the passage and the paper that they stand in."""

    citation: Citation
    passage: StoredPassage
    record: PaperRecord

    @property
    def day(self) -> date | None:
        """The day of the paper's meeting."""
        return self.record.date.value if self.record.date else None


def asks_what_was_decided(query: Query) -> bool:
    """Whether the question is what was decided, and not what a report or an agenda has to say on it."""
    is_of_votes = vote_asked(query.question) is not None
    return not _is_of_papers_before(query) and not is_of_votes and asks_of_deciding(query.question)


def asks_if_it_is_so(query: Query) -> bool:
    """Whether the question can be answered with yes or no, or with a day, which what was only proposed can't tell."""
    return bool(_ASKS_IF.match(query.question)) and not _is_of_papers_before(query)


def _is_of_papers_before(query: Query) -> bool:
    return query.kind in (Kind.REPORT, Kind.AGENDA) or query.asks_recommendation


def _asks_of_what_comes(query: Query) -> bool:
    return query.kind is Kind.AGENDA or bool(_ASKS_AHEAD.search(query.question))


def cautioned(answer: Answer, query: Query) -> Answer:
    """The answer with what must be said of its sources; unchanged where nothing must."""
    sources = _sources(answer)
    if not sources:
        return answer
    told = [text for each in _CAUTIONS for text in each(query, sources)]
    new = [text for text in told if text not in answer.warnings]
    status = "partial" if any(map(_is_short_of_it, new)) else answer.status
    return replace(answer, status=status, warnings=(*new, *answer.warnings)) if new else answer


def of_sitting(answer: Answer, query: Query, sitting: Sitting) -> Answer:
    """The answer from the papers of one meeting; where no minutes are among them, they can't tell what was decided."""
    told = cautioned(answer, query)
    is_minuted = sitting.is_minuted or any(
        each.record.kind.value is Kind.MINUTES for each in _sources(answer)
    )
    if is_minuted or not answer.answered or not asks_what_was_decided(query):
        return told
    others = [text for text in told.warnings if text not in (wording.PROPOSED_ONLY, wording.NO_DECISION)]
    meeting = f"the meeting of {sitting.name}"
    warnings = (wording.NOT_MINUTED.format(meeting=meeting), *others)
    return replace(told, status="partial", warnings=warnings)


def _sources(answer: Answer) -> list[_Source]:
    """What the answer cites, as far as the search found it; nothing where it found only a part."""
    found = {passage.passage_id: (passage, hit.record) for hit in answer.hits for passage in hit.passages}
    held = [(each, found.get(each.passage_id)) for each in answer.citations]
    sources = [_Source(each, *place) for each, place in held if place is not None]
    return sources if len(sources) == len(held) else []


def _proposed_only(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """What was decided was asked, and only papers from before a meeting answer, none of which tells of a decision.

    Likewise where it is asked if something is so, and the first of them is a recommendation; and where all of them are
    agendas, and neither the agenda nor what is to come is asked about.
    """
    is_agenda = all(each.record.kind.value is Kind.AGENDA for each in sources)
    is_before = all(each.record.kind.value in (Kind.REPORT, Kind.AGENDA) for each in sources)
    tells = any(TELLS_DECIDED.search(each.citation.quote) for each in sources)
    is_asked = asks_what_was_decided(query) or (
        (asks_if_it_is_so(query) and sources[0].passage.role is Role.RECOMMENDATION)
        or (is_agenda and query.wants in _TOLD_OF_WHAT_IS and not _asks_of_what_comes(query))
    )
    if is_asked and is_before and not tells:
        yield wording.PROPOSED_ONLY


def _no_decision(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """What was decided was asked, and what is cited, though of minutes, only tells what was said of it."""
    is_before = all(each.record.kind.value in (Kind.REPORT, Kind.AGENDA) for each in sources)
    tells = any(
        each.passage.role is Role.RESOLUTION
        or TELLS_DECIDED.search(each.citation.quote)
        or tells_result(each.citation.quote)
        for each in sources
    )
    if asks_what_was_decided(query) and query.wants is Wants.ANYTHING and not is_before and not tells:
        yield wording.NO_DECISION


def _of_other_time(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """No source is of a meeting in the time that was asked about, and none looks back on one.

    Of a decision, a paper from before that time can only say that it was to come.
    """
    if not query.times_asked or any(each.day is None for each in sources):
        return
    if query.month is not None and _names_month(query, sources):
        return
    days = [each.day for each in sources if each.day]
    looks_back = asks_what_was_decided(query)
    for each in sources:
        told = [period.first for period in sharp_days(each.citation.quote)]
        days += [day for day in told if not looks_back or (each.day is not None and day <= each.day)]
    if not any(time.holds(day) for day in days for time in query.times_asked):
        yield wording.OF_ANOTHER_TIME


def _of_other_month(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """A month is named without a year, and no source is of a meeting in it, nor names it."""
    months = months_named(query.question)
    if not months or query.times_asked or any(each.day is None for each in sources):
        return
    if not _names_month(query, sources) and not any(f"{each.day:%B}" in months for each in sources):
        yield wording.OF_ANOTHER_TIME


def _names_month(query: Query, sources: Sequence[_Source]) -> bool:
    """Whether a source names the month that the question names without a year, in full or cut short.

    A figure is of the month that its table or its text is of: minutes give those of the month before.
    """
    is_figure = query.wants in (Wants.MONEY, Wants.NUMBER)
    texts = [each.citation.quote for each in sources]
    texts += [f"{each.passage.context_text}\n{each.passage.text}" for each in sources if is_figure]
    forms = "|".join(rf"{month[:3]}(?:t|{month[3:]})?" for month in months_named(query.question))
    return bool(forms) and any(re.search(rf"\b(?:{forms})\b", text) for text in texts)


def _of_unknown_body(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """What a body decided was asked, and a source does not say of which body it is."""
    names = dict.fromkeys(each.record.name for each in sources if each.record.body is None)
    if query.named and names and asks_what_was_decided(query):
        yield wording.BODY_NOT_SAID.format(papers=", ".join(names))


def _no_figure(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """A sum or a count was asked for, and nothing that is cited holds one."""
    quotes = [each.citation.quote for each in sources]
    holds = {
        Wants.MONEY: lambda: any(map(has_money, quotes)),
        Wants.NUMBER: lambda: any(has_number(without_lengths_of_time(quote)) for quote in quotes),
    }.get(query.wants)
    if holds is not None and not holds() and not asks_for_length_of_time(query.question):
        yield wording.NO_FIGURE.format(wanted=query.wants.value)


def _figures_of_no_year(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """A figure of a year was asked for, and nothing that is cited, nor what stands around it, names that year."""
    if query.wants not in (Wants.MONEY, Wants.NUMBER) or query.times_asked:
        return
    years = [year for each in periods(query.question) for year in _years(each.days)]
    words = " ".join(
        f"{each.citation.label} {each.record.title.value} {each.passage.context_text} {each.passage.text}"
        for each in sources
    )
    named = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)}
    ends = {begins // 100 * 100 + int(end) for begins, end in _financial_years(words)}
    if years and not (named | ends) & set(years):
        yield wording.YEAR_NOT_NAMED.format(years=" or ".join(str(year) for year in dict.fromkeys(years)))


def _figures_of_other_day(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """A figure as of a day was asked for, and what is cited names other days, and not that one."""
    day = day_of_figure(query)
    named = frozenset().union(*(days_named(each.citation.quote) for each in sources))
    if day is not None and named and day not in named and all(each.day != day for each in sources):
        yield wording.OF_OTHER_DAY.format(day=day_name(day))


def _years(days: DateRange) -> list[int]:
    """The calendar years that a time touches; nothing for one without an end."""
    n_years = days.last.year - days.first.year + 1
    return list(range(days.first.year, days.last.year + 1)) if n_years <= _LONGEST_TIME_YEARS else []


def _financial_years(words: str) -> Iterator[tuple[int, str]]:
    """The years of "2024/25", as the first one and the last two figures of the second."""
    for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)\s?[/\u2013-]\s?(\d\d)(?!\d)", words):
        yield int(match.group(1)), match.group(2)


def _counts_something_else(query: Query, sources: Sequence[_Source]) -> Iterator[str]:
    """A count was asked for, and no sentence that is cited counts what should be counted."""
    what = counted(query.question)
    told = [counts_asked(query, each.citation.quote, each.passage) for each in sources]
    is_row = what is not None and any(_is_row_of(what, each) for each in sources)
    if what is not None and None not in told and not any(told) and not is_row:
        yield wording.NOT_COUNTED.format(what=what.words)


def _is_row_of(what: Counted, source: _Source) -> bool:
    """Whether a source is a row of figures by year, and it or what stands over its table names all that is counted."""
    columns = columns_over(source.citation.quote, source.passage)
    named = frozenset(index_terms(f"{source.citation.quote} {source.passage.context_text}"))
    counted_terms = what.terms | frozenset(map(stem, what.done))
    return bool(columns) and is_of_years(columns) and bool(counted_terms) and counted_terms <= named


_SHORT_OF_IT = frozenset(
    {
        wording.PROPOSED_ONLY,
        wording.NO_DECISION,
        *(wording.NO_FIGURE.format(wanted=each.value) for each in (Wants.MONEY, Wants.NUMBER)),
    }
)
"""What makes an answer a part of one."""
_NOT_COUNTED = wording.NOT_COUNTED.partition("{what}")
_OF_OTHER_DAY = wording.OF_OTHER_DAY.partition("{day}")


def _is_short_of_it(caution: str) -> bool:
    """Whether what is said beside an answer makes it a part of one."""
    told = (_NOT_COUNTED, _OF_OTHER_DAY)
    is_told = any(caution.startswith(begin) and caution.endswith(end) for begin, _, end in told)
    return is_told or caution in _SHORT_OF_IT


_CAUTIONS: tuple[Callable[[Query, Sequence[_Source]], Iterator[str]], ...] = (
    _proposed_only,
    _no_decision,
    _of_unknown_body,
    _no_figure,
    _of_other_time,
    _of_other_month,
    _figures_of_no_year,
    _figures_of_other_day,
    _counts_something_else,
)
