"""Words as the index and the questions both see them: folded, stemmed, without the empty ones."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"#?[a-z0-9£€$%]+(?:[.,/'][a-z0-9]+)*", re.IGNORECASE)
_FOLD = {
    "\u2019": "'",
    "\u2018": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00a0": " ",
    "\u2013": "-",
    "\u2014": "-",
}
_BROKEN = re.compile(r"(?<=[a-z]{2})-[ \t]*\n[ \t]*(?=[a-z]{2})")
_LONGEST_WORD = 100
"""Letters; a longer one has no stem and is not remembered, or what is sent could fill the memory."""
_WORDS_KEPT = 8192
"""Words whose figure and stem are remembered: the usual ones. With many more, numbers that one paper alone has would go
on filling the memory of a service for hours."""
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
_PER_CENT = frozenset(("%", "percent", "cent"))
"""Words that may belong to the figure before them."""
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
_SINGULARS = dict(
    pair.split("=")
    for pair in (
        "buses=bus gases=gas lenses=lens crises=crisis analyses=analysis children=child women=woman men=man "
        "knives=knife thieves=thief wives=wife wolves=wolf shelves=shelf loaves=loaf"
    ).split()
)
"""Plurals that Snowball takes for another word than their singular."""
STOP_WORDS = frozenset(
    "a about after again all also am an and any are as at be because been before being between both but by can "
    "could did do does doing done during each for from further had has have having he her here hers him his how i "
    "if in into is it its itself just may me might more most must my no nor not now of off on once only or other "
    "our out over own per said same shall she should so some such than that the their them then there these they "
    "this those through to too under until up upon us very was we were what when where whether which while who "
    "whom whose why will with within would you your".split()
)
"""Words that carry no subject. Question words are among them: the question type is read separately."""


def fold(text: str) -> str:
    """Curly quotes, dashes and no-break spaces made plain; the length stays the same."""
    if not text.isascii():
        for printed, plain in _FOLD.items():  # several times as fast as str.translate
            text = text.replace(printed, plain)
    return text


def unbroken(text: str) -> str:
    """Words that a line end has cut in two, made whole, for searching only."""
    return _BROKEN.sub("", text) if "-" in text else text


def words(text: str) -> list[str]:
    """Lower-case words and numbers in order; number words to twelve and ordinals become figures, per cent "%"."""
    printed = [
        _figure(word) if len(word) <= _LONGEST_WORD else _read_figure(word)
        for word in _WORD.findall(fold(unbroken(text)))
    ]
    if _PER_CENT.isdisjoint(printed):
        return printed
    found: list[str] = []
    for word in printed:
        if word in ("%", "percent") and found and found[-1][-1].isdigit():
            found[-1] += "%"
        elif word == "cent" and found[-1:] == ["per"] and found[-2:-1] and found[-2][-1].isdigit():
            found[-2:] = [f"{found[-2]}%"]
        else:
            found.append(word)
    return found


def _read_figure(printed: str) -> str:
    """A word as it is looked up: in lower case, ordinals and number words as figures."""
    word = printed.lower()
    word = _NUMBER_WORDS.get(word, word)
    ordinal = _ORDINAL.match(word)
    if ordinal:
        return ordinal.group(1)
    if word[-1].isdigit() or word[0] in "£€$":
        word = word.lstrip("£€$").replace(",", "") or word
    return word.removesuffix("'s")


_figure = lru_cache(maxsize=_WORDS_KEPT)(_read_figure)


@lru_cache(maxsize=_WORDS_KEPT)
def stem(word: str) -> str:
    """The Snowball English stem, of a plural in -ves and the like its singular's; words with a digit stay as they are.

    So do endless ones.
    """
    if len(word) > _LONGEST_WORD or any(character.isdigit() for character in word):
        return word
    return str(_STEMMER.stemWord(_SINGULARS.get(word, word)))


_STEMMER = Stemmer.Stemmer("english")


def index_terms(text: str) -> list[str]:
    """Stemmed words in order, stop words left out: what is indexed and what is looked up."""
    return [
        stem(word) if len(word) <= _LONGEST_WORD else word for word in words(text) if word not in STOP_WORDS
    ]
