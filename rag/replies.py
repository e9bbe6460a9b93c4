"""What somebody said is so, and what was said to it: minutes tell the one in a sentence, the other in the next.

Neither is left out of an answer without the other: that "the works had begun" is the claim of one person, and that
the Clerk replied they had not is what the meeting heard on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.lines import is_row, mark_length
from ingest.structure.motions import is_motion
from ingest.structure.sentences import sentences
from ingest.structure.terms import STOP_WORDS, words
from rag.claims import ANSWERED, ASKED, CLAIMS, OFFICE, REPLIES, plain, tells_claim
from rag.counts import is_same_deed
from rag.evidence import answer_to
from rag.extract import Candidate
from rag.figures import numbers
from rag.items import PassagesOf, of_item
from rag.motions import tells_result
from rag.persons import ACTOR, SURNAME, signed

_FARTHEST = 4
"""Sentences after a claim in which the one who made it may go on before anybody replies."""
_LONGEST_JOINT = 40
"""Characters between two passages of which one follows on the other: list marks and white space."""
_FEWEST_LETTERS = 4
_WHO = (
    rf"(?:(?:[Tt]he\s+)?(?:[A-Z][\w'.&-]*\s+){{0,4}}{ACTOR}(?:\s+(?:of|for)\s+(?:[\w'&-]+\s+){{0,5}}?[\w'&-]+)?(?:\s*\([^()]*\))?(?:\s*,[^.;:]{{1,120}}?,)?|"
    rf"[Tt]he\s+(?:[\w'-]+\s+){{0,4}}?{OFFICE}(?:\s+(?:of|for)\s+[\w'& -]{{1,60}}?)?(?:\s*\([^()]*\))?|"
    rf"(?:[A-Z][\w'-]*\s+){{0,3}}{OFFICE}(?:\s+{ACTOR})?|"
    r"[Aa]n?\s+(?:[\w'-]+\s+){0,2}(?:officer|member|councillor|resident|speaker)|[Oo]fficers|"
    r"[Tt]he\s+(?:[\w'-]+\s+){0,2}(?:officer|applicant|agent|company|developer|council|authority|board|trust|police))"
)
_ADVERBS = r"(?:\s+(?:also|then|had|has|however|therefore|later|\w+ly))*"
_REPLIES = re.compile(
    rf"^\W*(?:In\s+(?:reply|response|answer)\b(?!\s+to\s+(?:an?|some|other|another|further|several|various|questions)\b)|(?:(?:Answer|Reply|Response|A)\s*:)|"
    rf"(?:However,\s+|But\s+)?{_WHO}{_ADVERBS}\s+{REPLIES}\b|"
    rf"It\s+was\s+(?:\w+ly\s+)?(?:clarified|explained|pointed\s+out|confirmed|replied|denied)\b|"
    rf"(?:This|That|The\s+(?:claim|figure|allegation|suggestion))\s+was\s+(?:\w+ly\s+)?(?:denied|disputed|corrected|rejected|"
    r"not\s+(?:so|true|correct|the\s+case|accepted|recogni[sz]ed)))"
)
_SAID_TO = re.compile(r"^\W*(?:(?:He|She|They)\s+(?:was|were)\s+(?:told|advised|informed|assured)\b)")
_OTHER = re.compile(
    rf"^\W*(?:However,\s+|But\s+)?(?P<who>{_WHO}){_ADVERBS}\s+(?P<verb>[a-z]+)\b(?P<said>.*)$"
)
_NO_SPEECH = re.compile(
    r"(?:moved?|proposed|seconded|left|joined|arrived|declared|disclosed|thanked|welcomed|voted|abstained|withdrew|"
    r"is|are|was|were|be|of|to|in|and|or|for|on|at|by|with|from|as|the|a|an|will|shall|should|may|must|that|re|"
    r"introduced|presented|opened|closed|took|gave|asked|enquired|queried|questioned|noted|approved|agreed|resolved|"
    r"recommended|raised|adjourned|requested|received|considered|appointed|elected)"
)
_GOES_ON = re.compile(r"^\W*(?:He|She|They|His|Her|Their|In\s+(?:his|her|their))\b")
_POINTS_BACK = re.compile(
    r"^\W*(?:that\s+)?(?:it|this|these|those|they|there|that\s+(?:was|is|had|would))\b|"
    r"\b(?:that|this|the)\s+(?:figure|claim|number|sum|amount|allegation|statement|suggestion|case)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:not|no|never|none|nothing|only|already|yet|wrong|incorrect|untrue|\w+n't)\b", re.IGNORECASE
)
_LAST_NAME = re.compile(rf"({SURNAME})\W*$")


@dataclass(frozen=True)
class Replied:
    """The sentence in which others reply to what somebody said, where it stands in its paper."""

    passage: StoredPassage
    span: Span


def reply_to(candidate: Candidate, passages: PassagesOf) -> Replied | None:
    """What others are told to have said to it, right after a sentence that tells what somebody said or asked.

    Whoever said it may go on first. None where nobody replies, or where the next speaker is on something else.
    """
    if (answer := answer_to(candidate.passage, passages)) is not None:
        return Replied(*answer)
    if not tells_claim(candidate):
        return None
    claim = plain(candidate.text)
    asked = ASKED.search(claim)
    if asked is not None and ANSWERED.search(claim, asked.end()):
        return None  # "asked how many, and was told that it was two"
    for number, (passage, span) in enumerate(_after(candidate, passages)):
        text = plain(passage.text[span.start - passage.span.start : span.end - passage.span.start])
        if number == _FARTHEST or passage.role in (Role.RESOLUTION, Role.RECOMMENDATION, Role.HEADER):
            return None
        if is_row(text) or text.endswith(":") or is_motion(text) or tells_result(text):
            return None
        if _is_reply(claim, text, is_next=number == 0):
            return Replied(passage, span)
        if not _goes_on(claim, text):
            return None
    return None


def _after(candidate: Candidate, passages: PassagesOf) -> Iterator[tuple[StoredPassage, Span]]:
    """The sentences that follow under the same item, in order, with their passages; list marks left out."""
    held = candidate.passage
    last = candidate.span.end
    for passage in [held, *(each for each in of_item(held, passages) if each.span.start >= held.span.end)]:
        if passage is not held and passage.span.start - last > _LONGEST_JOINT:
            return
        for each in sentences(passage.text):
            words_ = passage.text[each.start : each.end]
            start = passage.span.start + each.start + mark_length(words_)
            if start >= candidate.span.end:
                yield passage, Span(start, passage.span.start + each.end)
        last = passage.span.end


def _is_reply(claim: str, text: str, *, is_next: bool) -> bool:
    said = signed(text)
    if _REPLIES.match(said) or _SAID_TO.match(said):
        return True
    other = _OTHER.match(said)
    if (
        other is None
        or _NO_SPEECH.fullmatch(other.group("verb"))
        or not is_next
        or _is_same_speaker(claim, text)
    ):
        return False
    if not _is_on(claim, text, other):
        return False
    theirs, ours = numbers(text), numbers(claim)
    differs = bool(theirs and ours and theirs != ours)
    return differs or bool(ASKED.search(claim) or _AGAINST.search(other.group("said")))


def _is_on(claim: str, text: str, other: re.Match[str]) -> bool:
    """Whether the next speaker points back to the claim, or says one of its words in any form."""
    if _POINTS_BACK.match(other.group("said")):
        return True
    content = {
        each for each in words(_what(claim)) if len(each) >= _FEWEST_LETTERS and each.isalpha()
    } - STOP_WORDS
    return any(
        is_same_deed(each, content)
        for each in words(_what(text))
        if len(each) >= _FEWEST_LETTERS and each.isalpha() and each not in STOP_WORDS
    )


def _what(text: str) -> str:
    """What somebody says, without who says it: from the verb on, and without names."""
    match = CLAIMS.search(text)
    rest = text[match.end() :] if match and match.end() < len(text) - 1 else text
    return re.sub(r"[\x00-\x05]", " ", signed(rest))


def _goes_on(claim: str, text: str) -> bool:
    """Whether a sentence is of the one who made the claim."""
    return bool(_GOES_ON.match(text)) or _is_same_speaker(claim, text)


def _is_same_speaker(claim: str, text: str) -> bool:
    """Whether the name that one sentence begins with is the one that the other begins with."""
    mine, theirs = _speaker(claim), _speaker(text)
    return mine is not None and mine == theirs


def _speaker(text: str) -> str | None:
    """The last name of what stands before the first verb of saying; None where there is no name."""
    match = re.search(r"\b(?:who\s+)?(?:had\s+|also\s+|then\s+)*[a-z]+(?:ed|id)\b|\bsays?\b|:", text)
    before = text[: match.start()] if match else ""
    first = before.partition(",")[0].partition("(")[0]
    name = _LAST_NAME.search(first)
    return name.group(1).lower() if name else None
