"""What somebody said of a thing is asked: that only words which the papers give as theirs can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.structure.terms import fold, index_terms, stem
from rag.question.somebody import Somebody, somebody


@dataclass(frozen=True)
class SpeechAsked:
    """Whose words are asked for, and the index terms of what they are to be about; no terms for anything at all."""

    speaker: Somebody
    about: frozenset[str]


_SAY = (
    r"(?:say|said|tell|told|think|thought|report|reported|explain|explained|argue|argued|suggest|suggested|claim|"
    r"claimed|mention|mentioned|raise|raised|comment|commented|advise|advised|ask|asked|state|stated|believe|believed|"
    r"propose|proposed|warn|warned|note|noted|respond|responded|reply|replied|answer|answered|want|feel|felt)"
)
_VIEWS = (
    r"(?:views?|opinions?|comments?|remarks?|position|answers?|repl(?:y|ies)|response|concerns?|questions?|"
    r"thoughts)"
)
_ON = r"(?:about|on|regarding|concerning|of|to|in relation to|with regard to|as to|in respect of)"
_ASKS = (
    re.compile(
        rf"^(?:and |so |but )?what (?:else )?(?:did|has|had|does|do) (?P<who>.+?) (?:have to )?{_SAY}\b(?P<rest>.*)$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^what (?:was|were|is|are) (?P<who>.+?)(?:'s|s') (?:\w+ )?{_VIEWS}\b(?P<rest>.*)$", re.IGNORECASE
    ),
    re.compile(rf"^what (?:was|were|is|are) the {_VIEWS} of (?P<who>.+?) (?P<rest>{_ON} .*)$", re.IGNORECASE),
    re.compile(rf"^(?:did|has|had) (?P<who>.+?) {_SAY} (?:anything|something)\b(?P<rest>.*)$", re.IGNORECASE),
)
_SAYING = frozenset(
    stem(word)
    for word in (
        "say said tell told think thought report reported explain mention mentioned comment comments view views "
        "opinion ask asked raise raised concern concerns question questions answer reply response respond "
        "anything something matter matters issue issues subject topic panel committee board council authority "
        "meeting meetings members member regarding concerning relation regard respect us them"
    ).split()
)
_TO_WHOM = re.compile(r"^\s*to\s+.+?\s(?=(?:about|on|regarding|concerning)\s)", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:at|in|during|on|since|before|after)\s+(?:the\s+)?(?:(?:meeting|minutes)\b.*|\d.*|(?:19|20)\d\d\b.*|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*\b.*)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=16)
def speech_asked(question: str) -> SpeechAsked | None:
    """Whose words on what a question asks for; None where it asks for no single person's."""
    printed = " ".join(fold(question).split()).rstrip(" ?.!")
    for pattern in _ASKS:
        match = pattern.match(printed)
        speaker = somebody(match.group("who")) if match else None
        if match and speaker:
            rest = _TO_WHOM.sub(" ", _WHEN.sub("", match.group("rest")))
            return SpeechAsked(speaker, frozenset(index_terms(rest)) - _SAYING - speaker.terms)
    return None
