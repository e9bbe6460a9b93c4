"""What a passage of minutes puts right in earlier ones, in words: what stood there, and what should stand there.

Only a wording with both is read: "for 'nine' read 'ten'", "amended from £10 to £12", "the deletion of Mr Pell from the
list of those present". That something was "amended as marked" tells neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.structure.sentences import sentences
from ingest.structure.terms import fold, index_terms, stem
from rag.persons import PERSON

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?![\d,.]*\d*\s*(?:%|million)))"
    r"(?:,?\s+(?:19|20)\d\d)?"
)
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|none)\b"
)
_CURRENCY = r"(?:[A-Z]{0,3}[£€$\u00a5\u20b9]\s?|(?:EUR|USD|GBP|CHF|AUD|CAD|NZD)\s)"
_NO_PLACE = (
    r"(?<!item )(?<!minute )(?<!Item )(?<!Minute )(?<!page )(?<!paragraph )(?<!para )(?<!number )(?<!no )"
)
"""A figure after these words says where something stands, and not what it is."""
_FIGURE = (
    rf"{_NO_PLACE}(?<![\w.,/]){_CURRENCY}?\d(?:[\d,.:]*\d)?"
    r"(?:\s?(?:million|billion|per\s?cent|%|m\b|k\b|[ap]\.?m\b))?"
)
_QUOTED = r"(?<![A-Za-z])[\"'](?P<{name}>(?=\S)[^\"]{{1,160}}?(?<=\S))[\"'](?![A-Za-z])"


def _quoted(name: str) -> str:
    return _QUOTED.format(name=name)


def _said(name: str, *, is_name: bool = False) -> str:
    """A pattern for what is quoted, or a bare day or figure, or a name of a person, as a group of this name."""
    bare = f"{PERSON}|" if is_name else ""
    return rf"(?:{_quoted(name)}|(?P<{name}_bare>{bare}{_DAY}|{_FIGURE}|{_NUMBER_WORD}))"


_WRONG, _RIGHT = _said("wrong"), _said("right")
_UNIT = r"(?:\s(?!to\b|from\b)[a-z]+){0,2}"
_WHERE = r"(?:\s+(?:in|at|under|on)\s[^.;\"]{1,80}?)?"
_CHANGED = r"(?i:amend(?:ed|ing|ment)?|correct(?:ed|ing|ion)?|chang(?:ed?|ing)|alter(?:ed|ing|ation)?)"
_BE = r"(?:(?:should|to|shall)\s+)?(?:(?:have\s+)?(?:be|been|being)|was|were|is|are)\s+"
_WORDS = r"(?:the\s+)?(?:words?|names?|figures?|phrase|sentence|reference\s+to)?\s*(?:of\s+)?"
_GONE = r"(?:deleted|removed|struck\s+out|omitted)"
_OF_LIST = (
    r"(?=\s+from\s+(?:the\s+|those\s+)?(?:\w+\s+){0,2}(?:list|record|names?|attendance|apologies|present)\b)"
)
_NOT_REPLACED = r"(?!,?\s+and\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:insert|substitut|replac|add))"
_WAS_WRONG = (
    r"(?:not\s+(?:quite\s+)?(?:correct|right|accurate)|incorrect\w*|inaccura\w+|in\s+error|wrong\w*|correction|"
    r"mistaken\w*)"
)
_REWORDED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_CHANGED}\b[^.;:\"]{{0,40}}?\bfrom\s+{_said('wrong', is_name=True)}{_UNIT}\s+"
        rf"to\s+(?:read\s+|be\s+)?{_said('right', is_name=True)}",
        rf"\b(?:reads?|says?|shows?|states?|be|being|as)\s+{_RIGHT}{_UNIT},?\s+"
        rf"(?:instead of|rather than|in place of|and not|not)\s+{_WRONG}",
        rf"(?=.*\b(?i:{_WAS_WRONG})\b)[^;]*?\b(?:was|were|is|are|had been)\s+{_RIGHT}{_UNIT},?\s+and not\s+{_WRONG}",
        rf"{_WRONG}{_UNIT}{_WHERE}\s+(?:{_BE}|(?:should|to|shall)\s+(?:have\s+)?)"
        rf"(?:read(?:\s+as)?|(?:amended|corrected|changed|altered)\s+to(?:\s+read)?|replaced\s+(?:by|with))\s+{_RIGHT}",
        rf"{_WRONG}{_UNIT}{_WHERE},?\s+(?:which\s+|this\s+|it\s+)?should\s+(?:be|have\s+been|have\s+read)\s+{_RIGHT}",
        rf"{_quoted('wrong')}\s+(?:now\s+)?reads?\s+{_quoted('right')}",
        rf"\b(?i:delet(?:e|ed|ing|ion of))\s+{_WORDS}{_WRONG}\s+and\s+(?:the\s+)?"
        rf"(?:insert|substitut|replac)\w*(?:\s+(?:it|of|with|by|the|words?))*\s+{_RIGHT}",
        rf"{_WRONG}{_WHERE}\s+{_BE}{_GONE},?\s+and\s+(?:(?:the|words?|replaced|substituted|by|with)\s+)*{_RIGHT}",
        rf"\b(?i:replac(?:e|ed|ing|ement of))\s+{_WORDS}{_WRONG}\s+(?:with|by)\s+{_RIGHT}",
        rf"\b(?i:substitut(?:e|ing|ion of))\s+{_WORDS}{_RIGHT}\s+(?:for|in place of)\s+{_WRONG}",
        rf"\b(?i:for)\s+{_WORDS}{_WRONG},?\s+(?:please\s+)?(?:read|substitute)\s+{_RIGHT}",
        rf"\b(?:as|of|at|was|is)\s+{_WRONG}[,;.:]?\s+(?i:(?:and|but|whereas|while|when)\s+)?"
        rf"(?i:the|it|this)\s+(?:correct|right|true)\s+(?:\w+\s+){{1,2}}?(?:is|was|should be|being)\s+{_RIGHT}",
    )
)
_AND_NOT = re.compile(
    rf"\b(?:was|were|is|are|be|been|being|at|of|to|reads?)\s+{_RIGHT}{_UNIT}\s*,?\s*\(?(?:and\s+)?not\s+{_WRONG}"
)
_PUTS_RIGHT = re.compile(
    r"\b(?:amend(?:ed|ing|ments?)|correct(?:ed|ing|ions?)|alter(?:ed|ing|ations?))\b", re.IGNORECASE
)
"""Before "121% (not 126%)": without it that may be told of anything."""
_STRUCK_OUT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:(?:deletion|removal|omission)\s+of|delet(?:e|ing)|remov(?:e|ing)|omit(?:ting)?)\s+{_WORDS}"
        rf"(?:{_quoted('wrong')}|(?P<wrong_bare>{PERSON}){_OF_LIST}){_NOT_REPLACED}",
        rf"(?:{_quoted('wrong')}|(?P<wrong_bare>{PERSON}))\s+{_BE}{_GONE}{_OF_LIST}{_NOT_REPLACED}",
        rf"{_quoted('wrong')}{_WHERE}\s+{_BE}{_GONE}\b{_NOT_REPLACED}",
    )
)
_INSERTED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:insert(?:ion\s+of|ing)?|add(?:ition\s+of|ing)?)\s+{_WORDS}{_quoted('added')}\s+"
        rf"(?P<side>before|after)\s+{_WORDS}{_quoted('wrong')}",
        rf"{_quoted('added')}\s+{_BE}(?:inserted|added)\s+(?P<side>before|after)\s+{_WORDS}{_quoted('wrong')}",
    )
)
_OF_MINUTES = re.compile(r"\bminutes?\b", re.IGNORECASE)
_OF_RECORD = re.compile(
    r"\b(?:minutes?|items?|paragraph|page|list|record\w*|words?|figures?|names?|correct\w*|amend\w*|delet\w*|insert\w*|"
    r"read|reads|replac\w*|substitut\w*)\b",
    re.IGNORECASE,
)
"""Words of what is written down: a price that "had been changed" was put right in no minutes."""
_ITEM = re.compile(
    r"\b(?:item|minute)\s+(?:no\.?\s*|number\s+)?(?P<item>(?:[A-Z]{1,4}[./-]?)?\d{1,3}(?:[./]\d{1,4})?)(?![\d%]|,\d)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r";|:(?=\s)|\b(?:subject to|save that|except that|with the (?:\w+ )?(?:amendments?|corrections?))\b"
)
_OF_ANY = frozenset(
    stem(word)
    for word in (
        "minute minutes meeting held date item items paragraph page list word words name names figure figures sum "
        "amount number total reference record recorded correct corrected correction corrections amend amended "
        "amendment amending amendments change changed alter altered read reads show shows state states stated "
        "give gave given insert inserted insertion delete deleted deletion deleting replace replaced remove "
        "removed removal omit omitted follow following subject approve approved confirm confirmed sign signed "
        "accept accepted agree agreed accurate true resolve resolved point pointed note noted ask asked request "
        "requested line sentence entry under top second error typing wrong wrongly chair member members council "
        "committee board panel last previous instead rather place"
    ).split()
)
"""Words of putting minutes right, and of any minutes: they do not tell what is put right."""
_MONTHS = frozenset(
    stem(word)
    for word in (
        "january february march april may june july august september october november december monday tuesday "
        "wednesday thursday friday saturday sunday"
    ).split()
)


@dataclass(frozen=True)
class Rewording:
    """One wording put right, as printed; ``right`` is empty where ``wrong`` was struck out.

    ``item`` is the number of the item that it is said to stand under, None where none is. ``about`` are the index terms
    of the words beside it that tell what it is of; ``is_inserted`` says that words were put beside ``wrong``.
    """

    wrong: str
    right: str
    item: str | None = None
    about: frozenset[str] = frozenset()
    is_inserted: bool = False


def rewordings_in(text: str, title: str = "") -> Iterator[Rewording]:
    """What a passage puts right, in order; nothing where neither it nor ``title``, its item's, speaks of minutes."""
    plain = " ".join(fold(text).split())
    if not (_OF_MINUTES.search(plain) or _OF_MINUTES.search(fold(title))):
        return
    for span in sentences(plain):
        sentence = plain[span.start : span.end]
        if not _OF_RECORD.search(sentence):
            continue
        found = [*_reworded(sentence), *_struck_out(sentence), *_inserted(sentence)]
        told: set[tuple[str, str]] = set()
        for match, wrong, right, is_inserted in found:
            if wrong and wrong != right and (wrong, right) not in told:
                told.add((wrong, right))
                yield Rewording(wrong, right, _item(sentence, match), _about(sentence, match), is_inserted)


