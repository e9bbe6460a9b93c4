"""Words as the metrics compare them: folded, numbers as figures, endings cut.

Kept apart from the words of the search index on purpose: a change to how papers are searched must not move
the yardstick by which it is judged.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2013": "-", "\u2014": "-"}
)
_UNDERLINE = re.compile(r"</?u>")
_WORD = re.compile(r"[a-z0-9£€$%]+(?:[.,/'][a-z0-9]+)*")
_FIGURE = re.compile(r"[£€$]?(?P<whole>\d[\d,]*)(?P<fraction>\.\d+)?(?:st|nd|rd|th)?")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COUNTED = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
NEGATIONS = frozenset({"not", "no", "never", "none", "neither", "nor", "without"})
_EMPTY_WORDS = frozenset(
    # articles, pronouns
    "a an the i me he his she her it its itself they them their you your we our own "
    # verbs that only carry tense or mood, and what apostrophes leave behind
    "is are was were be been being do does did have has had "
    "can could may might should will would s t "
    # prepositions, conjunctions
    "about after also and any as at before between by during for from if in into of on or out over per than "
    "to too under until up via very with then there so some such same other most more "
    # pointing and asking
    "that these this those what when where which while who whom why how".split()
)
_ENDINGS = ("ation", "ition", "ments", "ment", "ings", "ing", "ion", "ed", "ly", "al", "er", "or")
_DOUBLED = re.compile(r"([bcdfghjklmnpqrstvwxyz])\1$")
_KEPT_LETTERS = re.compile(r"[a-z]{3}$")


def fold(text: str) -> str:
    """Curly quotes and dashes made plain, underline tags dropped, white space to single blanks."""
    return " ".join(_UNDERLINE.sub("", text.translate(_PLAIN)).split())


def first_words(text: str, n_words: int) -> str:
    """The first ``n_words`` blank-separated words of the folded text."""
    return " ".join(fold(text).split()[:n_words])


def words(text: str) -> list[str]:
    """Lower-case words in order; five, 5th and £5.00 are all ``5``, and 60,000 is ``60000``."""
    return [_as_figure(word) for word in _WORD.findall(fold(text).lower())]


def content_words(text: str) -> list[str]:
    """Words that carry a subject: without empty words and negations, repeats kept."""
    return [word for word in words(text) if word not in _EMPTY_WORDS and word not in NEGATIONS]


def stems(text: str) -> frozenset[str]:
    """Distinct stems of the content words."""
    return frozenset(stem(word) for word in content_words(text))


def numbers(text: str) -> frozenset[str]:
    """Distinct plain numbers in the text, words up to twelve included."""
    return frozenset(word for word in words(text) if _PLAIN_NUMBER.fullmatch(word))


def has_negation(text: str) -> bool:
    """True when the text holds not, no, never, none, neither, nor or without."""
    return not NEGATIONS.isdisjoint(words(text))


def longest_shared_run(some: list[str], other: list[str]) -> int:
    """How many words in a row the two have in common at most; 0 when either is empty."""
    # autojunk would leave frequent words out of long texts and so break runs.
    return SequenceMatcher(None, some, other, autojunk=False).find_longest_match().size


def holds_words(text: str, phrase: str) -> bool:
    """True when the phrase stands in the text as whole words in a row; False for a phrase without words."""
    wanted = words(phrase)
    return bool(wanted) and longest_shared_run(wanted, words(text)) == len(wanted)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without plural and the commonest endings; figures and words under four letters stay.

    Cruder than Snowball, and the same in every version of the program: scores of two runs stay comparable.
    """
    if word.isdigit() or len(word) < 4:
        return word
    word = _singular(word.removesuffix("'s"))
    for ending in _ENDINGS:
        if word.endswith(ending) and _KEPT_LETTERS.search(word.removesuffix(ending)):
            word = word.removesuffix(ending)
            break
    if _KEPT_LETTERS.search(word[:-1]):
        word = word.removesuffix("e")
    return _DOUBLED.sub(r"\1", word)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        word = word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    return word.removesuffix("s") if _KEPT_LETTERS.search(word[:-1]) else word


def _as_figure(word: str) -> str:
    word = _COUNTED.get(word, word)
    figure = _FIGURE.fullmatch(word)
    if figure is None:
        return word
    fraction = figure["fraction"] or ""
    return figure["whole"].replace(",", "") + ("" if fraction.strip(".0") == "" else fraction)
