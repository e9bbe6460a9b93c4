"""Whether a sentence records votes by name: "Councillor Venn asked that his vote against be recorded".

How many voted which way, or that something was carried, names nobody.
"""

from __future__ import annotations

import re

from ingest.structure.emphasis import without_marks
from ingest.structure.terms import fold
from rag.known_as import SELF, KnownAs
from rag.persons import ACTOR, SURNAME, signed
from rag.question.votes import Side, VoteAsked

_LONGEST = 4000
"""Characters of a text that are looked at; a sentence has no more."""
_BETWEEN = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*;\s*)"
_NAMED = r"[\x02-\x04]"
"""Anybody named, of the signs of ``rag.persons.ACTOR``: that a body voted does not tell who of it did."""
_OTHERS = rf"(?:{ACTOR}|{SELF}|[A-Z][\w'-]+|[A-Z]\.?\s[A-Z][\w'-]+)"
_BRACKETS = r"(?:\s*\([^()]*\))?"
_SIDE_WORDS = {
    Side.FOR: r"(?:for|in\s+favou?r|yes|aye|with|to)",
    Side.AGAINST: r"(?:against|no|down)",
}
_SIDE_NOUNS = {
    Side.FOR: r"(?:for|in\s+favou?r|ayes?|yeas?|supporters|yes)",
    Side.AGAINST: r"(?:against|noes|nays?|dissent(?:ing|ers)?|oppos(?:ed|ing))",
    Side.ABSTAINED: r"(?:abst(?:ain(?:ed|ing|ers)?|entions?))",
}
_SURE_NOUNS = {
    Side.FOR: r"(?:ayes?|yeas?)",
    Side.AGAINST: r"(?:noes|nays?)",
    Side.ABSTAINED: r"(?:abst(?:ain(?:ed|ing|ers)?|entions?))",
}
"""What heads nothing but a list of those who voted so: "For:" may head anything."""
_ANSWERS = {
    Side.FOR: r"(?:aye|yes|yea|for)",
    Side.AGAINST: r"(?:nay|no|against)",
    Side.ABSTAINED: r"(?:abstain(?:ed|ing|s)?|abstention)",
}
"""What members answer, or are put down with, when their names are called."""
_SOMEBODY = r"(?!(?:None|Nobody|Neither|Both|All|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\b)"
"""What "(None opposed)" does not begin with."""
_COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)"
_ON_IT = r"(?:\s+(?:the\s+|this\s+)?(?:motion|amendment|proposal|proposition|recommendation|resolution)s?)?"
_ABSTAINED = r"abstain(?:ed|ing|s)"
_DISSENTED = r"dissent(?:ed|ing|s)"
_THEN = r",?\s+(?:(?:also|both|each|all|then|had|having|who|\w+ly)\s+)*"
_WISHED = r"(?:asked|requested|wished|wanted|desired)\b"
_ASKS = rf"{_WISHED}[^.;]{{0,30}}?\b(?:their|his|her|its|the)\s+(?:own\s+)?"


def records_vote(text: str, asked: VoteAsked, around: str = "", known: KnownAs | None = None) -> bool:
    """Whether the text names who voted as it is asked; ``around`` is what stands over it.

    Where one person's vote is asked for, ``known`` is how the paper may call them, and the vote must be theirs.
    """
    text = without_marks(" ".join(text.split()))[:_LONGEST]
    plain = known.sign(text) if known else signed(fold(text))
    one = SELF if known else _NAMED
    sides = asked.sides or frozenset(Side)
    if any(re.search(_told(side, one), plain) for side in sides):
        return True
    lead = " ".join(fold(around).rsplit("\n", 1)[-1].split())
    is_led = lead.endswith(":") and any(re.search(_leads(side), lead, re.IGNORECASE) for side in sides)
    return is_led and bool(re.search(one, plain))


def _group(one: str) -> str:
    """A list of names with ``one`` among them."""
    return rf"(?:{_OTHERS}{_BRACKETS}{_BETWEEN}){{0,30}}{one}{_BRACKETS}(?:{_BETWEEN}{_OTHERS}{_BRACKETS}){{0,30}}"


