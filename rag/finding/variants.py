"""Other ways in which the papers write a question's words: abbreviations, compounds, names spelt right.

What an abbreviation stands for is read from the papers that the asker may see ("Restricted Parking Zone (RPZ)"),
never from a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import Posting, Selection
from ingest.structure.terms import STOP_WORDS, fold, index_terms, stem, words
from rag.finding.unknown_names import unknown_names, unknown_years

_SHORT = r"(?P<short>[A-Z][A-Za-z&]*[A-Z]s?)"
_LONG = r"(?P<long>[A-Za-z][\w'&-]*(?:[ \t\n,/-]+[A-Za-z][\w'&-]*){1,9})"
_DEFINED = (
    re.compile(rf"{_LONG}\s*\(\s*[\"']?{_SHORT}[\"']?\s*\)"),
    re.compile(rf"\b{_SHORT}\s*\(\s*{_LONG}\s*\)"),
)
_SET_OFF = (
    re.compile(rf"\(\s*[\"']?{_SHORT}[\"']?\s*\)"),
    re.compile(rf"\b{_SHORT}\s*\("),
)
"""What each way of defining holds of the abbreviation; found many times as fast as the whole."""
_UNSAID = frozenset("and of the for in on to a an with".split())
"""Words of a long form that its abbreviation may pass over."""
_CAPITALS = re.compile(r"\b[A-Z][A-Za-z&]*[A-Z]s?\b")
_LONGEST_FORM = 7
"""Words of a long form that are looked for in a question."""
_SHORTEST_PART = 3
"""Letters of the shorter half of a compound."""
_WINDOWS_READ = 40
"""Windows read for the definition of one abbreviation."""


@dataclass(frozen=True)
class Variants:
    """What else may stand for a question's terms.

    ``groups`` has for a term the groups of terms that mean the same, each to be held whole. ``spelled_out``
    are words to search by meaning with, beside the question's own. ``unknown`` are names and years that stand in no
    paper in reach, each with the term that it is read as, or None.
    """

    groups: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    spelled_out: tuple[str, ...] = ()
    unknown: Mapping[str, str | None] = field(default_factory=dict)

    def holds(self, term: str, terms: AbstractSet[str]) -> bool:
        """True when ``terms`` hold the term or a variant of it."""
        if term in terms:
            return True
        return term in self.groups and any(group <= terms for group in self.groups[term])

    @property
    def terms(self) -> frozenset[str]:
        """All terms of all groups."""
        return frozenset(term for groups in self.groups.values() for group in groups for term in group)


def find_variants(question: str, library: Library, scope: Scope, selection: Selection) -> Variants:
    """The variants of a question's words that stand in papers which the asker may see."""
    groups = _compounds(question, library, scope, selection)
    spelled: list[str] = []
    asked = set(index_terms(question))
    for short, long in _abbreviations(question, library, scope, selection):
        term, form = stem(short.lower()), frozenset(index_terms(long))
        if term in asked:
            groups.setdefault(term, set()).add(form)
            spelled.append(long)
        else:
            spelled.append(short)
            for each in form & asked:
                groups.setdefault(each, set()).add(frozenset({term}))
    unknown = unknown_names(question, library, scope)
    unknown |= dict.fromkeys(unknown_years(question, library, scope))
    for name, meant in unknown.items():
        if meant:
            groups.setdefault(stem(name.lower()), set()).add(frozenset({meant}))
            spelled.append(meant.capitalize())
    sorted_groups = {term: tuple(sorted(found, key=sorted)) for term, found in groups.items()}
    return Variants(sorted_groups, tuple(spelled), unknown)


def _compounds(
    question: str, library: Library, scope: Scope, selection: Selection
) -> dict[str, set[frozenset[str]]]:
    """Words of the question that the papers write as one or as two."""
    groups: dict[str, set[frozenset[str]]] = {}
    candidates = [*_joined(question), *_split(question)]
    wanted = {term for compound, halves in candidates for term in (compound, *halves)}
    held = library.held(scope, wanted, selection)
    asked = set(index_terms(question))
    candidates = [
        (compound, halves)
        for compound, halves in candidates
        if (held.issuperset(halves) if compound in asked else compound in held)
    ]
    known = library.postings(
        scope, sorted({term for compound, halves in candidates for term in (compound, *halves)}), selection
    )
    for compound, halves in candidates:
        if compound in asked:
            together = _all_hold(known, halves)
            if len(together) and _stand_together(library, scope, together, halves):
                groups.setdefault(compound, set()).add(frozenset(halves))
        elif len(known[compound].in_text):
            for half in halves:
                groups.setdefault(half, set()).add(frozenset({compound}))
    return groups


