"""Whether a question stands alone, and what in it points at something said before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.terms import STOP_WORDS, fold, words
from rag.question.asking_words import ASKING, AUXILIARY, HEAD, PERSON, PERSON_NAME, WORDLESS
from rag.question.periods import periods
from rag.question.topics import is_body_word

_OPENING = re.compile(
    r"^(?:(?:and|but|so|or|then|ok|okay|also|well|now|right|thanks)\b[\s,]*)+", re.IGNORECASE
)
WHAT_ABOUT = re.compile(
    r"^(?:what|how) about\s+(?P<thing>.+)$|^(?:the )?same (?:question )?(?:for|about|with)\s+(?P<same>.+)$",
    re.IGNORECASE,
)
"""Nothing but another ``thing`` for the question before."""
BARE = re.compile(
    r"^(?P<word>(?:by|to|for|from|with|on)\s+(?:whom|what)|who|whom|why(?: not)?|when|where|how|how "
    r"(?:much|many|often|long|so|come)|"
    r"how much money|which (?:one|ones|meeting)|(?:by|since|until|till|from|to) when|what for|for how long|"
    r"at "
    r"what (?:cost|price))$",
    re.IGNORECASE,
)
"""A question word alone."""
_PRONOUN = re.compile(
    rf"\b(?P<it>it|they|them|he|she|him|the other (?:ones?|two)|"
    rf"the same(?= ?[?.!]*$)|this(?= ?[?.!]*$)|these(?= ?[?.!]*$)|those(?= ?[?.!]*$)|that(?= ?[?.!]*$)|"
    rf"(?:this|that|these|those)(?= {AUXILIARY}\b)|(?<=did )(?:that|this|these|those)\b|"
    rf"(?<=was )(?:that|this)\b|(?<=were )(?:these|those)\b|(?<=does )(?:that|this)\b|(?<=is )(?:that|"
    rf"this)(?= )|(?<=has )(?:that|this)\b|"
    rf"(?<=will )(?:that|this)\b|(?<=would )(?:that|this)\b|(?<=about )(?:that|this|these|those)(?= )|"
    rf"(?:this|that|these|those) (?:decision|item|matter|report|proposal|plan|meeting|motion|amount|sum|"
    rf"figure|cost|point|issue|"
    rf"recommendation|vote|scheme|project|one|ones)s?)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\b(?P<it>its|their|his|her)\b(?= \w)", re.IGNORECASE)
_DUMMY = re.compile(
    r"\b(?:is|was|will) it (?:be )?(?:true|possible|likely|legal|right|correct|known|clear|the case|"
    r"necessary|\w+ that\b)|"
    r"\bit (?:is|was) (?:\w+ )?(?:agreed|said|decided|resolved|noted|true|possible)\b(?= that)",
    re.IGNORECASE,
)
_SOMEONE = re.compile(
    r"\b(?:councillor|member|officer|resident|chair\w*|manager|warden|commissioner|constable|person|man|"
    r"woman|mayor|clerk)\b",
    re.IGNORECASE,
)
_NAMED_THING = re.compile(
    r"\b(?:the|an?|any|each|every|about|on|of|for|in|from|with|at)\s+(?P<noun>[a-z][\w'-]*)(?:\s|$)|"
    r"(?<=\w )(?P<name>[A-Z][\w'-]+)"
)
_COUNTED = re.compile(r"\b(?:how many|which|what)\s+(?P<noun>[a-z][\w'-]*)", re.IGNORECASE)
_PLURAL = frozenset(("they", "them", "their", "these", "those"))


def is_follow_up(question: str, bodies: Sequence[str] = ()) -> bool:
    """True for a question that says of what it is only together with one before it."""
    rest = asked_in(question)
    if BARE.match(rest) or WHAT_ABOUT.match(rest):
        return True
    return is_only_time(rest) or is_fragment(question, rest) or open_pronoun(rest) is not None


def asked_in(question: str) -> str:
    """The question without "And", "But", "So" before it and without its mark."""
    return _OPENING.sub("", fold(question)).strip().rstrip("?!. ").strip()


def is_only_time(rest: str) -> bool:
    """True for "in 2020" and "at the June 2024 meeting": nothing but a time is new."""
    found = periods(f"in {rest}") if re.fullmatch(r"(?:19|20)\d\d", rest) else periods(rest)
    left = rest
    for period in reversed(found):
        left = (
            left[: period.span.start] + " " + left[period.span.end :] if period.span.end <= len(rest) else ""
        )
    small = {"meeting", "meetings", "minutes"}
    is_turn = re.fullmatch(
        r"(?:at|in|from)?\s*the (?:last|latest|next|previous|most recent) (?:meeting|year)|last year|this "
        r"year|(?:the )?year "
        r"before(?: that)?|before that|after that|since then|since",
        rest,
        re.IGNORECASE,
    )
    return bool(is_turn) or (bool(found) and all(word in STOP_WORDS | small for word in words(left)))


def is_fragment(question: str, rest: str) -> bool:
    """True for words without a verb of asking that are put after "And": "And the flood gates?"."""
    is_added = bool(_OPENING.match(question))
    has_question = bool(HEAD.match(rest)) or bool(ASKING.match(rest))
    return is_added and not has_question and 0 < len(rest.split()) <= 8


def open_pronoun(rest: str) -> re.Match[str] | None:
    """The first word that points at something said before; None where the question itself says what it means."""
    if _DUMMY.search(rest):
        return None
    match = _PRONOUN.search(rest) or _OWNED.search(rest)
    if match is None:
        return None
    return None if _names_something(rest[: match.start()], match.group("it").lower()) else match


def _names_something(before: str, pronoun: str) -> bool:
    """Whether the words before a pronoun name what it can mean."""
    if pronoun in PERSON:
        return bool(PERSON_NAME.search(before) or _SOMEONE.search(before))
    named = [match.group("noun") or match.group("name") for match in _NAMED_THING.finditer(before)]
    if pronoun in _PLURAL:
        named += [match.group("noun") for match in _COUNTED.finditer(before)]
    # A body has its own figures and members, but it is seldom what "it" means.
    can_be_body = pronoun in ("its", "their")
    return any(
        (can_be_body or not is_body_word(noun.lower())) and noun.lower() not in STOP_WORDS | WORDLESS
        for noun in named
    )
