"""Whether a sentence counts the thing that was asked for, and not something else that stands in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from ingest.structure.terms import index_terms, stem, words
from rag.checking.lexicon import plain_root, root
from rag.figures import without_dates_and_references

_BEFORE = 4
"""Words before the thing in which its figure stands: "412 parking spaces", "five of the nine lamps"."""
_AFTER_NUMBER_OF = 12
"""Words after "the number of lamps" in which the figure stands."""
_LONGEST_ENTRY = 8
"""Words of an entry of a list of figures; a whole sentence under "Members said:" counts what it says itself."""
_NUMBER_WORDS = frozenset(
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred hundreds thousand thousands million dozen half".split()
)
_LEADS_TO_FIGURE = frozenset(
    "at to was were is are of by stood totalled numbered total totals rose fell from now".split()
)
_COUNTING_NOUNS = frozenset(("number", "numbers", "total", "count", "tally"))
_STANDS = frozenset("stands stand now currently".split())
_FIGURE = re.compile(r"\s*[~(]?\d")
_CHANGE = re.compile(
    r"\b(?:increase|decrease|rise|fall|reduction|drop|growth|decline)s?\s+(?:\w+\s+){0,2}?of\s+(?:\w+\s+)?[\d,.]+|"
    r"\b(?:rose|risen|fell|fallen|up|down|increased|decreased|grew|grown|reduced|cut|dropped|declined)\s+by\s+"
    r"(?:\w+\s+)?[\d,.]+",
    re.IGNORECASE,
)
"""By how much something changed, which is no count of it."""
_ASKS_CHANGE = re.compile(
    r"\b(?:increas\w*|decreas\w*|r[io]se|risen|f[ae]ll\w*|reduc\w*|drop\w*|gr[eo]w\w*|declin\w*|more|fewer|less|"
    r"extra|additional|by how)\b",
    re.IGNORECASE,
)
_NEAR = 12
"""Words between a figure and what was done, as far as one sentence tells one of the other."""
_LONGEST_HEAD = 10
"""Words of a line over a text that is a heading, and not what was said before it."""
_ENTRY = re.compile(r"\s[-\u2013\u2022\u00b7]\s|;\s")
"""Where one entry of a list in a sentence ends and the next begins."""
_NUMBERED = re.compile(
    r"\b(?:rules?|clause|regulation|article|schedule|chapter|part|table|figure|route|room|stage|tier|level|version|"
    r"form|question|objective|priority)\s+\d+\b",
    re.IGNORECASE,
)
"""What bears a number, and is not counted by it."""
_CAME = re.compile(
    r"\b(?:(?:was|were|is|are)\s+present|in\s+attendance|turned\s+up|came\s+to)\b", re.IGNORECASE
)
_NOBODY = frozenset(("nobody", "none"))
_SHORTEST_ROOT = 5
"""Letters of a root that one of another word may go on from: injur, injuri."""
_SAME_DEED = tuple(
    frozenset(map(plain_root, line.split()))
    for line in (
        "die dead death kill fatal fatality fatally deceased",
        "attend attendance attendee turnout",
        "convict conviction guilty",
        "injure injury casualty wound hurt",
        "live resident population inhabitant",
        "reply response respondent respond",
        "complain complaint complainant",
        "sign signature signatory",
        "detain detention custody",
        "use user usage",
        "vote voter favour against",
        "rescue save rescuer",
        "object objection objector",
        "leave left departure leaver",
        "recruit recruitment recruiter hire hired",
        "cycle cyclist bicycle",
        "walk walker pedestrian foot",
    )
)
"""What says the same of people in words of other roots."""
_SAME_THING = tuple(
    frozenset(map(stem, line.split()))
    for line in (
        "child pupil student schoolchild schoolchildren",
        "job post position",
        "home house dwelling flat",
        "tree sapling",
        "staff employee",
    )
)
"""Things that one paper calls by one of these words, and another by the next; a line a group."""
_OTHER_SENSE = frozenset(map(root, ("money", "aim", "home", "use", "poll", "current", "employ")))
"""Roots shared by words that say the same as nouns only: who is charged is no cost, who objects no aim."""


def without_changes(text: str, question: str) -> str:
    """The text without figures of by how much something changed, unless the question asks for a change."""
    return text if _ASKS_CHANGE.search(question) else _CHANGE.sub(" ", text)


def tells_done(text: str, done: Collection[str], over: str = "") -> bool:
    """Whether a figure in the text stands with one of ``done``, what those who are counted did as the question says it.

    Each entry of a list is looked at alone. It may be in what stands ``over`` the text instead, as a heading or a line
    that leads in: then any figure is one of it. A share is no count.
    """
    heads = [
        line for line in over.split("\n") if line.rstrip().endswith(":") or len(line.split()) <= _LONGEST_HEAD
    ]
    is_headed = any(is_same_deed(word, done) for line in heads for word in words(line))
    plain = _NUMBERED.sub(" ", without_dates_and_references(_CAME.sub(" attended ", text)))
    entries = _ENTRY.split(plain)
    return any(_tells_done(words(entry), done, is_headed=is_headed) for entry in entries)


def _tells_done(said: list[str], done: Collection[str], *, is_headed: bool) -> bool:
    places = [place for place, word in enumerate(said) if is_same_deed(word, done)]
    figures = [
        place
        for place, word in enumerate(said)
        if _is_figure(word) or word in _NOBODY or (word == "no" and place + 1 in {*places, *_of_people(said)})
    ]
    return bool(is_headed and figures) or any(
        abs(one - other) <= _NEAR for one in places for other in figures
    )


def _of_people(said: list[str]) -> list[int]:
    return [place for place, word in enumerate(said) if word in ("1", "people", "persons", "person")]


def _is_figure(word: str) -> bool:
    return (word[0].isdigit() and word[-1] != "%") or word in _NUMBER_WORDS


def is_same_deed(word: str, done: Collection[str]) -> bool:
    """Whether a word, in lower case, says what one of ``done`` says, in any form."""
    said = plain_root(word)
    for deed in map(plain_root, done):
        short, long = sorted((said, deed), key=len)
        if said == deed or (len(short) >= _SHORTEST_ROOT and long.startswith(short)):
            return True
        if any(deed in group and said in group for group in _SAME_DEED):
            return True
    return any(root(word) == root(each) and root(each) not in _OTHER_SENSE for each in done)


def counts(text: str, head: str, over: str = "") -> bool:
    """Whether a figure in the text is the count of ``head``, an index term.

    A share ("86% of engines") is none. ``over`` is the line that leads in to the text: under "lamps that failed:"
    a short entry's figure is one of lamps.
    """
    told = without_dates_and_references(text)
    said = words(told)
    heads = _called(head)
    terms = [stem(word) for word in said]
    is_figure = [_is_figure(word) for word in said]
    if (
        over.endswith(":")
        and len(said) <= _LONGEST_ENTRY
        and heads.intersection(index_terms(over))
        and any(is_figure)
    ):
        return True
    for place in (number for number, term in enumerate(terms) if term in heads):
        if any(is_figure[max(0, place - _BEFORE) : place]) or said[place - 1 : place] == ["no"]:
            return True
        before = said[max(0, place - _BEFORE - 2) : place]
        # "Asked how many lamps had failed, and was told that it was 14".
        is_number_of = not _COUNTING_NOUNS.isdisjoint(before) or ("how", "many") in pairwise(before)
        if is_number_of and any(is_figure[place + 1 : place + _AFTER_NUMBER_OF]):
            return True
        after = place + 1
        while after < len(said) and said[after] in _LEADS_TO_FIGURE:
            after += 1
        # "Lamps were 14", but not "a lamp is 40 years old".
        if said[place].endswith("s") and after < len(said) and is_figure[after]:
            return True
    return any(_is_cell_of(cell, heads) for cell in text.split(";"))


def _called(head: str) -> frozenset[str]:
    """The terms by which papers may call a thing."""
    return next((group for group in _SAME_THING if head in group), frozenset((head,)))


def measures(text: str, done: Collection[str]) -> bool:
    """Whether a noun for what was done has its own figure: "enrolment stands at 212" counts who are enrolled."""
    said = words(without_dates_and_references(text))
    for place, word in enumerate(said):
        if word.endswith("ed") or word in done or not is_same_deed(word, done):
            continue
        after = place + 1
        while after < len(said) and said[after] in _LEADS_TO_FIGURE | _STANDS:
            after += 1
        if after < len(said) and _is_figure(said[after]):
            return True
    return False


def _is_cell_of(cell: str, heads: Collection[str]) -> bool:
    """Whether a cell of a table, told as "column: figure", is under a column that names the thing."""
    name, mark, value = cell.partition(":")
    return bool(mark) and bool(_FIGURE.match(value)) and not set(heads).isdisjoint(index_terms(name))
