"""The words for deciding: in a question, whether it asks what a body decided, and in a paper, whether it tells that."""

from __future__ import annotations

import re

from ingest.structure.terms import fold

_BODY = (
    r"(?:panel|board|committee|sub-?committee|council|authority|cabinet|executive|commission|assembly|forum|partnership|"
    r"members|councillors|trustees|governors|meeting)"
)
_BACKING = r"(?:support|back|oppose|favou?r|object\s+to|come\s+out\s+(?:for|against))"
_BACKED = r"(?:supported|backed|opposed|favou?red|objected\s+to|turned\s+down)"
_NOTHING_DECIDED = (
    r"(?:took\s+no\s+(?:view|decision|position|vote)|made\s+no\s+decision|no\s+decision\s+(?:was|had\s+been)\s+(?:made|taken|reached)|"
    r"(?:was|were|be|been)\s+(?:held\s+over|put\s+off|postponed))"
)
"""How minutes tell that a thing was left undecided, which is what became of it."""
_LOST = r"(?:^\W*|\b(?:motion|proposal|amendment)\s+(?:was\s+)?)(?:lost|failed|fell|defeated|not\s+agreed)\b"
_ASKS_FOR_BACKING = re.compile(
    rf"\b(?:did|does|do|has|have|had|will|would|is|was)\b[^,;?]*?\b{_BODY}\s+(?:\w+ly\s+|then\s+|not\s+)?"
    rf"(?:{_BACKING}|{_BACKED})\b(?!\s+up\b)|"
    rf"^(?:was|is|has)\s[^,;?]*?\s(?:been\s+)?{_BACKED}(?:\s+by\s+(?:the\s+)?(?:[\w'-]+\s+){{0,4}}{_BODY}\b.*)?"
    r"(?:\s+(?:in|on|at)\s[^,;?]*)?\W*$"
)
"""Whether a body stands behind a bid or a scheme is a decision; what support somebody gets is none."""
_DECIDING = (
    r"(?:decid\w*|decisions?|resolv\w*|resolutions?|agreed?|approv\w*|vot(?:e|ed|es)|adopt\w*|endors\w*|"
    r"reject\w*|refus\w*|deferr\w*|ratif\w*)"
)
_ASKS_DECIDED = re.compile(rf"\b{_DECIDING}\b")
TELLS_DECIDED = re.compile(
    r"\b(?:agreed|resolved|decided|approved|adopted|endorsed|rejected|refused|deferred|ratified|carried|granted|"
    r"awarded|confirmed|accepted|voted|appointed|elected|nominated|undertook|(?:has|have|had)\s+undertaken|promised|"
    r"committed\s+(?:itself\s+)?to(?!\s+(?:prison|custody|trial)))\b|"
    rf"\b{_BODY}\s+(?:\w+ly\s+|then\s+)?(?:{_BACKED}|did\s+not\s+(?:{_BACKING}|agree|approve|accept|adopt|endorse))\b|"
    rf"\b{_BODY}\b[^.;]{{0,80}}\band\s+did\s+not\s+(?:{_BACKING}|agree|approve|accept|adopt|endorse)\b|"
    rf"\b{_NOTHING_DECIDED}\b|{_LOST}|"
    r"(?:^|[.;]\s)Decisions?\s*[:\u2013-]",
    re.IGNORECASE,
)
_DECISION_OF_BODY = re.compile(
    r"^\W*(?:decisions?\s*[:\u2013-]|(?:unanimously\s+)?(?:resolved|agreed)\b)|"
    r"(?-i:[:.;]\s+(?:RESOLVED|AGREED)\b)|"
    r"\bit\s+was\s+(?:\w+ly\s+|then\s+|also\s+|further\s+){0,2}"
    r"(?:agreed|resolved|decided|approved|rejected|refused|deferred)\b|"
    rf"\b(?:the|our|this)\s+(?:\w+\s+){{0,4}}{_BODY}\s+(?:\w+ly\s+|then\s+|also\s+|has\s+|had\s+){{0,2}}"
    r"(?:(?:agreed|resolved|decided|approved|adopted|endorsed|rejected|refused|deferred|ratified|voted|accepted)\b|"
    rf"{_BACKED}\b|did\s+not\s+(?:{_BACKING}|agree|approve|accept|adopt|endorse)\b)|"
    rf"\b{_NOTHING_DECIDED}\b|"
    r"\bmembers\s+(?:\w+ly\s+)?(?:agreed|resolved|decided|approved|rejected|voted)\b",
    re.IGNORECASE,
)


def asks_for_backing(question: str) -> bool:
    """Whether a question, in lower case, asks if a body stood behind something: "did the board back the bid"."""
    return bool(_ASKS_FOR_BACKING.search(question))


def asks_of_deciding(question: str) -> bool:
    """Whether a question has a word for deciding in it, or asks if a body stood behind something."""
    asked = fold(question).lower()
    return bool(_ASKS_DECIDED.search(asked)) or asks_for_backing(asked)


def tells_decision_of_body(text: str) -> bool:
    """Whether a sentence tells what a meeting decided, in words that are used of meetings and of nobody else."""
    return bool(_DECISION_OF_BODY.search(text))
