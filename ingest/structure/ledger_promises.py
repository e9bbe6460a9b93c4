"""Sentences of a discussion that promise, ask, pass on or decide: what stands outside the resolutions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from ingest.papers import Span
from ingest.structure.ledger_clauses import Clause, Words, act_of, read_clause
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.ledger_words import ADDRESSED, DELIVERED, DELIVERING, is_actor


@dataclass(frozen=True)
class Said:
    """What a sentence does, who does it, and who is to do what it says, as printed."""

    kind: EntryKind
    act: Act
    actor: Span | None = None
    owner: Span | None = None


_GENERIC_BODY = (
    r"(?:[Tt]he\s+(?:[A-Z][\w'&-]*\s+|and\s+|of\s+){0,6}?(?:Panel|Board|Committee|Sub-Committee|Authority|Cabinet|Forum|"
    r"committee|panel|board|meeting)|[Tt]he\s+Council|[Mm]embers)"
)
_ACTION = re.compile(
    r"^(?:actions?(?:\s+(?:point|agreed|required))?(?:\s+\d+)?|AP\s*\d+)\s*"
    r"(?:\((?P<who>[A-Z][\w .'/-]{1,40})\))?\s*[:\u2013-]\s*(?=\S)",
    re.IGNORECASE,
)
_ACTION_OWNER = re.compile(r"(?P<owner>[A-Z](?:(?!\bto\b)[^;:.]){0,80}?)\s+(?:to|will|should)\s+(?!be\b)\w")
_SHORT_DECISION = re.compile(
    r"^(?:NOTED|Noted|AGREED|Agreed|APPROVED|Approved|CARRIED|Carried|RESOLVED)\b(?!\s+(?:with|that\s+the\s+\w+\s+was))"
)
_LONGEST_SHORT = 120
_MOST_VERBS = 8
"""Verbs of promising that are looked at in one sentence."""
_LONGEST_CLAUSE = 400
"""Characters before a verb in which its clause begins."""
_VERB_BEFORE = 25
"""Characters before a clause with "that" in which the verb stands that it hangs on."""
_MINUTES_CONFIRMED = re.compile(
    r"\b(?:minutes|notes)\s+(?:of|from)\b.{0,160}?\b(?:were|was|are)\s+(?:\w+\s+){0,3}?"
    r"(?:agreed|approved|confirmed|signed|accepted|adopted|taken\s+as\s+read)\b",
    re.IGNORECASE,
)
_IT_WAS_AGREED = re.compile(
    r"\b(?P<verb>it\s+was\s+(?:also\s+|then\s+|further\s+|unanimously\s+|therefore\s+)?(?:agreed|resolved|decided|RESOLVED)|"
    r"(?:seconded\s+by\s+[^,]{2,60}?,?\s+and\s+)(?:unanimously\s+)?(?:agreed|resolved|carried))\s+(?=that\b|to\b)",
    re.IGNORECASE,
)
_BODY_DECIDED = re.compile(
    rf"^(?:(?:In\s+conclusion|Therefore|Accordingly|Consequently|After\s+[^,]{{3,90}}|Following\s+[^,]{{3,90}}|On\s+[^,]{{3,60}}),?\s+)?"
    rf"(?P<actor>{_GENERIC_BODY})\s+(?:then\s+|also\s+|unanimously\s+|duly\s+|received\s+and\s+|considered\s+and\s+)*"
    r"(?P<verb>resolved|agreed|approved|adopted|endorsed|noted|accepted|decided|deferred|refused|rejected|elected|appointed|"
    r"confirmed)\b(?!\s+with\b)(?P<rest>.*)",
    re.DOTALL,
)
_IS_OPINION = re.compile(
    r"^\s+that\b(?!.*\b(?:would|be|should|had\s+to|will|must)\b)", re.IGNORECASE | re.DOTALL
)
_WAS_DEFERRED = re.compile(
    r"\b(?:was|were|is)\s+(?:\w+ly\s+)?(?:deferred|held\s+over|adjourned|postponed)(?:\s+(?:to|until|pending|for)\b|\s*[.]?$)",
    re.IGNORECASE,
)
_UNDERTOOK = re.compile(
    r"(?<!\bhad )(?<!\bhas )(?<!\bhave )(?<!\bnot )(?<!\bbe )(?<!\bwas )(?<!\bwere )\b(?P<verb>agree[ds]|undertook|"
    r"undertakes|offer(?:ed|s)|promise[ds]|volunteered|committed|pledged)\s+(?:also\s+)?to\s+"
    r"(?P<what>(?!differ\b|disagree\b|(?:this|that|these|the|it)\b)\w+)"
)
_AGREED_TO_THIS = re.compile(
    r"\b(?P<verb>agreed)\s+(?:to\s+(?:do\s+)?(?:this|that|so|the\s+request)|that\s+(?:this|it)\s+(?:would|should)\s+be\s+done)\b",
    re.IGNORECASE,
)
_WOULD = re.compile(
    rf"\b(?P<verb>would|will)\s+(?:also\s+|then\s+|now\s+|shortly\s+)?(?!receive\b)(?P<what>{DELIVERING})(?![\w-])"
)
_SAID_WOULD = re.compile(
    r"\b(?:said|stated|confirmed|assured\s+[\w ]{2,30}|told\s+[\w ]{2,30}|promised|added|replied|explained|advised)\s+"
    r"that\s+(?P<pronoun>he|she|they)\s+(?P<verb>would)\s+(?!be\b|have\b|like\b|prefer\b|rather\b|sooner\b|see\b|"
    r"expect\b|hope\b|welcome\b|support\b|vote\b|not\b|need\b|want\b|never\b|find\s+it\b)(?P<what>\w+)"
)
_WHO_WOULD = re.compile(
    rf"(?P<owner>(?:the\s+)?(?:[A-Z][\w.'-]*\s+){{1,5}}?[A-Z][\w'-]*|officers|the\s+\w+),\s+who\s+(?:would|will)\s+(?:{DELIVERING})(?![\w-])"
)
_WAS_TO = re.compile(
    rf"(?P<owner>(?:[\w.'()&-]+\s+){{1,8}}?)(?:was|were)\s+to\s+(?P<what>{DELIVERING})(?![\w-])"
)
_WAS_ASKED = re.compile(
    r"(?P<owner>(?:[\w.'()&-]+\s+){1,8}?)(?<!it )(?:was|were)\s+(?:asked|requested|instructed|tasked)\s+to\s+"
    rf"(?P<what>{DELIVERING})(?![\w-])"
)
_TO_BE_HANDED_OVER = re.compile(
    r"\b(?:report|papers?|figures?|note|answer|response|reply|update|briefing|copy|copies|details|information|data|list|"
    r"breakdown|findings|results|plan|costing|presentation|analysis)\b[^.;]{0,90}?\b(?:would|will)\s+(?:then\s+|also\s+)?"
    rf"be\s+(?:{DELIVERED})\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?<!\bhad )(?<!\bhas )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )(?<!\bthe )\b(?P<verb>asked|requested)\s+"
    r"(?:that\s+\w|for\s+(?:this|these|it|them|the\s+[\w ]{2,40})\s+to\s+be\s+\w|"
    r"(?P<owner>(?:the\s+)?(?:[A-Z][\w.'&-]*\s+|officers\s+){1,6})to\s+(?!know\b)\w|"
    r"(?:for\s+)?(?:an?\s+|another\s+|further\s+|more\s+|regular\s+|some\s+)?(?:\w+\s+){0,2}?"
    r"(?:report|update|briefing|note|paper|presentation|breakdown|analysis|information|figures|data|details)\b)"
)
_NO_REQUEST = re.compile(r"\b(?:vote|dissent|abstention)\b", re.IGNORECASE)
_PASSED_ON = re.compile(
    r"\b(?:was|were|be)\s+(?:referred|remitted|forwarded|passed)\s+(?:back\s+)?to\s+(?P<owner>(?:the\s+)?(?:[A-Z][\w'&-]*\s+|of\s+|and\s+|for\s+|the\s+){0,8}?"
    r"(?:Committee|Sub-Committee|Cabinet|Council|Panel|Board|Authority|Executive|Constable|Commissioner|Office\w*|Ombudsman))\b"
)
_DOUBTS = re.compile(
    r"\b(?:whether|if|how|what|when|why|hoped?|wish\w*|thought|believed|suggest\w*|considered|felt|feared|doubted|propos\w*|"
    r"recommend\w*|expect\w*|should|could|might|unless|were\s+to)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:[;,:]\s+|\b)(?:and|but)\s+|[;,:]\s+(?!who\b)|\b(?:that|so|as|while|why)\s+", re.IGNORECASE
)
_TAIL = re.compile(
    r"(?:(?:[Tt]he|[Aa]n?|[Oo]ne|[Ss]everal|[Ss]ome)\s+)?(?:(?:[A-Z][\w.'&()-]*|of|for|and|the)\s+)*[\w.'&()-]+\s*$"
)
_NO_SUBJECT = re.compile(r"(?:which|there|this|these|those|it)\b", re.IGNORECASE)
_LOWER_CASE_NAME = re.compile(r"\b(?:[Tt]he|[Aa]n?)\s+(?:[a-z]+\s+){1,2}[a-z]+\s*$")
_OF = (
    r"\s+(?:of|for)\s+(?:the\s+)?[\w'&-]+(?:\s+(?:trust|service|board|panel|council|office|department|team|group|force|"
    r"authority|committee|unit|partnership|members))?"
)
_SUBJECT = re.compile(
    r"^(?:(?:In|With|Asked|Following|After|Further|Arising|On)\s[^,]{3,120},\s+|[A-Z]\w+\s+to\s+[^,]{3,60},\s+)?"
    rf"(?P<subject>(?:(?:[Tt]he|[Aa]n?|[Oo]ne|[Ss]ome|[Ss]everal|[Aa]nother)\s+)?[\w.'()&-]+(?:{_OF}|\s+and\s+[A-Z][\w'&-]*|"
    r"\s+[A-Z(][\w.'()&-]*|\s+(?:service|officers?|members?|representatives?|group)\b|\s+present\b)*)",
)


def action_in(words: Words) -> Said | None:
    """An action line ("Action: HR to submit the paperwork") with whom it names."""
    action = _ACTION.match(words.text)
    if action is None:
        return None
    if action.group("who"):
        return Said(EntryKind.COMMITMENT, Act.ACTION, owner=words.at(action, "who"))
    owner = _ACTION_OWNER.match(words.text, action.end())
    return Said(EntryKind.COMMITMENT, Act.ACTION, owner=words.at(owner, "owner") if owner else None)


def decision_in(words: Words) -> Said | None:
    """What a sentence of a discussion decides, or has agreed to be done."""
    text = words.text
    if _MINUTES_CONFIRMED.search(text):
        clause = read_clause(words)
        is_correction = clause.kind is EntryKind.CORRECTION
        return (
            Said(EntryKind.CORRECTION, Act.CORRECTED)
            if is_correction
            else Said(EntryKind.DECISION, Act.CONFIRMED)
        )
    if _SHORT_DECISION.match(text) and len(text) <= _LONGEST_SHORT:
        return Said(EntryKind.DECISION, act_of(text))
    agreed = _IT_WAS_AGREED.search(text)
    if agreed and not _IS_OPINION.match(f" {text[agreed.end() :]}"):
        return _as_said(read_clause(words.part(agreed.end())))
    decided = _BODY_DECIDED.match(text)
    if decided and not _IS_OPINION.match(decided.group("rest")) and not _is_hearing(decided):
        clause = read_clause(words.part(decided.start("rest")))
        said = _as_said(clause)
        act = act_of(decided.group("verb")) if clause.kind is EntryKind.DECISION else said.act
        return Said(said.kind, act, words.at(decided, "actor"), said.owner)
    if _WAS_DEFERRED.search(text):
        return Said(EntryKind.DECISION, Act.DEFERRED)
    return None


def _is_hearing(decided: re.Match[str]) -> bool:
    """True for "The Committee noted that the programme would be presented": it was told, and decided nothing."""
    return decided.group("verb") in ("noted", "accepted", "confirmed") and bool(
        re.match(r"\s+that\b|\s+(?:with|as)\b", decided.group("rest"))
    )


def _as_said(clause: Clause) -> Said:
    return Said(clause.kind, clause.act, owner=clause.owner)


def promise_in(words: Words) -> Said | None:
    """What somebody undertakes in a discussion, or is to do."""
    text = words.text
    for pattern, act in ((_UNDERTOOK, Act.UNDERTOOK), (_SAID_WOULD, Act.UNDERTOOK), (_WOULD, Act.WOULD)):
        for found in islice(pattern.finditer(text), _MOST_VERBS):
            said = _promise(words, found, act)
            if said is not None:
                return said
    who = _WHO_WOULD.search(text)
    if who and is_actor(who.group("owner")):
        return Said(EntryKind.COMMITMENT, Act.WOULD, owner=words.at(who, "owner"))
    for pattern, act in ((_WAS_TO, Act.WOULD), (_WAS_ASKED, Act.REQUESTED)):
        told = pattern.match(text)
        if told and is_actor(told.group("owner")) and not _is_the_meeting(told.group("owner")):
            return Said(EntryKind.COMMITMENT, act, owner=words.at(told, "owner"))
    if _TO_BE_HANDED_OVER.search(text) and ADDRESSED.search(text) and not _DOUBTS.search(text):
        return Said(EntryKind.COMMITMENT, Act.WOULD)
    return None


def _promise(words: Words, found: re.Match[str], act: Act) -> Said | None:
    """The promise around a verb of promising, where somebody who can promise is its subject."""
    is_reported = "pronoun" in found.re.groupindex
    if not is_reported and act is Act.WOULD and _is_doubted(words.text, found.start("verb")):
        return None
    owner = subject_of(words) if is_reported else _subject_before(words, found.start("verb"))
    if owner is None:
        return None
    if found.group("verb").startswith("offer"):
        act = Act.OFFERED
    return Said(EntryKind.COMMITMENT, act, owner, owner)


def _is_doubted(text: str, end: int) -> bool:
    """True for a verb in a clause of hoping, asking or proposing: "It was hoped that the Clerk would write"."""
    clause, start, _ = _clause(text, end)
    is_reported = text[:start].rstrip().endswith("that")
    return bool(
        _DOUBTS.search(clause) or (is_reported and _DOUBTS.search(text, max(0, start - _VERB_BEFORE), start))
    )


def _clause(text: str, end: int) -> tuple[str, int, bool]:
    """The words of the clause before a verb, where they start, and whether "and" or "but" joins them on."""
    joined, first = None, max(0, end - _LONGEST_CLAUSE)
    for joined in _JOINED.finditer(text, first, end):  # noqa: B007  (the last one counts)
        pass
    if joined is None:
        return text[first:end], first, True
    is_joined = bool(re.search(r"\b(?:and|but)\s+$", joined.group(), re.IGNORECASE))
    return text[joined.end() : end], joined.end(), is_joined


def _subject_before(words: Words, end: int) -> Span | None:
    """The subject of the verb at ``end``: who is named right before it, or the sentence's where nobody is."""
    clause, start, is_joined = _clause(words.text, end)
    if not clause.strip() or clause.strip().lower() in ("also", "then"):
        return subject_of(words) if is_joined else None
    tail = _TAIL.search(clause)
    longer = _LOWER_CASE_NAME.search(clause)
    if tail and longer and longer.start() < tail.start():
        tail = longer  # "the community council", where a capital begins no word
    if tail and is_actor(tail.group()) and not _NO_SUBJECT.match(tail.group()):
        return words.part(start + tail.start(), end).span
    return subject_of(words) if start == 0 else None


