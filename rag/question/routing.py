"""What becomes of a question before anything is searched: searched, sent back with choices, or not ours to answer.

Only what the papers can't answer is turned away here; where there is any doubt, the search decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.papers import Kind
from ingest.store.records import PaperRecord
from ingest.structure.bodies import is_same_body, name_parts
from ingest.structure.terms import fold, index_terms, words
from rag import wording
from rag.labels import day_name
from rag.question.query import Query
from rag.question.subject import own_terms

MOST_CHOICES = 5


@dataclass(frozen=True)
class Route:
    """A question that is not searched for: the status, the words to the asker, and what to choose from."""

    status: wording.Status
    reason: str
    choices: tuple[str, ...] = ()


_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|howdy|good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|cheers|ta|"
    r"(?:good)?bye|see you|ok|okay|great|perfect|well done|brilliant|sorry|please)\b[\s,.!]*"
    r"(?:there|very much|so much|a lot|all|again|everyone|minutebook|for (?:your|the|that|this)(?: "
    r"\w+)?)?[\s,.!?]*)+"
)
_ABOUT_SERVICE = re.compile(
    r"^(?:(?:so|and|but|well|please),? )?(?:(?:who|what) (?:exactly )?are you\b|how (?:do|does) (?:you|"
    r"this|minutebook)(?: \w+)? "
    r"work|what can (?:you|i) (?:do|ask)|what (?:do|can) you (?:know|answer)|what (?:is|does) (?:this|"
    r"minutebook)"
    r"(?: service| tool| program| site| thing)?(?: do| for)?\W*$|(?:are|aren't) you (?:an? )?(?:robot|"
    r"human|person|ai|bot|"
    r"real|machine|chat\w*|computer)|who (?:made|built|wrote|created|trained|owns|runs) (?:you|minutebook)|"
    r"help\W*$|"
    r"(?:can|could) you help(?: me)?\W*$|how can you help|what(?:'s| is) your name)|"
    r"\b(?:which|what|how many|list(?: all)?(?: the)?|show me(?: all)?(?: the)?) (?:\w+ )?(?:papers|"
    r"documents|files|minutes|meetings|sources) "
    r"(?:do you|have you|can you|are in (?:the|this|your) (?:library|catalogue))"
)
_INSTRUCTION = re.compile(
    r"(?:^|[.!?;,:] ?|\b(?:please|now|you|must|just) )(?:ignore|disregard|forget|override|bypass) "
    r"(?:(?:all|any|every|of|your|the|my|these|those|"
    r"previous|prior|above|"
    r"earlier) ){1,4}(?:rules?|instructions?|prompts?|guidelines?|directions|limits|restrictions)\b|"
    r"^(?:please |now |(?:can|could|would|will) you (?:please )?){0,2}(?:write|compose|sing|tell|draw|code|"
    r"generate|make up|invent) "
    r"(?:me |us )?(?:an? |some |up )*(?:\w+ ){0,2}(?:poems?|songs?|story|stories|jokes?|haikus?|limericks?|"
    r"sonnets?|rap|lyrics|"
    r"novel|recipe|code|program|script|essay|tweet|picture)\b|"
    r"\b(?:reveal|show|print|repeat|tell me|what (?:is|are)) (?:me )?your (?:\w+ )?(?:prompts?|"
    r"instructions|rules)\b|"
    r"^(?:please |now )?(?:pretend|act as|role-?play|you are now|from now on,? you|respond only|answer "
    r"only|say only)\b"
)
_OPINION = re.compile(
    r"\b(?:do|did|would|could|can|don't|wouldn't) you (?:\w+ly |also |really )?(?:think|believe|feel|agree|"
    r"like|prefer|reckon|recommend|suggest|"
    r"fancy|vote for|trust)\b|\bwhat(?:'s| is| are|) your (?:own |personal |honest )?(?:view|views|opinion|"
    r"opinions|thoughts?|advice|"
    r"favourite|recommendation|position|take|feeling)\b|\bin your (?:own |personal |honest )?(?:view|"
    r"opinion)\b|"
    r"\bwhat do you make of\b|\bhow do you feel\b"
)
_PREDICTION = re.compile(
    r"^who(?:'s| is| will|'ll| do you think will)(?: going to| likely to)? (?:win|be elected|be the next|"
    r"become the next|lose)\b|"
    r"^(?:will|is|are) (?:[\w' -]+ )?(?:going to )?(?:win|lose) the (?:\w+ ){0,3}(?:election|vote|match|"
    r"cup|league|seat)\b|"
    r"\b(?:can|could|would|will) you (?:predict|forecast|guess|foresee)\b|^(?:predict|forecast|guess)\b|"
    r"^what will the weather\b|^will it (?:rain|snow)\b"
)
_ADVICE = re.compile(
    r"\b(?:can|could|should|may|must|do|shall) (?:i|we) (?:\w+ly |still |also |just )?(?:sue|appeal|claim|"
    r"object|complain|prosecute|"
    r"take (?:\w+ )?(?:legal action|to court)|refuse to|be (?:sued|fined|prosecuted|evicted|sacked)|vote "
    r"for|buy|sell|invest|"
    r"move house|worry|have (?:a case|grounds|the right|to pay)|need a (?:lawyer|solicitor))\b|"
    r"\b(?:am|are) (?:i|we) (?:legally |still |also )?(?:entitled|liable|eligible|allowed|obliged|required|"
    r"at risk|breaking the law)\b|"
    r"\bwhat are my (?:legal |own )?(?:rights|chances|options|entitlements)\b|\bis it (?:legal|lawful|"
    r"illegal) (?:for me |if i )|"
    r"\b(?:give|need|want) (?:me )?(?:some )?(?:legal|financial|medical) advice\b|\bshould i\b(?! (?:know|"
    r"ask|read|look|be aware|expect|find|note))"
)
_OUT_OF_SCOPE = (
    (_INSTRUCTION, wording.NO_INSTRUCTIONS),
    (_ABOUT_SERVICE, wording.ABOUT_SERVICE),
    (_OPINION, wording.NO_OPINION),
    (_PREDICTION, wording.NO_PREDICTION),
    (_ADVICE, wording.NO_ADVICE),
)

_OF_A_BODY = re.compile(
    r"\bnext meeting\b|\bmembers? of\b|"
    r"\b(?:is|are|was|became|made|elected|appointed) (?:the |its )?(?:new "
    r")?(?:vice[ -]|deputy )?"
    r"chair\w*\b|\bmembership\b|\bwho(?:'s| is) (?:the |its )?(?:vice[ -])?chair|"
    r"\bwho (?:(?:vice|deputy)[ -])?chairs\b|\bhow often\b"
)
"""Questions on the body as it stands, and not on one of its meetings."""


def out_of_scope(question: str) -> Route | None:
    """The route of a question that no paper could answer; None for one to search for."""
    asked = " ".join(fold(question).lower().split())
    if _GREETING.fullmatch(asked):
        return Route("out_of_scope", wording.GREETING)
    for pattern, reason in _OUT_OF_SCOPE:
        if pattern.search(asked):
            return Route("out_of_scope", reason)
    return None


def is_generic(query: Query) -> bool:
    """True when a question holds only words of any committee's business, names of bodies and times aside."""
    asks = _has_question_form(query.question)
    return asks and not own_terms(query) and query.item is None and query.point is None