_Read = tuple[re.Match[str], str, str, bool]
"""Where a rewording stands, what was wrong, what is right, and whether it was put in beside."""


def _reworded(sentence: str) -> Iterator[_Read]:
    for pattern in _REWORDED:
        for match in pattern.finditer(sentence):
            right = _printed(match, "right")
            if right:
                yield match, _printed(match, "wrong"), right, False
    for match in _AND_NOT.finditer(sentence):
        if _PUTS_RIGHT.search(sentence, 0, match.start()):
            yield match, _printed(match, "wrong"), _printed(match, "right"), False


def _struck_out(sentence: str) -> Iterator[_Read]:
    for pattern in _STRUCK_OUT:
        for match in pattern.finditer(sentence):
            yield match, _printed(match, "wrong"), "", False


def _inserted(sentence: str) -> Iterator[_Read]:
    for pattern in _INSERTED:
        for match in pattern.finditer(sentence):
            beside, added = match.group("wrong"), match.group("added")
            right = f"{added} {beside}" if match.group("side") == "before" else f"{beside} {added}"
            yield match, beside, right, True


def _printed(match: re.Match[str], name: str) -> str:
    groups = match.groupdict()
    return (groups.get(name) or groups.get(f"{name}_bare") or "").strip(" .,;")


def _item(sentence: str, match: re.Match[str]) -> str | None:
    """The item that is named nearest before the end of a rewording; else the first that is named after it."""
    places = list(_ITEM.finditer(sentence))
    before = [each for each in places if each.start() < match.end()]
    named = before[-1] if before else next(iter(places), None)
    return named.group("item") if named else None


def _about(sentence: str, match: re.Match[str]) -> frozenset[str]:
    """The terms of the clause around a rewording that tell what it is of."""
    starts = [end.end() for end in _CLAUSE_END.finditer(sentence, 0, match.start())]
    after = _CLAUSE_END.search(sentence, match.end())
    before = sentence[max(starts, default=0) : match.start()]
    behind = sentence[match.end() : after.start() if after else None]
    terms = index_terms(f"{before} {behind}")
    return frozenset(term for term in terms if not term[0].isdigit()) - _OF_ANY - _MONTHS