def _told(side: Side, one: str) -> str:
    """What records a vote on a side, of ``one``."""
    group, noun = _group(one), _SIDE_NOUNS[side]
    bare = SELF if one == SELF else rf"(?:{_NAMED}|{SURNAME})"
    several = SELF if one == SELF else rf"(?:{_NAMED}|{SURNAME}{_BETWEEN}{SURNAME})"
    told = [
        rf"(?:^|[.;:(|]\s*)(?i:{_SURE_NOUNS[side]}{_ON_IT})\s*(?:\(?\d+\)?)?\s*[:|\u2013-]\s*{_group(bare)}",
        rf"(?:^|[.;:(|]\s*)(?i:{noun}{_ON_IT})\s*(?:\(?\d+\)?)?\s*[:|\u2013-]\s*{_group(several)}",
        rf"(?:^|[:;,(]\s*|\band\s+){bare}\s*[:=(\u2013-]?\s*(?i:{_ANSWERS[side]})(?=\s*(?:[),;]|\.(?!\s*\d)|$))",
        rf"\b(?i:{noun}\s*[:\u2013-]?\s*{_COUNT}|{_COUNT}\s+(?:votes?\s+)?{noun})\s*\(\s*{_group(bare)}\s*\)",
        rf"[(;,]\s*(?:with\s+)?{group}\s+(?i:{noun})(?=\s*(?:[);,.]|$))",
        rf"{_COUNT}\s*(?:-|to)\s*{_COUNT}\s*\((?:[^()]*[;,]\s*)?{_SOMEBODY}{_group(bare)}\s+(?i:{noun})\s*[);,]",
        rf"(?:^|[.;:(|]\s*|\b[Vv]ot(?:ed|ing|es?)\s+)(?i:{noun}{_ON_IT})\s*(?:\(\d+\))?\s*[:|\u2013-]\s*{group}",
        rf"{group}\s*[:|\u2013(-]\s*(?i:{noun})(?=\s*(?:[);|,.]|$))",
    ]
    if side is Side.ABSTAINED:
        verbs, asked = _ABSTAINED, r"abstention\b"
        told.append(rf"\b(?i:abstentions?\s+(?:by|of|from))\s+{group}")
    else:
        verbs = rf"vot(?:ed|ing|es)\s+(?:\w+\s+)?{_SIDE_WORDS[side]}"
        asked = rf"(?:votes?|opposition|support)\s+(?:\w+\s+)?{noun}\b"
        told.append(rf"\b(?i:votes?\s+{noun}\b[^.;]{{0,40}}?\s(?:by|of|from|cast\s+by))\s+{group}")
        told.append(
            rf"{one}(?:'s?)?\s+(?i:(?:(?:has|had|also|then)\s+)*(?:(?:used|gave|cast|exercised)\s+(?:his|her|their|a|the)\s+)?"
            rf"(?:(?:own|second|or|casting|deciding)\s+)*votes?\s+(?:\w+\s+)?{noun})\b"
        )
    if side is Side.AGAINST:
        verbs, asked = rf"(?:{verbs}|{_DISSENTED})", rf"(?:{asked}|(?:dissent|opposition)\b)"
    told += [rf"{group}(?i:{_THEN}{verbs})\b", rf"{group}(?i:{_THEN}{_ASKS}{asked})"]
    told.append(
        rf"{group}(?i:{_THEN}{_WISHED}[^.;]{{0,40}}?\b(?:he|she|they)\s+(?:had\s+|have\s+)?{verbs})\b"
    )
    return "|".join(told)


def _leads(side: Side) -> str:
    """A line that lists of those who voted on a side stand under."""
    noun = _SIDE_NOUNS[side]
    verb = _ABSTAINED if side is Side.ABSTAINED else rf"vot(?:ed|ing|es)\s+(?:\w+\s+)?{noun}"
    return rf"^\W*{noun}{_ON_IT}\s*(?:\(\d+\))?\s*:$|\b{verb}\b[^.;:]{{0,60}}:$"