def subject_of(words: Words) -> Span | None:
    """Whom a sentence begins with, where that is somebody."""
    found = _SUBJECT.match(words.text)
    if found is None:
        return None
    head = re.split(r"\s+(?:of|for)\s", found.group("subject"))[0]
    if not (is_actor(found.group("subject")) or is_actor(head)):
        return None
    return words.at(found, "subject")


def _is_the_meeting(owner: str) -> bool:
    return bool(
        re.search(r"\b(?:members|panel|board|committee|council|authority|public)\s*$", owner, re.IGNORECASE)
    )


def agrees_to_it(words: Words) -> Span | None:
    """Who agrees to what the sentence before asked for ("The Commissioner agreed to this"); None where nobody does."""
    return subject_of(words) if _AGREED_TO_THIS.search(words.text) else None


def request_in(words: Words) -> Said | None:
    """What somebody asks to be done; a question is no request."""
    if _NO_REQUEST.search(words.text):
        return None
    for found in islice(_ASKED.finditer(words.text), _MOST_VERBS):
        actor = _subject_before(words, found.start("verb"))
        if actor is not None:
            owner = found.group("owner")
            return Said(
                EntryKind.REQUEST,
                Act.ASKED,
                actor,
                words.at(found, "owner") if owner and is_actor(owner) else None,
            )
    return None


def referral_in(words: Words) -> Said | None:
    """What a sentence passes on to another body or officer."""
    found = _PASSED_ON.search(words.text)
    return Said(EntryKind.REFERRAL, Act.REFERRED, owner=words.at(found, "owner")) if found else None
