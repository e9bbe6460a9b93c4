"""Questions made of sentences about people and proceedings: who has to do what, who said what, how a vote went."""

from __future__ import annotations

import re

from eval.drafting.clauses import DAY, FEWEST_STEMS, MONTH, VAGUE, Sentence, asked, cut, drafted
from eval.drafting.drafts import Draft, meeting_of, source_of, topic_of
from eval.golden import QuestionType
from eval.metrics.wording import stems
from ingest.structure.dates import DATE

_ACTION = re.compile(
    r"^Actions?\s*[:\u2013-]\s*(?P<who>[A-Z][\w.'\u2019&/ -]{1,50}?) to (?P<do>[a-z].+?)[.;]?$"
)
_NO_TASK = re.compile(r"^be\b|;")
_PROMISE = re.compile(
    r"^(?P<who>(?:The )?[A-Z][\w.'\u2019-]*(?:,? (?:[A-Z][\w.'\u2019-]*|of|and|for|the)){0,8}) "
    r"(?P<verb>undertook|agreed|offered|promised) to (?P<do>.+?)[.;]?$"
)
_DEADLINE = re.compile(
    rf"^(?P<do>.{{12,}}?),? (?P<n>(?:by|before|within) (?:the end of )?"
    rf"(?:{DAY}|[\w-]+ (?:working )?(?:days|weeks|months)|{MONTH}(?: (?:19|20)\d\d)?|Christmas|Easter))$"
)
_VOTE = re.compile(
    r"\b(?P<what>motion|amendment|proposal|recommendation)\b.*?\b(?P<verb>carried|lost|defeated|rejected|approved|agreed|"
    r"passed) by (?P<n>[\w-]+ votes? to [\w-]+)\b"
)
_INTEREST = re.compile(
    r"^(?P<who>(?:Councillor|Cllr|Mr|Mrs|Ms|Miss|Dr)\.? (?:[A-Z]\.? )*[A-Z][\w'\u2019-]+"
    r"(?: [A-Z][\w'\u2019-]+)?) declared "
    r"(?P<what>an? (?:[\w-]+ ){0,4}interest in .+?)(?:,? (?:because|as|since|for the reason|on the ground).*|[.;])$"
)
_APPOINTED = re.compile(
    r"^(?:That )?(?P<who>(?:(?:Councillors?|Cllrs?|Mr|Mrs|Ms|Miss|Dr|Professor|Sir) ?\.? ?)?[A-Z][\w.'\u2019-]*"
    r"(?:,? (?:and )?[A-Z][\w.'\u2019-]*){0,6}) (?P<aux>be|was|were|is|are|had been) (?P<verb>(?:re-?)?"
    r"(?:appointed|elected|nominated|co-opted)) (?P<rest>.+)$"
)
_CLOSED = re.compile(
    r"\bmeeting (?:was )?(?P<verb>closed|ended|finished|rose|concluded)(?: at| by)? "
    r"(?P<n>\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b)?)",
    re.I,
)
_SPEAKER = re.compile(
    r"^(?P<who>(?:The )?[A-Z][\w.'\u2019-]*(?:,? (?:[A-Z][\w.'\u2019-]*|of|and|for|the)){0,7}) "
    r"(?P<verb>said|reported|told (?:the )?\w+|advised|explained|confirmed|stated|warned|announced) that (?P<rest>.+)$"
)
_NOBODY = re.compile(
    r"^(?:Members?|It|They|He|She|One|Some|Several|Residents?|There|This|That|Officers?|Concerns?|"
    r"The (?:report|paper|minutes|letter|figures|Panel|Board|Committee|Council|Authority|law|table))\b|"
    r"\b(?:Report|Plan|Strategy|Survey|Review|Act|Assessment)$"
)
_NEXT = re.compile(rf"\bnext (?:\w+ )?meeting\b.*?(?P<n>{DAY})", re.IGNORECASE)
_MOST_SAID = 30