def clarify(query: Query, papers: Sequence[PaperRecord]) -> Route | None:
    """The choices to give back for a question without a subject that several bodies or meetings fit; else None.

    ``papers`` are those that the asker may see and that the filters take.
    """
    if not is_generic(query):
        return None
    times = query.meeting.days if query.meeting else query.dates
    of_time = [
        record for record in papers if record.date and any(days.holds(record.date.value) for days in times)
    ]
    bodies = _fitting_bodies(query, of_time or papers)
    if len(bodies) > 1:
        return Route(
            "clarify", wording.WHICH_BODY, tuple(_about(query, body) for body in bodies[:MOST_CHOICES])
        )
    if query.meeting is not None or query.dates or _OF_A_BODY.search(query.question.lower()):
        return None
    sittings = _sittings(papers, bodies)
    if len(sittings) < 2:
        return None
    return Route(
        "clarify", wording.WHICH_MEETING, tuple(_about(query, each) for each in sittings[:MOST_CHOICES])
    )


def _has_question_form(question: str) -> bool:
    """A bare keyword is looked up; only what is put as a question or a request can be too open."""
    return question.rstrip().endswith("?") or len(question.split()) > 2


def _fitting_bodies(query: Query, papers: Sequence[PaperRecord]) -> list[str]:
    """The bodies that a question can be about, the one that met last first; one name for each."""
    dated = sorted(
        papers, key=lambda record: record.date.value.toordinal() if record.date else 0, reverse=True
    )
    known: list[str] = []
    for record in dated:
        if record.body and not any(is_same_body(record.body.value, name) for name in known):
            known.append(record.body.value)
    if query.named:
        return [body for body in known if any(is_same_body(body, name) for name in query.named)]
    asked = set(words(query.question))
    spoken = [(body, asked & frozenset().union(*name_parts(body))) for body in known]
    most = max((len(held) for _, held in spoken), default=0)
    return [body for body, held in spoken if len(held) == most]


def _sittings(papers: Sequence[PaperRecord], bodies: Sequence[str]) -> list[str]:
    """The meetings of the bodies that there are minutes of, or else any papers, the latest first."""
    of_bodies = [
        (record, record.date.value)
        for record in papers
        if record.date and record.body and any(is_same_body(record.body.value, body) for body in bodies)
    ]
    held = [pair for pair in of_bodies if pair[0].kind.value in (Kind.MINUTES, Kind.DECISION)] or of_bodies
    days = sorted({day for _, day in held}, reverse=True)
    return [f"{bodies[0]}, meeting of {day_name(day)}" for day in days]


def _about(query: Query, body: str) -> str:
    return f"{query.question.rstrip(' ?.!')}: {body}?"


def advice_on_asking(question: str) -> str | None:
    """What may help where nothing was found: asking in a sentence, or in English; None where neither is the matter."""
    letters = [character for character in question if character.isalpha()]
    n_foreign = sum(not ("a" <= character.lower() <= "z") for character in letters)
    asked = [word.strip(".,?!\u00bf\u00a1").lower() for word in question.split()]
    if letters and n_foreign > len(letters) / 3 or sum(word in _FOREIGN for word in asked) >= 2:
        return wording.ASK_IN_ENGLISH
    if 0 < len(asked) <= 3 and len(index_terms(question)) == len(asked):
        return wording.ASK_IN_A_SENTENCE.format(words=" ".join(question.split()).rstrip("?!."))
    return None


_FOREIGN = frozenset(
    "der die das und ist wurde \u00fcber f\u00fcr nicht welche welcher wer wie warum les des du une est "
    "que qu'est-ce quoi pourquoi quel quelle "
    "el los las por qu\u00e9 cu\u00e1l cu\u00e1ndo sobre con una il lo gli che cosa perch\u00e9 quando "
    "della het een wat zijn voor naar "
    "jest czy dla nie jak beth yw sut pryd mae yn oedd ydy".split()
)
"""Common words of other languages that are no English words."""
