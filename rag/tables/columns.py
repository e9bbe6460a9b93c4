"""Which column of a table a question is about, and whether every other word of it is of that table.

What is compared or looked up has to be named: by the column itself, or under a bare year by what stands over the
table. A word of the question that neither the table nor its paper has makes it a question about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.structure.terms import STOP_WORDS, fold, words
from rag.checking.lexicon import plain_root
from rag.question.query import Query
from rag.tables.amounts import is_per_cent
from rag.tables.table import Table

_UNIT = re.compile(
    r"\((?:%|[\u00a3$\u20ac]\s?\w{0,4}|per\s?cent|'?000s?|[a-z]{1,2}|kwh|litres?|tonnes?|miles?|metres?|acres?|"
    r"hectares?|hours?|hrs|minutes?|mins|days?|weeks?|months?)\)|[\u00a3$\u20ac]'?\w{0,4}",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?<![\d/.,-])(?:FY\s?)?(?P<first>(?:19|20)\d\d)(?:\s?[/-]\s?(?:19|20)?(?P<last>\d\d)(?!\d))?(?![\d,.]*\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:/\d\d)?")
_JOINTS = frozenset(
    "in at on of for from by to per during across under over with through within among".split()
)
"""Words after which a place, a time or the like is named."""
_SHORTEST_LIKE = 5
"""Letters at the beginning of two roots that make them forms of one word."""


def _roots(line: str) -> frozenset[str]:
    return frozenset(map(plain_root, line.split()))


_OF_SHARES = _roots("rate rates share proportion percentage percent per cent average mean median")
_OF_COUNTS = _roots("number numbers total totals count many")
_SAYS_LITTLE = _OF_COUNTS | _roots(
    "amount figure figures level size sum value overall year years yearly annual annually"
)
"""Words of the name of a column that tell no other thing from the one that is measured."""
_SAME = {
    plain_root(word): plain_root(group.split()[0])
    for group in (
        "passenger boarding patronage ridership",
        "spending spend expenditure outlay",
        "pupil student",
        "resident inhabitant",
    )
    for word in group.split()
}
"""What is measured, in the words of the question and those of tables; looser likenesses are none of one table."""
_ASKS = _OF_COUNTS | _roots(
    "amount figure figures level size sum value overall much get got receive received record recorded report reported "
    "see saw seen make made show shown "
    "use used have had hold held give given take took taken list table name carry carried"
)
"""Words of a question that tell nothing of what it is about."""

_OTHER_FIGURES = _roots(
    "limit limits target targets threshold standard maximum minimum cap ceiling allowance increase increases decrease "
    "rise fall drop change changes difference growth reduction trend variance forecast projection projected estimate "
    "estimated planned expected record reason reasons cause causes effect"
)
"""What may be told of a thing beside the figures of it: only a column that is called so has it."""


@dataclass(frozen=True)
class Asked:
    """The words of a question as roots, years in one form; ``is_of_share`` and ``is_of_count`` where it says so.

    ``said`` are its words as they stand, in order, ``terms`` those that tell what it is about.
    """

    terms: frozenset[str]
    every: frozenset[str]
    said: tuple[str, ...]
    is_of_share: bool
    is_of_count: bool

    @property
    def periods(self) -> frozenset[str]:
        """The years among them."""
        return frozenset(filter(_YEAR.fullmatch, self.terms))

    def without(self, some: Iterable[str]) -> Asked:
        """The same without some of its words."""
        return replace(self, terms=self.terms - frozenset(some))


def asked_of(query: Query, rest: str, *, is_of_count: bool = False) -> Asked:
    """The words of ``rest``, what is left of a question, without those that only name a meeting."""
    meeting = terms_of(query.meeting.words) if query.meeting else frozenset()
    every = terms_of(rest)
    return Asked(
        every - _ASKS - _OF_SHARES - meeting,
        every,
        tuple(words(_in_one_form_of(rest))),
        bool(every & _OF_SHARES) or is_per_cent(rest),
        is_of_count or bool(every & _OF_COUNTS),
    )


def terms_of(text: str) -> frozenset[str]:
    """The words of a text as roots, without those that carry no subject, and without units; 2023-24 is 2023/24."""
    return frozenset(
        _root(word)
        for word in words(_in_one_form_of(_UNIT.sub(" ", text)))
        if word not in STOP_WORDS and any(character.isalnum() for character in word)
    )


def _root(word: str) -> str:
    return _SAME.get(plain_root(word), plain_root(word))


def _in_one_form_of(text: str) -> str:
    """The text with its years in one form, and plain dashes and quotes."""
    return _PERIOD.sub(_in_one_form, fold(text))


def _in_one_form(match: re.Match[str]) -> str:
    return f" {match.group('first')}{'/' + match.group('last') if match.group('last') else ''} "


def label_column(table: Table, kinds: frozenset[str]) -> int | None:
    """The one column whose name ends in one of ``kinds``, such as "Name of school" for a question which school."""
    found = [number for number, name in enumerate(table.names) if _last_root(name) in kinds]
    return found[0] if len(found) == 1 else None


def _last_root(name: str) -> str:
    said = [word for word in words(re.sub(r"\(.*?\)", " ", fold(name))) if word.isalpha()]
    said = said[:-1] if len(said) > 1 and said[-1] in ("name", "names") else said
    return plain_root(said[-1]) if said else ""


def measured(table: Table, label: int, asked: Asked, *, is_of_row: bool = False) -> int | None:
    """The one column that the question is about, where all of its words are of this table; else None.

    With ``is_of_row`` the question names a row too, which may say what is measured.
    """
    fits = [
        (len(own), number)
        for number, name in enumerate(table.names)
        if number != label
        and (own := terms_of(name) - _SAYS_LITTLE - _OF_SHARES) <= asked.terms
        and _is_of_sort(table, number, asked)
    ]
    best = [number for covered, number in fits if covered == max(fits)[0]]
    is_asked = len(best) == 1 and is_of_table(table, label, best, asked, is_of_row=is_of_row)
    return best[0] if is_asked else None


def change_columns(
    table: Table, label: int, asked: Asked, *, is_of_last_year: bool
) -> tuple[int, int] | None:
    """The columns of an earlier and a later year of what the question is about; None where it is not plain which."""
    by_measure: dict[frozenset[str], dict[str, int]] = {}
    for number, name in enumerate(table.names):
        said = terms_of(name)
        years = [term for term in said if _YEAR.fullmatch(term)]
        own = said - set(years) - _SAYS_LITTLE - _OF_SHARES
        if number != label and len(years) == 1 and own <= asked.terms and _is_of_sort(table, number, asked):
            held = by_measure.setdefault(own, {})
            if years[0] in held:
                return None
            held[years[0]] = number
    fits = sorted(by_measure.items(), key=lambda each: -len(each[0]))
    if not fits or (len(fits) > 1 and len(fits[0][0]) == len(fits[1][0])):
        return None
    years = sorted(fits[0][1])
    if len({len(year) for year in years}) > 1:
        return None
    if asked.periods:
        years = [year for year in years if year in asked.periods] if len(asked.periods) == 2 else []
    elif is_of_last_year and len(years) > 1:
        years = years[-2:] if int(years[-1][:4]) - int(years[-2][:4]) == 1 else []
    if len(years) != 2:
        return None
    found = [fits[0][1][year] for year in years]
    return (found[0], found[1]) if is_of_table(table, label, found, asked) else None


def is_of_table(
    table: Table, label: int, columns: Sequence[int], asked: Asked, *, is_of_row: bool = False
) -> bool:
    """Whether all words of the question are in the names of these columns, or stand over the table.

    Its paper and body may account for words that are no years: a paper of 2024 tells of years before it.
    """
    named = frozenset[str]().union(*(terms_of(table.names[number]) for number in columns))
    over = terms_of(table.over) | terms_of(table.names[label])
    body = table.record.body.value if table.record.body else ""
    around = frozenset(
        term
        for term in terms_of(f"{table.record.title.value} {body} {table.before}")
        if not _YEAR.fullmatch(term)
    )
    measure = asked.terms - asked.periods
    is_named = is_of_row or bool(measure & (named | over))
    is_held = asked.periods <= named | over and measure <= named | over | around
    return is_named and is_held and not _is_narrowed(table, label, columns, asked)


def _is_narrowed(table: Table, label: int, columns: Sequence[int], asked: Asked) -> bool:
    """Whether a word that these columns don't have may make the question one of a part of what they measure.

    Such a word is of another figure ("the limit"), in another column or in some of the rows ("primary school"), or
    stands close to what is measured ("applications refused", "refused applications") and not after a preposition
    ("applications for places").
    """
    own = [terms_of(table.names[number]) - _SAYS_LITTLE for number in columns]
    named = frozenset[str]().union(*own)
    left = asked.terms - asked.periods - named - terms_of(table.names[label])
    if left & _OTHER_FIGURES:
        return True
    others = [n for n in range(len(table.names)) if n != label and n not in columns]
    elsewhere = frozenset[str]().union(
        *(terms_of(table.names[number]) for number in others),
        *(terms_of(cell) for row in table.rows for cell in row.cells),
    )
    if any(_is_like(term, other) for term in left for other in elsewhere):
        return True
    places = [place for place, word in enumerate(asked.said) if _root(word) in named]
    return any(
        _root(word) in left
        and _is_close(asked.said, place, places if not all(map(is_bare, map(" ".join, own))) else [])
        for place, word in enumerate(asked.said)
    )


def _is_close(said: Sequence[str], place: int, places: Sequence[int]) -> bool:
    """Whether a word says more of what is measured, at ``places``: a participle before it, or one that joins on."""
    before = [each for each in places if each < place]
    if not before:
        return said[place].endswith("ed")
    return not any(word in _JOINTS for word in said[before[-1] + 1 : place])


def _is_like(one: str, other: str) -> bool:
    """Whether two roots are the same, or of one word: exclud and exclus."""
    return one == other or (len(one) > _SHORTEST_LIKE and one[:_SHORTEST_LIKE] == other[:_SHORTEST_LIKE])


def may_be_of(table: Table, kinds: frozenset[str], own: frozenset[str]) -> bool:
    """Whether another table has a column for the same of the same things, such as at another time."""
    label = label_column(table, kinds)
    return label is not None and any(
        own <= terms_of(name) for number, name in enumerate(table.names) if number != label
    )


def says_what(label: frozenset[str]) -> bool:
    """Whether the name of a row says what its figures are of; "Total" alone does not."""
    return bool(label - _ASKS - _OF_SHARES)


def is_bare(name: str) -> bool:
    """Whether the name of a column, a year or a unit, says nothing of what is measured."""
    return all(_YEAR.fullmatch(term) for term in terms_of(name) - _SAYS_LITTLE)


def _is_of_sort(table: Table, number: int, asked: Asked) -> bool:
    """Whether the column has shares where a share is asked for, and counts where a count is."""
    name = table.names[number]
    is_share = (
        bool(terms_of(name) & _OF_SHARES) or is_per_cent(name) or any(map(is_per_cent, table.column(number)))
    )
    return not (asked.is_of_share and not is_share) and not (asked.is_of_count and is_share)
