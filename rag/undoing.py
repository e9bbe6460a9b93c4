"""What a paper says became of an earlier decision: "that minute 113 be rescinded", "the acceptance had lapsed".

Only what was done is read: a notice that somebody would move to revoke a resolution, a motion to do so that was lost,
and a report on whether it should be revoked leave the decision as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.dates import DATE, dates_in
from ingest.structure.lines import DECISION
from ingest.structure.motion_outcomes import outcome_of
from ingest.structure.motions import is_motion
from ingest.structure.sentences import sentences
from ingest.structure.terms import fold, index_terms
from rag.figures import has_money
from rag.put_right import put_right, told_besides
from rag.question.deciding import TELLS_DECIDED
from rag.references import references_in
from rag.ways_undone import FEWEST_WORDS, GAP, OF_ANY, ONLY_THOUGHT_OF, How, Undoing

_GONE = r"(?:rescinded|revoked|annulled|quashed|set\s+aside|overturned|reversed|repealed|cancelled)"
_UNDO = (
    r"(?:rescind(?:s|ing)?|revok(?:es?|ing)|annul(?:s|ling)?|quash(?:es|ing)?|overturn(?:s|ing)?|revers(?:es?|ing)|"
    r"repeal(?:s|ing)?)"
)
_UNDOING_OF = r"(?:rescission|revocation|annulment)\s+of"
_CHANGED = r"(?:amended|varied)"
_CHANGE = r"(?:amend(?:s|ing)?|var(?:y|ies|ying))"
_SUPERSEDED = r"(?:superseded|replaced)"
_SUPERSEDE = r"(?:supersed(?:es?|ing)|replac(?:es?|ing))"
_LAPSED = (
    r"(?:lapsed|fallen\s+away|ceased\s+to\s+(?:have\s+effect|apply)|"
    r"(?:is|was)\s+no\s+longer\s+in\s+(?:force|effect))"
)
_BE = (
    r"\b(?:be|been|being|was|were|is|are|stands?|has|had|have)\s+"
    r"(?:(?:\w+ly|hereby|now|since|therefore|thereby|been)\s+)*"
)
_ONLY_OF = r"\s+(?:(?!that\b|to\b)[\w'-]+\s+){0,8}?"
_BY_VERB = {
    How.RESCINDED: (_GONE, rf"(?:{_UNDO}|{_UNDOING_OF})"),
    How.REPLACED: (_SUPERSEDED, _SUPERSEDE),
    How.AMENDED: (_CHANGED, _CHANGE),
}
_DECIDED_THING = (
    r"\b(?:decision|resolution|approval|acceptance|appointment|award|authori[sz]ation|permission|consent|"
    r"agreement)\b"
)
_BY_WORDS = {
    How.RESCINDED: (
        rf"{_DECIDED_THING}(?P<words>{GAP})\s{_BE}{_GONE}\b",
        rf"\b{_UNDO}\s+(?:its|the|their|our|that|this)\s+(?:\w+\s+){{0,3}}?{_DECIDED_THING}(?P<words>[^;:]{{8,160}})",
    ),
    How.LAPSED: (rf"{_DECIDED_THING}(?P<words>{GAP})\s(?:{_BE})?{_LAPSED}\b",),
}
_LOWERED = r"(?:reduced|increased|raised|lowered|cut|revised|changed|fallen|risen|come\s+down|gone\s+up|brought\s+down)"
_FIGURE = re.compile(
    r"\b(?:the|its|their|this|that)\s+(?P<noun>(?:[\w'-]+\s+){0,2}?[\w'-]+)\s+(?:had|has|have|was|were)\s+"
    rf"(?:(?:since|now|also)\s+)?(?:been\s+)?{_LOWERED}\b(?P<to>[^.;]{{0,40}}?\bto\s+(?:[^.;]|\.\d){{0,40}})",
    re.IGNORECASE,
)
"""What came to be of another amount: "the fee had been reduced to"."""
_NOT = re.compile(r"\b(?:not|never|nor)\s+(?:(?:be|been|have|has|yet|\w+ly)\s+){0,3}$", re.IGNORECASE)
_OF_MOTION = re.compile(r"\b(?:motion|amendment|proposal)\b", re.IGNORECASE)
_OF_MINUTES = re.compile(r"\bminutes\s+(?:of|for|from|be|were|was)\b", re.IGNORECASE)
_IS_PAST = re.compile(
    rf"\b(?:was|were|had|has|have|is|are)\s+(?:(?:\w+ly|now|since|thereby|therefore|been)\s+)*"
    rf"(?:{_GONE}|{_SUPERSEDED}|{_CHANGED})\b|\b{_LAPSED}\b",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\bminutes\b", re.IGNORECASE)
_AFTER_NUMBER = 40
"""Characters after the number of a decision in which the day of it may stand."""
_After = Iterable[tuple[int, str]]


def undoings_in(passage: StoredPassage, following: Iterable[StoredPassage]) -> Iterator[Undoing]:
    """The sentences of a passage that undo an earlier decision; ``following`` is what stands after it in its item."""
    if passage.role is Role.RECOMMENDATION:
        return
    text, base = fold(passage.text), passage.span.start
    is_of_minutes = bool(_OF_MINUTES.search(text) or _TITLED.search(passage.item_title or ""))
    after = [(each.span.start, each.text) for each in following]
    righted: Undoing | None = None
    for span in sentences(text):
        sentence = text[span.start : span.end]
        where = Span(base + span.start, base + span.end)
        plain = " ".join(sentence.split())
        rest = [(base + span.end, text[span.end :]), *after]
        found = list(put_right(plain, where, passage.item_title or "")) if is_of_minutes else []
        more = told_besides(plain, where, righted) if righted is not None and not found else None
        if found or more or passage.role is Role.HEADER:
            told = [more] if more else found if _is_of_approved(sentence, rest) else []
            righted = told[0] if told else None
            yield from told
            continue
        righted = None
        undone = _undoing(plain, where)
        if undone is not None and (undone.how is How.FIGURE or _is_done(sentence, passage.role, rest)):
            yield undone


def _is_of_approved(sentence: str, after: _After) -> bool:
    """Whether it puts a record right, and is no motion that was lost."""
    outcome = outcome_of(sentence, after) if is_motion(sentence) else None
    return outcome is None or outcome.is_carried


def _is_done(sentence: str, role: Role, after: _After) -> bool:
    """Whether it came about: decided, carried, or told of as past."""
    if is_motion(sentence) and not DECISION.match(sentence):
        outcome = outcome_of(sentence, after)
        if outcome is not None or role is not Role.RESOLUTION:
            return (outcome is not None and outcome.is_carried) or bool(_IS_PAST.search(sentence))
    return bool(
        role is Role.RESOLUTION
        or DECISION.match(sentence)
        or TELLS_DECIDED.search(sentence)
        or _IS_PAST.search(sentence)
    )


def _undoing(sentence: str, span: Span) -> Undoing | None:
    for reference in references_in(sentence):
        how = _how(sentence, reference)
        if how is not None:
            point = reference.group("before") or (reference.group("point") or "").strip("()")
            return Undoing(
                how,
                span,
                reference.group("number"),
                f"({point.lower()})" if point else None,
                frozenset(
                    each.day
                    for each in dates_in(sentence[reference.start() : reference.end() + _AFTER_NUMBER])
                ),
                _noun(sentence) if how is How.FIGURE else frozenset(),
            )
    return _by_words(sentence, span)


def _how(sentence: str, reference: re.Match[str]) -> How | None:
    named = re.escape(reference.group())
    for how, (done, doing) in _BY_VERB.items():
        for pattern in (rf"{named}{GAP}{_BE}{done}\b", rf"\b{doing}{_ONLY_OF}{named}"):
            match = re.search(pattern, sentence, re.IGNORECASE)
            if match is not None and _is_meant(sentence, match, how, reference):
                return how
    lapsed = re.search(rf"\b{_LAPSED}\b", sentence, re.IGNORECASE)
    if lapsed is not None and not _OF_MOTION.search(sentence[: lapsed.start()]):
        is_meant = not _NOT.search(sentence[: lapsed.start()]) and not _is_only_thought_of(sentence, lapsed)
        return How.LAPSED if is_meant else None
    if reference.group().lower().startswith("item"):
        return None
    return How.FIGURE if _noun(sentence) else None


def _is_meant(sentence: str, match: re.Match[str], how: How, reference: re.Match[str]) -> bool:
    """Whether a match undoes what is named; minutes that are put right are no decision that is amended."""
    if reference.group().lower().startswith("item"):
        return False
    is_minute = reference.group().lower().startswith("minute")
    is_of_record = how in (How.AMENDED, How.REPLACED) and (is_minute or _OF_MINUTES.search(sentence))
    verb = re.search(rf"(?:{_GONE}|{_SUPERSEDED}|{_CHANGED})\W*$", match.group(), re.IGNORECASE)
    before = sentence[: match.start() + verb.start()] if verb else sentence[: match.start()]
    return not (is_of_record or _NOT.search(before) or _is_only_thought_of(sentence, match))


def _is_only_thought_of(sentence: str, match: re.Match[str]) -> bool:
    return bool(ONLY_THOUGHT_OF.search(f"{sentence[: match.start()]} {match.group()}"))


def _noun(sentence: str) -> frozenset[str]:
    """The terms of what came to be of another sum; none where that is not told."""
    match = _FIGURE.search(sentence)
    if match is None or not has_money(match.group("to")):
        return frozenset()
    return frozenset(index_terms(match.group("noun")))


def _by_words(sentence: str, span: Span) -> Undoing | None:
    for how, patterns in _BY_WORDS.items():
        for pattern in patterns:
            match = re.search(pattern, sentence, re.IGNORECASE)
            if match is None or _OF_MOTION.search(sentence[: match.end()]):
                continue
            before = re.sub(rf"(?:{_GONE}|{_LAPSED})\W*$", "", sentence[: match.end()], flags=re.IGNORECASE)
            words = match.group("words")
            plain = DATE.sub(" ", words)
            about = frozenset(each for each in index_terms(plain) if not each[0].isdigit()) - OF_ANY
            if len(about) < FEWEST_WORDS or _NOT.search(before) or _is_only_thought_of(sentence, match):
                continue
            return Undoing(how, span, days=frozenset(each.day for each in dates_in(words)), about=about)
    return None
