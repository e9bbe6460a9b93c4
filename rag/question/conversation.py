"""Follow-up questions made whole: "And in 2020?" after a question on lamps asks about lamps in 2020.

Rules over the words alone. A question that stands alone is left as it is; a wrong guess shows, since the whole
question is given with the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.bodies import places_named
from ingest.structure.terms import STOP_WORDS, words
from rag.question.asking_words import ASKING, AUXILIARY, PERSON, PERSON_NAME, WORDLESS
from rag.question.bodies import bodies_asked
from rag.question.follow_ups import (
    BARE,
    WHAT_ABOUT,
    asked_in,
    is_follow_up,
    is_fragment,
    is_only_time,
    open_pronoun,
)
from rag.question.periods import periods
from rag.question.query import LONGEST_QUESTION
from rag.question.topics import SITTING_AFTER, topic_of
from rag.stopping import require_waiting

MOST_TURNS = 50
"""Earlier questions that a question may lean on."""
_LONGEST_BEFORE = 5 * LONGEST_QUESTION
"""Characters of them together: many times those of any conversation, and a few seconds to read at worst."""

_OTHER_ONE = re.compile(r"^the other (?:one|ones|two)$", re.IGNORECASE)
_HOW_MANY = re.compile(
    rf"^how (?:many|much)(?: "
    rf"of)?\s+(?P<what>(?!{AUXILIARY}\b).+?)\s+(?P<auxiliary>{AUXILIARY})\s+(?P<after>.+)$",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(rf"^{AUXILIARY}\s", re.IGNORECASE)
_DONE_TO_MEETING = re.compile(
    r"\b(?:chair(?:s|ed|ing)?|presid(?:e|es|ed|ing) over|clerk(?:s|ed)?|minuted)\s+$", re.IGNORECASE
)
"""What is done to a meeting, and to few things that it talks of: "it" after these is the meeting."""
_SAT = re.compile(
    r"\b(?:group|committee|panel|board|forum|session|seminar|workshop|inquiry|hearing|event|conference)\b",
    re.IGNORECASE,
)
_MEETING_AT_MEETING = re.compile(
    r"\bthe meeting (?:at|of|in) (?P<named>(?:the )?[^,?]*\bmeeting\b)", re.IGNORECASE
)


@dataclass(frozen=True)
class Turn:
    """A question that was asked before and, where it is known, the answer that was given."""

    question: str
    answer: str = ""


def stand_alone(question: str, before: Sequence[Turn], bodies: Sequence[str] = ()) -> str:
    """The question with what it leaves to those before it; unchanged where it stands alone.

    ``before`` are the turns so far, the latest last; ``bodies`` are those of the library that the asker may see. Of the
    turns the latest count, `MOST_TURNS` of them and `_LONGEST_BEFORE` characters. A question of theirs counts as it was
    asked where it would come out longer than `LONGEST_QUESTION`, or all of them together longer than that: otherwise
    each turn could lengthen it further, and take longer to read.

    Raises:
        GivenUp: Nobody waits for it any more.
    """
    whole, answer, left = "", "", _LONGEST_BEFORE
    for asked, answered in _latest(before):
        require_waiting()
        whole = _whole(asked, whole, answer, bodies)
        left -= len(whole)
        if len(whole) > LONGEST_QUESTION or left < 0:
            whole = asked
        answer = answered
    return _whole(" ".join(question.split()), whole, answer, bodies)


def _latest(before: Sequence[Turn]) -> list[tuple[str, str]]:
    """The questions that may be leant on, white space folded, with their answers; the latest last."""
    found: list[tuple[str, str]] = []
    left = _LONGEST_BEFORE
    for turn in reversed(before[-MOST_TURNS:]):
        asked = " ".join(turn.question.split())
        left -= len(asked)
        if left < 0 and found:
            break
        found.append((asked, turn.answer))
    return found[::-1]


def _whole(question: str, previous: str, answer: str, bodies: Sequence[str]) -> str:
    if not previous or not is_follow_up(question, bodies):
        return question
    rest = asked_in(question)
    thing = WHAT_ABOUT.match(rest)
    if thing:
        rest = thing.group("thing") or thing.group("same")
    if BARE.match(rest):
        return _with_question_word(rest, previous)
    if is_only_time(rest):
        return _at_another_time(rest, previous)
    pronoun = open_pronoun(rest)
    if pronoun is not None and not _OTHER_ONE.match(rest):
        return _with_topic(rest, pronoun, previous, answer, bodies)
    if is_fragment(question, rest) or thing:
        return _about_another(rest, previous, bodies)
    return question


def _with_question_word(rest: str, previous: str) -> str:
    """The question before with another question word: "Why?" after "When did it open?" is "Why did it open?"."""
    word, said = rest[0].upper() + rest[1:], previous.rstrip(" ?.!")
    asking = ASKING.match(said)
    inner = asking.group("rest") if asking else said if _YES_OR_NO.match(said) else None
    counted = _HOW_MANY.match(said)
    if counted:
        return f"{word} {counted.group('auxiliary')} {counted.group('what')} {counted.group('after')}?"
    if inner is None:
        return f"{word}, of this: {said[0].lower() + said[1:]}?"
    auxiliary, _, after = inner.partition(" ")
    if asking and re.match(r"(?:\w+ed|said|done|made|given|told|put|set|spent|paid)\b", after):
        after = f"it {after}"
    return f"{word} {auxiliary.lower()} {after}?"


def _at_another_time(rest: str, previous: str) -> str:
    """The question before with the new time in place of its own, or at its end."""
    said, own = previous.rstrip(" ?.!"), periods(previous)
    time = f"in {rest}" if re.fullmatch(r"(?:19|20)\d\d", rest) else rest
    if not own:
        return f"{said} {time}?"
    last = own[-1]
    tail = re.match(r"(?:\s+(?:meetings?|minutes))", said[last.span.end :])
    lead = re.search(r"(?:\b(?:at|in|of|from) (?:the )?)?(?:\bmeeting (?:held )?)?$", said[: last.span.start])
    start = lead.start() if lead else last.span.start
    after = said[last.span.end + (tail.end() if tail else 0) :]
    return " ".join(f"{said[:start]} {time}{after}".split()) + "?"


def _about_another(rest: str, previous: str, bodies: Sequence[str]) -> str:
    """The question before about another thing: a place for a place, a body for a body, else a subject for a subject."""
    said = previous.rstrip(" ?.!")
    bare = re.sub(r"^(?:(?:in|at|of|for|by|on|from|to|about|with)\s+)", "", rest, flags=re.IGNORECASE)
    if _OTHER_ONE.match(rest):
        return f"{said}: {rest}?"
    if bodies_asked(bare, bodies).named or places_named(bare, bodies):
        replaced = _other_body(said, bare, bodies)
        if replaced:
            return replaced
    topic = topic_of(said)
    if not topic or topic not in said:
        return f"{said}: {bare}?"
    last = said.rfind(topic)
    times = "".join(f" {said[each.span.start : each.span.end]}" for each in periods(topic))
    return f"{said[:last]}{bare}{said[last + len(topic) :]}{times}?"


def _other_body(said: str, bare: str, bodies: Sequence[str]) -> str | None:
    """The question with the body, or its place, changed; None where it names none."""
    full = next(iter(sorted(bodies_asked(bare, bodies).named)), bare).removeprefix("the ")
    for body in sorted(bodies_asked(said, bodies).named, key=len, reverse=True):
        name = re.compile(r"\s+".join(map(re.escape, body.split())), re.IGNORECASE)
        if name.search(said):
            return f"{name.sub(lambda _: full, said, count=1)}?"
    for called in bodies_asked(said, bodies).called:
        if called.words in said:
            return f"{said.replace(called.words, full, 1)}?"
    for place in sorted(places_named(said, bodies), key=len, reverse=True):
        return re.sub(rf"\b{re.escape(place)}\b", lambda _: bare, said, count=1, flags=re.IGNORECASE) + "?"
    return None


def _with_topic(rest: str, pronoun: re.Match[str], previous: str, answer: str, bodies: Sequence[str]) -> str:
    """The question with the subject of the one before in place of the word that points at it."""
    which = pronoun.group("it").lower()
    person = (
        _person(previous, answer)
        if which in PERSON or which in ("they", "them", "their") and not topic_of(previous)
        else None
    )
    is_chaired = which == "it" and bool(_DONE_TO_MEETING.search(rest[: pronoun.start()]))
    topic = person or topic_of(previous)
    if is_chaired and not _SAT.search(topic or ""):
        topic = "the meeting"
    if not topic:
        return f"{rest[0].upper() + rest[1:]}, of this: {previous.rstrip(' ?.!')}?"
    owned = (
        "'s" if which in ("its", "their", "his") or (which == "her" and rest[pronoun.end() :].strip()) else ""
    )
    kept = f" ({which.split(' ', 1)[1]})" if which.startswith(("this ", "that ", "these ", "those ")) else ""
    whole = f"{rest[: pronoun.start()]}{topic}{owned}{kept}{rest[pronoun.end() :]}"
    subject = topic_of(previous) if person else None
    if subject and subject not in whole and all(word in STOP_WORDS | WORDLESS for word in words(rest)):
        whole += f" about {subject}"
    whole += _kept_setting(whole, previous, bodies)
    whole = _MEETING_AT_MEETING.sub(r"\g<named>", whole)
    return f"{whole[0].upper() + whole[1:]}?"


def _kept_setting(whole: str, previous: str, bodies: Sequence[str]) -> str:
    """The time and the body of the question before, where the new one names none."""
    said = previous.rstrip(" ?.!")
    added = ""
    if not periods(whole):
        for each in periods(said)[-1:]:
            sitting = SITTING_AFTER.match(said, each.span.end)
            added += f" {said[each.span.start : sitting.end() if sitting else each.span.end]}"
    named = sorted(bodies_asked(said, bodies).named)
    if len(named) == 1 and not bodies_asked(whole, bodies).places:
        added += f", {named[0]}"
    return added


def _person(previous: str, answer: str) -> str | None:
    found = PERSON_NAME.findall(answer) or PERSON_NAME.findall(previous)
    return found[0] if found else None