def with_variants(term: str, postings: Mapping[str, Posting], variants: Variants) -> Posting:
    """Where the term or a variant of it stands."""
    own = postings[term]
    if term not in variants.groups:
        return own
    in_text, in_context = [own.in_text], [own.in_context]
    for group in variants.groups.get(term, ()):
        in_text.append(_all_hold(postings, tuple(group)))
        in_context.append(_all_hold(postings, tuple(group), is_context=True))
    return Posting(np.unique(np.concatenate(in_text)), np.unique(np.concatenate(in_context)))


def _all_hold(
    postings: Mapping[str, Posting], terms: Sequence[str], *, is_context: bool = False
) -> NDArray[np.int64]:
    held: NDArray[np.int64] | None = None
    for term in terms:
        each = postings[term].in_context if is_context else postings[term].in_text
        held = each if held is None else np.intersect1d(held, each)
    return held if held is not None else np.zeros(0, dtype=np.int64)


def _joined(question: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Neighbouring words written as one: "post box" as "postbox"."""
    asked = words(question)
    for one, other in zip(asked, asked[1:], strict=False):
        if all(_is_part(word) for word in (one, other)):
            yield stem(one + other), (stem(one), stem(other))


def _split(question: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """One word written as two: "postbox" as "post box"."""
    for word in words(question):
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            one, other = word[:cut], word[cut:]
            if _is_part(one) and _is_part(other):
                yield stem(word), (stem(one), stem(other))


def _is_part(word: str) -> bool:
    return len(word) >= _SHORTEST_PART and word.isalpha() and word not in STOP_WORDS


def _stand_together(
    library: Library, scope: Scope, window_ids: NDArray[np.int64], halves: tuple[str, str]
) -> bool:
    """True when the two halves are neighbours in one of the windows; else they only met by chance."""
    for text in library.words_of(scope, window_ids[:_WINDOWS_READ].tolist()):
        terms = [stem(word) for word in words(text)]
        if halves in zip(terms, terms[1:], strict=False):
            return True
    return False


def _abbreviations(
    question: str, library: Library, scope: Scope, selection: Selection
) -> list[tuple[str, str]]:
    """(short, long) of the abbreviations that the question uses, or whose long form it uses."""
    asked = index_terms(question)
    printed = {short.lower() for short in _CAPITALS.findall(question)}
    candidates = {stem(short) for short in printed} | _initials(question)
    held = library.held(scope, candidates, selection)
    postings = library.postings(scope, sorted(held), selection)
    found: dict[str, str] = {}
    for term, posting in postings.items():
        for text in library.words_of(scope, posting.in_text[:_WINDOWS_READ].tolist()):
            if term not in _set_off(text):
                continue
            for short, long in definitions(text):
                is_used = short.lower() in printed or _stands_in(index_terms(long), asked)
                if stem(short.lower()) == term and is_used:
                    found.setdefault(short, long)
    return list(found.items())


def _initials(question: str) -> set[str]:
    """The abbreviations that runs of the question's words could have."""
    asked = [word for word in words(question) if word.isalpha()]
    found = set()
    for start in range(len(asked)):
        for end in range(start + 2, min(start + _LONGEST_FORM, len(asked)) + 1):
            run = asked[start:end]
            if run[0] in STOP_WORDS or run[-1] in STOP_WORDS:
                continue
            found.add("".join(word[0] for word in run))
            found.add("".join(word[0] for word in run if word not in _UNSAID))
    return {stem(each) for each in found if len(each) > 1}


def _stands_in(form: Sequence[str], asked: Sequence[str]) -> bool:
    size = len(form)
    return size > 1 and any(
        list(asked[start : start + size]) == list(form) for start in range(len(asked) - size + 1)
    )


def _set_off(text: str) -> set[str]:
    """The terms of the abbreviations that the text may define."""
    plain = fold(text)
    return {
        stem(match.group("short").lower())
        for pattern in (_SET_OFF if "(" in plain else ())
        for match in pattern.finditer(plain)
    }


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Abbreviations that the text defines, as (short, long): "Police and Crime Commissioner (PCC)" and the reverse."""
    if "(" not in text:
        return
    for pattern in _DEFINED:
        for match in pattern.finditer(fold(text)):
            short = match.group("short")
            long = _long_form(short, re.findall(r"[A-Za-z][\w'&]*", match.group("long")))
            if long:
                yield short, long


def _long_form(short: str, before: Sequence[str]) -> str | None:
    """The shortest run of words at the end of ``before`` whose initials make the abbreviation."""
    letters = [letter for letter in short.removesuffix("s").lower() if letter.isalpha()]
    for start in range(len(before) - 2, -1, -1):
        run = before[start:]
        spoken = [word for word in run if word.lower() not in _UNSAID]
        if (
            any([word[0].lower() for word in each] == letters for each in (run, spoken))
            and spoken[:1] == run[:1]
        ):
            return " ".join(run)
    return None