def action(sentence: Sentence) -> Draft | None:
    """Who has an action to do, or by when."""
    found = _ACTION.match(sentence.text)
    meeting = meeting_of(sentence.paper)
    if found is None or meeting is None or VAGUE.search(found["do"]) or _NO_TASK.search(found["do"]):
        return None
    due = _DEADLINE.match(found["do"])
    if due and len(sentence.text) % 2:  # one question a sentence; which of the two is as good as chance
        question = f"By when was {found['who']} to {due['do']}, as agreed at {meeting}?"
        return drafted(sentence, "deadline", question, due["n"].removeprefix("by "), QuestionType.ACTION)
    question = f"Who was given the action at {meeting} to {found['do']}?"
    return drafted(sentence, "owner", question, found["who"], QuestionType.ACTION)


def promise(sentence: Sentence) -> Draft | None:
    """Who undertook to do something."""
    found = _PROMISE.match(sentence.text)
    meeting = meeting_of(sentence.paper)
    if found is None or meeting is None or VAGUE.search(found["do"]) or len(found["do"].split()) < 4:
        return None
    if VAGUE.match(found["who"]) or found["who"].startswith(
        ("In ", "At ", "On ", "After ", "The Board", "The Panel")
    ):
        return None
    question = f"Who {found['verb']}, at {meeting}, to {found['do']}?"
    return drafted(sentence, "owner", question, found["who"], QuestionType.ACTION)


def vote(sentence: Sentence) -> Draft | None:
    """By how many votes something was carried or lost."""
    found = _VOTE.search(sentence.text)
    meeting = meeting_of(sentence.paper)
    title = sentence.passage.item_title
    if found is None or meeting is None or not title:
        return None
    moved = f"the {found['what']} on \u201c{topic_of(title)}\u201d"
    question = f"By how many votes was {moved} {found['verb']} at {meeting}?"
    return drafted(sentence, "vote", question, found["n"])


def interest(sentence: Sentence) -> Draft | None:
    """Who declared an interest."""
    found = _INTEREST.match(sentence.text)
    meeting = meeting_of(sentence.paper)
    if found is None or meeting is None:
        return None
    return drafted(sentence, "interest", f"Who declared {found['what']} at {meeting}?", found["who"])


def next_meeting(sentence: Sentence) -> Draft | None:
    """The day of the next meeting, where the sentence names one day only."""
    found = _NEXT.search(sentence.text)
    if found is None or len(list(DATE.finditer(sentence.text))) != 1:
        return None
    question = f"When was the next meeting to be held, according to {source_of(sentence.paper)}?"
    return drafted(sentence, "next meeting", question, found["n"])


def appointed(sentence: Sentence) -> Draft | None:
    """Who was appointed or elected."""
    found = _APPOINTED.match(sentence.text)
    meeting = meeting_of(sentence.paper)
    if found is None or meeting is None or _NOBODY.search(found["who"]):
        return None
    aux = "was to be" if found["aux"] == "be" else found["aux"]
    aux = {"were": "was", "are": "is"}.get(aux, aux)
    core = f"who {aux} {found['verb']} {cut(found['rest'])}"
    return asked(sentence, "appointed", core, found["who"])


def closed(sentence: Sentence) -> Draft | None:
    """At what time the meeting ended."""
    found = _CLOSED.search(sentence.text)
    meeting = meeting_of(sentence.paper)
    if found is None or meeting is None:
        return None
    return drafted(sentence, "end", f"At what time did {meeting} end?", found["n"])


def speaker(sentence: Sentence) -> Draft | None:
    """Who said something; what was said is kept word for word, so it must stand on its own."""
    found = _SPEAKER.match(sentence.text)
    meeting = meeting_of(sentence.paper)
    if found is None or meeting is None or _NOBODY.search(found["who"]):
        return None
    said = found["rest"].rstrip(".; ")
    if VAGUE.search(said) or len(stems(said)) < FEWEST_STEMS or len(said.split()) > _MOST_SAID:
        return None
    question = f"Who said, at {meeting}, that {said}?"
    return drafted(sentence, "speaker", question, found["who"])
