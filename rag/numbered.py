"""Things that go by a number: what is said of Ordinance 12 is not said of Ordinance 21, however like the words are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.terms import fold
from rag.extract import Candidate
from rag.question.query import Query

_NO = r"(?:(?:nos?\b\.?|numbers?|ref(?:erence)?\b\.?|\#)\s*:?\s*)"
_ONE = r"[A-Z]{0,5}[-./]?\d\w*(?:[-./]\w+)*"
_KIND = (
    rf"(?:(?P<sure>ordinance|resolution|by-?law|erf|minute(?!s)|decree)(?P<plurals>s?)\s+{_NO}?|"
    r"(?P<kind>(?-i:Bill|Application|Permit|Case|Contract|Tender|Order|Stand|Lot|Plot|Docket|Petition|Proposition|Licen[cs]e)|"
    r"(?:bill|application|permit|case|contract|tender|order|stand|lot|plot|docket|petition|proposition|licen[cs]e)"
    rf"(?=s?\s+{_NO}))(?P<plural>s?)\s+{_NO}?)"
)
"""What goes by a number; a word that often stands before how many there are needs a capital, or "No."."""
_NUMBERED = re.compile(
    rf"\b{_KIND}(?P<numbers>{_ONE}(?:(?:\s*,\s*|\s*,?\s*(?:and|or|&)\s+){_ONE})*)(?P<range>\s*(?:to|through)\b)?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?<![\w/.-])(?:[A-Z]{1,5}[-/.]\d\w*(?:[-/.]\w+)+|\d{2,4}/\d{3,6}(?:/[A-Z]{1,5})?)(?![\w/-])"
)
"""A number that says by its form what it is of: "NP/24/0588/FUL", "CUP-25-02"."""
_RANGE = re.compile(r"\d+-\d+")


def names_another(told: str, asked: str) -> bool:
    """Whether two texts name things of one kind by number, and no such thing in common."""
    mine, theirs = _numbers(told), _numbers(asked)
    return any(mine[kind] and theirs[kind] and not mine[kind] & theirs[kind] for kind in mine.keys() & theirs)


def of_number_asked(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that are of another thing than the one that the question names by its number.

    Where the best one is of another, only those that stand with the number are left.
    """
    asked = query.question
    if not _numbers(asked) or not ranked:
        return list(ranked)
    kept = [each for each in ranked if not _is_of_another(each, asked)]
    if not _is_of_another(ranked[0], asked):
        return kept
    # What is nearest in words was said of another: only what bears the number is surely of the one that is meant.
    return [
        each for each in kept if _shares_number(f"{each.passage.context_text}\n{each.passage.text}", asked)
    ]


def _is_of_another(candidate: Candidate, asked: str) -> bool:
    """Whether a sentence names another thing than the one that is asked about, or stands under its name."""
    title = candidate.passage.item_title or ""
    is_under = not _shares_number(candidate.text, asked) and names_another(title, asked)
    return is_under or names_another(candidate.text, asked)


def _shares_number(told: str, asked: str) -> bool:
    mine, theirs = _numbers(told), _numbers(asked)
    return any(mine[kind] & theirs[kind] for kind in mine.keys() & theirs)


def _numbers(text: str) -> dict[str, frozenset[str]]:
    """The numbers that a text names, by the kind of what they are of; none of a kind of which it names a range."""
    found: dict[str, set[str]] = {}
    unsure: set[str] = set()
    plain = fold(text)
    for match in _NUMBERED.finditer(plain):
        kind = (match.group("sure") or match.group("kind")).lower().replace("-", "")
        is_plural = bool(match.group("plurals") or match.group("plural"))
        numbers = re.findall(_ONE, match.group("numbers"), re.IGNORECASE)
        found.setdefault(kind, set()).update(each.upper().rstrip(".") for each in numbers)
        if match.group("range") or (is_plural and any(map(_RANGE.fullmatch, numbers))):
            unsure.add(kind)
    for match in _REFERENCE.finditer(plain):
        found.setdefault(_form(match.group()), set()).add(match.group().upper())
    return {kind: frozenset(numbers) for kind, numbers in found.items() if kind not in unsure}


def _form(reference: str) -> str:
    """What a reference looks like: its letters before the first figure, and how many parts it has."""
    letters = re.match(r"[A-Z]*", reference)
    return f"{letters.group() if letters else ''}{re.sub(r'[A-Za-z0-9]+', '9', reference)}"
