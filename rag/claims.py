"""What is only what somebody said, or asked: minutes tell it, and do not say themselves that it is so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.papers import Kind, Role
from ingest.store.records import StoredPassage
from ingest.structure.emphasis import without_marks
from ingest.structure.lines import is_row
from ingest.structure.motions import is_motion
from ingest.structure.terms import fold
from rag import wording
from rag.by_whom import asks_by_whom
from rag.exact import is_told_exactly
from rag.extract import Candidate
from rag.items import PassagesOf
from rag.persons import ACTOR, PERSON, SURNAME, signed
from rag.question.part import part_asked
from rag.question.query import Query

OFFICE = (
    r"(?:Chair(?:man|woman|person)?|Leader|Commissioner|PCC|Mayor|Provost|Cathaoirleach|President|Clerk|Treasurer|"
    r"Secretary|Conven[eo]r|Constable|PCSO|PC|DC|DI|DCI|Sgt|Superintendent|Inspector|Sergeant|Executive|CEO|Director|Manager|Officers?|"
    r"Solicitor|Auditors?|Engineer|Surveyor|Planner|Architect|Accountant|Administrator|Registrar|Head\s+of\s+\w+|"
    r"Portfolio\s+Holder|Administration|Staff|Supervisor|Coordinator|Consultants?|Counsel|Attorney|Ranger)\b"
)
"""Who speaks for a body, or is asked as one who knows."""
REPLIES = (
    r"(?:repl(?:ied|ies)|respond(?:ed|s)|answer(?:ed|s)|clarif(?:ied|ies)|correct(?:ed|s)|den(?:ied|ies)|disput(?:ed|es)|"
    r"refut(?:ed|es)|rebutt?(?:ed|s)|contradict(?:ed|s)|reject(?:ed|s)\s+th(?:e\s+(?:claim|suggestion|allegation|figure)|is|at)|"
    r"disagree(?:d|s)|assured|(?:did|does|could|would)\s+not\s+(?:recogni[sz]e|accept|agree|believe|think))"
)
"""How an answer to what somebody said is told."""
ANSWERED = re.compile(
    rf"\b(?:{REPLIES}|(?:was|were|been)\s+(?:told|advised|informed|assured|answered|confirmed|explained))\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(OFFICE, re.IGNORECASE)
_ASKED = (
    r"(?:asked|asks|enquired|inquired|queried|questioned|wanted\s+to\s+know|wished\s+to\s+know)"
    r"(?!\s+(?:for|to|that)\b)"
)
_ALLEGED = (
    r"(?:claim(?:ed|ing)|alleg(?:ed|ing)|assert(?:ed|ing)|argu(?:ed|ing)|contend(?:ed|ing)|complain(?:ed|ing)|"
    r"insist(?:ed|ing)|believ(?:ed|ing)|thought|felt|feared|suspected)(?!\s+(?:by|expenses|back)\b)"
)
_SAID = (
    r"(?:said|says|stated|states|suggested|warned|(?:understood|estimated)(?=\s+that\b)|had\s+heard|was\s+told|"
    r"saying|stating)"
)
CLAIMS = re.compile(rf"\b(?:{_SAID}|{_ALLEGED}|{_ASKED})\b", re.IGNORECASE)
ASKED = re.compile(rf"\b{_ASKED}\b|\?\W*$", re.IGNORECASE)
_BOLD = re.compile(rf"\b{_ALLEGED}\b|\b{_ASKED}\b|\?\W*$", re.IGNORECASE)
_PUBLIC = (
    r"(?:residents?|parents?|members?\s+of\s+the\s+public|petition\w*|letters?|applicant|objectors?|visitors?|traders?|"
    r"neighbours?|householders?|speakers?)"
)
_SOMEBODY_SAID = re.compile(
    rf"(?:{ACTOR}(?:\s*\([^()]*\))?(?:\s*,[^.;:]{{1,120}}?,)?|\b(?i:{_PUBLIC})\b[^.;:]{{0,60}}?)"
    rf"\s+(?:(?:also|then|had|has|\w+ly)\s+)*(?i:{CLAIMS.pattern})|^[^.?!]{{0,60}}{ACTOR}[^.:?!]{{0,40}}:\s"
)
"""Who said or asked it stands right before the verb, or before a colon."""
_OF_PUBLIC = re.compile(
    rf"\b(?:{_PUBLIC}|on\s+behalf\s+of|public\s+(?:\w+\s+)?(?:comment|question|participation|session|speaking|forum|hearing|"
    r"time|open)\w*|delegations?|deputations?|open\s+forum|question\s+time|citizens?)\b",
    re.IGNORECASE,
)
"""Those who come to a meeting and do not belong to it, and what is headed as theirs."""
_ASKS_IF = re.compile(r"\W*(?:is|are|was|were|has|have|had|does|do|did|will|would|can)\b", re.IGNORECASE)
_NAME = re.compile(PERSON)
_LAST = re.compile(rf"{SURNAME}\W*$")
_NEAR_OFFICE = 40
"""Characters from a name to the office that is told with it."""


def asks_how_it_is(query: Query) -> bool:
    """Whether the question is how something is, and not who did or said it, or how somebody voted."""
    return not (asks_by_whom(query) or is_told_exactly(query) or part_asked(query.question))


def tells_claim(candidate: Candidate) -> bool:
    """Whether a sentence tells what somebody said or asked, and not what was decided or put to the vote."""
    if candidate.passage.role in (Role.RESOLUTION, Role.RECOMMENDATION, Role.HEADER) or is_row(
        candidate.text
    ):
        return False
    is_minuted = candidate.hit.record.kind.value not in (Kind.REPORT, Kind.AGENDA)
    text = plain(candidate.text)
    return is_minuted and bool(CLAIMS.search(text) or ASKED.search(text)) and not is_motion(text)


def plain(text: str) -> str:
    """A sentence without emphasis, quotation marks made plain, and white space folded."""
    return without_marks(fold(" ".join(text.split())))


def only_claimed(query: Query, unanswered: Sequence[Candidate], passages: PassagesOf) -> list[str]:
    """What is said beside an answer that is nothing but ``unanswered`` claims, which nobody is told to have replied to.

    What officers say is as good as the paper's own word; of others it is said where they asked or alleged it, where
    they do not belong to the meeting, or where the question is if it is so.
    """
    if not asks_how_it_is(query) or not unanswered:
        return []
    if not all(_is_bare_claim(query, each, passages) for each in unanswered):
        return []
    text = plain(unanswered[0].text)
    done = "asked" if ASKED.search(text) else "said"
    return [wording.ONLY_CLAIMED.format(who=_speaker(text) or "one of those present", done=done)]


def _is_bare_claim(query: Query, candidate: Candidate, passages: PassagesOf) -> bool:
    text = plain(candidate.text)
    before, after = _apart(text)
    if ANSWERED.search(after) or not tells_claim(candidate):
        return False
    if not _SOMEBODY_SAID.search(signed(text)) or _OFFICE.search(before):
        return False
    who = _speaker(text)
    if who and _holds_office(who, _lines(passages(candidate.passage.paper_id))):
        return False
    over = f"{candidate.passage.item_title or ''} {candidate.passage.context_text} {before}"
    return bool(_BOLD.search(text) or _ASKS_IF.match(query.question) or _OF_PUBLIC.search(over))


def _apart(text: str) -> tuple[str, str]:
    """What stands before the verb of saying, or before a colon, and what after it."""
    match = CLAIMS.search(text) or re.search(r":\s", text)
    return (text[: match.start()], text[match.end() :]) if match else ("", text)


def _speaker(text: str) -> str:
    """The name that stands first before the verb of saying; empty for none."""
    name = _NAME.search(_apart(text)[0])
    return name.group() if name else ""


def _last(who: str) -> str:
    match = _LAST.search(who)
    return match.group() if match else who


def _lines(passages: Sequence[StoredPassage]) -> list[str]:
    return [plain(line) for each in passages for line in each.text.split("\n") if line.strip()]


def _holds_office(who: str, lines: Sequence[str]) -> bool:
    """Whether a paper tells an office right beside the name: "Ann Pell, Clerk", "Mrs Pell (Treasurer)"."""
    name = re.escape(_last(who))
    beside = re.compile(
        rf"{name}\s*[,(:\u2013-][^,;.()]{{0,{_NEAR_OFFICE}}}\b{OFFICE}|"
        rf"\b{OFFICE}[\s:,(\u2013-]{{1,3}}(?:[\w'.-]+\s+){{0,3}}{name}"
    )
    return any(beside.search(line) for line in lines if _last(who) in line)
