"""What a question wants counted: "how many lamp posts were mended" wants lamp posts, and those that were mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.structure.terms import fold, index_terms, stem
from rag.checking.lexicon import plain_root, root

_COUNTED = re.compile(
    r"\bhow\s+many\s+(?P<what>(?:[\w'-]+\s+){0,3}?[\w'-]+)\s+(?:(?:did|do|does|was|were|is|are|has|have|had|will|would|"
    r"can|could|should|may|might|of|in|on|at|by|for|from|to|there|that|who)\b|\w+(?:ed|en)\b)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\bhow\s+many\s+(?:of\s+(?:the|those|these)\s+)?(?:other\s+|more\s+)?(?P<what>people|persons|individuals)\b",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"\bhow\s+many\s+(?:(?:were|are|have|had|been)\s+)*(?P<verb>[a-z]{2,}ed)\b"
    r"(?=\s+(?:to|for|against|in|on|at|from|by|with|up|out|yes|no|about|the|an?|this|that|it|during|last|before|after)\b|"
    r"\W*$)"
)
"""Those who are counted are not named: "how many voted for it"."""
_NO_DEED = frozenset("need speed feed seed deed shed bed red breed weed hundred".split())
_PAST = re.compile(
    r"\s+(?:came|went|took|left|gave|got|had|spoke|wrote|rang|sat|stood|ran|swam|fell|lost|won)\b"
)
"""Where what is counted ends, and what it did begins."""
_ANYBODY = frozenset(index_terms("people persons individuals times things others"))
"""What is counted is seldom called so in papers: they say who or what it is."""
_BE = r"(?:was|were|is|are|be|been|being|got|get)"
_AUXILIARY = rf"(?:(?:has|have|had|will|would|can|could|should|may|might|not|also|who|that|there|{_BE})\s+)*"
_DONE = re.compile(
    rf"^\s*(?P<auxiliary>{_AUXILIARY})(?:\w+ly\s+)*(?P<verb>[a-z-]+)\b"
    r"(?:\s+(?:or|and)\s+(?:\w+ly\s+)?(?P<also>[a-z-]+ed|hurt)\b)?"
)
_DONE_BY = re.compile(
    r"^\s*(?:did|do|does)\s+(?:[\w'-]+\s+){1,5}?(?P<verb>[a-z-]+)"
    r"(?=\s+(?:in|at|on|for|during|last|this|by|from|to|since|as|under|with|when|after|before)\b|\W*$)"
)
_PLACED = re.compile(
    r"^\s*(?:in|at|from|on|[a-z]+(?:ed|en))\s+(?:[\w'-]+\s+){0,5}?(?P<auxiliary>(?:was|were|is|are|have|has|had)\s+"
    r"(?:been\s+|being\s+)?)(?P<verb>[a-z]+ed|[a-z]+en|hurt|shot)\b|"
    r"^\s*(?:in|at|from|on)\s+(?:[\w'-]+\s+){1,5}?(?P<alone>[a-z]+ed)\b"
)
"""Where they are, or who they are, stands before what they did: "people in the town were arrested"."""
_UNCHANGED = frozenset("hurt shot hit burnt".split())
"""Participles that neither end like one nor are known as irregular."""
_ENDS_IN_EN = frozenset(
    "women men children open often even then seven eleven ten green hidden keen sudden".split()
)
_LIGHT = frozenset(
    root(word)
    for word in (
        "be have do make give get take hold see record report note list mention say count register identify find show "
        "involve need require expect include state tell exist receive provide propose plan come go know want remain "
        "there say mean set put call left bring think suggest estimate require affect relate"
    ).split()
)
"""Roots of verbs that papers leave out, or say in any other word."""
_NO_VERB = frozenset(
    "in at on of from to by for with under over there that who the a an were was are is per as".split()
)


@dataclass(frozen=True)
class Counted:
    """What is to be counted: in the question's words, and the index terms of these that papers would use.

    ``head`` is the term of the thing itself, without what is said of it ("posts" of "lamp posts"); None where the
    question calls it only "people" or "times". ``done`` is what they did or had done to them, as the question has it
    ("mended"), empty where the question says nothing of the kind that papers would have to say too.
    """

    words: str
    terms: frozenset[str]
    head: str | None
    done: frozenset[str] = frozenset()


@lru_cache(maxsize=16)
def counted(question: str) -> Counted | None:
    """What a question wants counted; None where it wants no count."""
    plain = " ".join(fold(question).split())
    people = _PEOPLE.search(plain)
    unnamed = _UNNAMED.search(plain.lower())
    if people is None and unnamed is not None and unnamed.group("verb") not in _NO_DEED:
        verb = unnamed.group("verb")
        return Counted(verb, frozenset(), None, frozenset() if root(verb) in _LIGHT else frozenset((verb,)))
    match = people or _COUNTED.search(plain)
    if match is None:
        return None
    what, rest = match.group("what"), plain[match.end("what") :].lower()
    if past := _PAST.search(what):
        what, rest = what[: past.start()], f"{what[past.start() :]}{rest}".lower()
    terms = [term for term in index_terms(what) if term not in _ANYBODY]
    # "Of the closed cases" breaks off before the thing: what follows is no verb.
    verbs = _verbs(rest, is_of_people=people is not None) if people or terms else []
    last = index_terms(what)[-1:]
    return Counted(
        " ".join([what, *(verbs and [" or ".join(verbs)])]),
        frozenset(terms),
        last[0] if last and last[0] in terms else None,
        frozenset(verbs),
    )


def _verbs(rest: str, *, is_of_people: bool) -> list[str]:
    """What those that are counted did, or had done to them, as the question goes on; empty for nothing telling.

    Of people also what they do ("live in") and what somebody did to them ("did the police arrest").
    """
    done, placed = _DONE.match(rest), _PLACED.match(rest) if is_of_people else None
    by = _DONE_BY.match(rest) if is_of_people else None
    if placed:
        verbs = [placed.group("verb") or placed.group("alone")]
    elif done and _is_done(done, is_of_people=is_of_people):
        verbs = [verb for verb in (done.group("verb"), done.group("also")) if verb]
    else:
        verbs = [by.group("verb")] if by else []
    return [] if any(root(verb) in _LIGHT for verb in verbs) else verbs


def _is_done(match: re.Match[str], *, is_of_people: bool) -> bool:
    verb, auxiliary = match.group("verb"), match.group("auxiliary").split()
    if verb in _NO_VERB or verb in _ENDS_IN_EN or verb in ("did", "do", "does"):
        return False
    is_past = verb.endswith(("ed", "en")) or verb in _UNCHANGED or plain_root(verb) != stem(verb)
    is_going_on = verb.endswith("ing") and bool(auxiliary) and re.fullmatch(_BE, auxiliary[-1]) is not None
    return is_past or is_going_on or (is_of_people and not auxiliary)
