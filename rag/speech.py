"""Which sentences of a passage tell what one person said, whom the sentence or the ones before it name as speaking.

That a name stands beside a subject is not enough: "in reply to Mr Pell, the Clerk said" tells what the Clerk said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.papers import Span
from ingest.store.records import StoredPassage
from ingest.structure.sentences import sentences
from rag.evidence import speaker_of
from rag.known_as import SELF, KnownAs
from rag.persons import ACTOR

_BETWEEN = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)"
_OTHERS = rf"(?:{ACTOR}|[A-Z][\w'-]+)"
_BRACKETS = r"(?:\s*\([^()]*\))?"
_NOT_TO = r"(?<!to )(?<!by )(?<!of )(?<!from )(?<!with )(?<!for )(?<!on )(?<!at )(?<!against )(?<!than )(?<!that to )"
_ASIDE = r"(?:\s*,[^.;:]{1,160}?,)?"
_ADVERBS = (
    r"(?:(?:also|then|had|has|have|further|again|both|first|next|later|therefore|however|still|\w+ly)\s+)*"
)
_NO_VERB = (
    r"(?:of|to|in|and|or|for|on|at|by|with|from|as|be|the|a|an|which|if|when|but|about|into|than|via|re|"
    r"per|its|their|his|her|must|shall|should|may|will|(?:was|were|is|are)\s+(?:not\s+)?(?:appointed|elected|nominated|present|absent|"
    r"willing\s+to\s+serve|thanked|welcomed|congratulated|told|asked|informed|advised|reminded|assured|invited|"
    r"requested|shown|given|sent|unable\s+to\s+attend|in\s+(?:attendance|the\s+chair))|be\s+|attended|attends|sent|"
    r"left|arrived|joined|seconded|chaired|presided|voted|abstained|opened\s+the\s+meeting|closed\s+the\s+meeting|"
    r"took\s+the\s+chair|gave\s+apologies|apologi[sz]ed\s+for\s+(?:his|her|their|absence|not)|"
    r"(?:declared|disclosed|repeated|registered|withdrew)\b[^.;]{0,40}\binterests?)\b"
)
_VERB = rf"(?!{_NO_VERB})[a-z]+"
_SAID_BY = (
    r"\b(?:raised|asked|reported|expressed|said|told|suggested|noted|stated|presented|introduced|mentioned|"
    r"highlighted|explained|described|outlined|voiced|sought|"
    r"(?:comments?|points?|suggestions?|statements?|remarks?|requests?)\s+(?:\w+\s+)?(?:made|given|put))"
    r"(?:\s+\w+){0,2}\s+by\s+"
)
_WORDS_OF = (
    r"\b(?:questions?|quer(?:y|ies)|requests?|concerns?|points?|suggestions?|comments?|updates?|statements?|"
    r"replies|reply|response|email|letter|view|opinion)\s+(?:\w+\s+)?(?:from|by|of)\s+|\baccording\s+to\s+"
)
_ITS_REPORT = (
    r"\b(?:report|statement|update|letter|speech|presentation)s?\s+(?:\w+\s+)?(?:of|by|from)\s+(?:the\s+)?"
)
_OWN = (
    r"'s?\s+(?:\w+\s+)?(?:views?|opinion|comments?|report|concerns?|questions?|reply|point|update|statement|"
    r"answer)\b"
)


def _subject(one: str) -> str:
    """Somebody who does what the sentence tells: a name, alone or among others, before a verb."""
    before = rf"{_NOT_TO}(?:{_OTHERS}{_BRACKETS}{_BETWEEN}){{0,8}}{_NOT_TO}"
    after = rf"{_BRACKETS}(?:{_BETWEEN}{_OTHERS}{_BRACKETS}){{0,8}}"
    return rf"{before}{one}{after}{_ASIDE}(?:\s*,)?\s+{_ADVERBS}{_VERB}"


_SPEAKS = re.compile(
    rf"{_subject(SELF)}|(?:{_SAID_BY}|(?i:{_WORDS_OF}))(?:{_OTHERS}{_BETWEEN}){{0,8}}{SELF}|"
    rf"{SELF}{_OWN}|(?:^|:)\W*{SELF}{_BRACKETS}\s*(?:[:\u2013-]|\s[A-Z]|$)|\b[Aa]sked\s+by\s+{SELF}"
)
_OF_BODY = r"(?:\s+(?:of|for|from|at)\s+(?:the\s+)?(?:[\w&'\x01-\x05-]+\s+){0,6}?[\w&'\x01-\x05-]+)?"
_OTHER_SPEAKS = re.compile(
    rf"^\W*(?:[^.;]{{0,80}},\s+)?(?:(?:[Tt]he\s+)?{ACTOR}{_BRACKETS}(?:{_BETWEEN}{_OTHERS})*{_OF_BODY}{_ASIDE}(?:\s*,)?\s+{_ADVERBS}{_VERB}|"
    rf"(?:(?:the|several|some|one|other|another|a|all|most|many|both)\s+)*(?i:members?|councillors?|officers?|panel|"
    rf"committee|board|council|residents?|authority|police)\s+{_ADVERBS}[a-z]+|"
    r"(?i:(?:he|she|they)\s+(?:was|were)\s+(?:told|advised|informed|assured|reminded)|it\s+was|there\s+was|concerns?\s+(?:was|were)|in\s+(?:reply|response|answer)))"
)
_GOES_ON = re.compile(r"\W*(?:He|She|They|His|Her|Their|In\s+(?:his|her|their)\s+(?:view|opinion))\b")
_TO_THEM = rf"(?!\W*(?:[\w']+\s+){{0,6}}(?:to|for|with|against|about|on|at)\s+(?:the\s+)?{SELF})"
"""Not "Letter to the Clerk:" or "Thanks to Mr Pell:", over which the words of others stand."""
_HEADS_TEXT = re.compile(
    rf"^{_TO_THEM}\W*(?P<mark>\w{{1,3}}[.)]\s*)?(?:[\w ]{{0,30}}\s)?{SELF}{_BRACKETS}"
    r"(?:(?:\s*(?:&|and)\s*[A-Z]\w+)?\s*[:\u2013-]|(?(mark)(?:\s*(?:&|and)\s*[A-Z]\w+)?)\s*\s?[A-Z])"
)
"""A passage that begins with whose words it is, as a heading does: "Mr Pell: the lamps", "(c) Clerk The lamps"."""
_HEADS = re.compile(
    rf"^\W*(?:[\w ]{{1,30}}:\s*)?{SELF}|(?i:{_ITS_REPORT}){SELF}|{SELF}(?:'s)?\s+(?i:reports?|update|statement)\b"
)

_HEADS_TURN = re.compile(
    rf"^\W*(?:\d+\W+)?{SELF}(?:\s*\([^:]{{0,120}}\)|\s+(?:[A-Z][\w.]*|{ACTOR})){{0,4}}\s*:\s"
)
"""As a record word for word heads what somebody says: "[12] Ann Pell AM: I thank the Committee"."""


@dataclass(frozen=True)
class Turn:
    """A sentence that is told as somebody's, as a span of its passage's text, and what it is said in answer to.

    ``of`` are the words of their turn: the sentence before it, and all that they say until somebody else speaks.
    """

    span: Span
    of: str


def spoken(passage: StoredPassage, known: KnownAs) -> list[Turn]:
    """The sentences of a passage that are told as what the person said, in order.

    Where others speak in it too, the sentences after one of theirs are theirs only as far as a pronoun says so:
    minutes do not always say who answers.
    """
    parts = [passage.text[span.start : span.end] for span in sentences(passage.text)]
    if (speaker := speaker_of(passage)) is not None:
        is_theirs = SELF in known.sign(speaker)
        return [Turn(span, passage.text) for span in sentences(passage.text)] if is_theirs else []
    said = [known.sign(part) for part in parts]
    is_led = _leads_in(passage.context_text, known) or bool(said and _HEADS_TEXT.search(said[0]))
    is_alone = is_led or not any(_OTHER_SPEAKS.search(each) and not _SPEAKS.search(each) for each in said)
    has_turn = is_led
    turns: list[tuple[str, list[int]]] = [("", [])]
    for number, signed in enumerate(said):
        is_speaking = bool(_SPEAKS.search(signed))
        has_turn = is_speaking or (has_turn and not _OTHER_SPEAKS.search(signed))
        if is_speaking or (has_turn and (is_alone or _GOES_ON.match(signed))):
            turns[-1][1].append(number)
        else:
            turns.append((parts[number], []))
    spans = sentences(passage.text)
    return [
        Turn(spans[number], " ".join([before, *(parts[each] for each in numbers)]))
        for before, numbers in turns
        for number in numbers
    ]


def _leads_in(context: str, known: KnownAs) -> bool:
    """Whether what stands over a passage says that it is the person's words: their report, or "Mr Pell said:"."""
    return any(_HEADS.search(line) or _says_on(line) for line in map(known.sign, _lines(context)))


def _says_on(line: str) -> bool:
    return line.endswith(":") and bool(_SPEAKS.search(line) or _HEADS_TEXT.search(line))


def _lines(context: str) -> Iterator[str]:
    yield from (line for line in context.split("\n") if line.strip())


def heads_turn(text: str, known: KnownAs) -> bool:
    """Whether a text begins with the name of the person and a colon."""
    return bool(_HEADS_TURN.match(known.sign(text[:200])))


def mentions(text: str, known: KnownAs) -> bool:
    """Whether the person is named at all."""
    return SELF in known.sign(text)
