"""The parts of a committee's sentences from which questions are made, and what makes one fit to be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.drafting.drafts import Draft, source_of
from eval.golden import QuestionType
from eval.metrics.wording import stems
from eval.papers_read import PaperRead
from ingest.store.records import StoredPassage

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DAY = rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH},? (?:19|20)\d\d"
_OPENING = re.compile(
    r"^(?P<lead>(?:In|At|On|By|Since|During|Between|For|Up to) [^,;:]{3,60}), (?P<rest>.+)$"
)
_OF_TIME = re.compile(r"\d|\s[A-Z]")
"""An opening that says when or where, and doesn't only lead over ("In addition")."""
_REPORTED = re.compile(
    r"^(?P<who>.{3,90}?) (?:said|reported|told (?:the )?\w+|heard|noted|stated|advised|explained|confirmed|added) that "
    r"(?P<rest>.+)$"
)
_END = re.compile(
    r"(?:, (?:which|who|of (?:which|whom)|and that|but|one|two|although|though|while|whereas|against|compared|up|"
    r"down|a |an )|"
    r";|:| \(| and that | and (?:\d|\u00a3)| but | compared |\.$)"
)
VAGUE = re.compile(
    r"\b(?:it|this|these|those|they|them|he|she|his|her|their|him|its|so|such|here|there|above|below)\b", re.I
)
_ASKING = stems("how much many what percentage when who cost value sum total number")
FEWEST_STEMS = 3
"""Words of a question, its paper aside, without which nobody could say what it is about."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a passage: ``text`` without list mark, white space folded."""

    text: str
    passage: StoredPassage
    paper: PaperRead


def asked(sentence: Sentence, kind: str, core: str, answer: str) -> Draft | None:
    """A draft whose question names the paper first; None where it would not read on its own."""
    if VAGUE.search(core) or len(stems(core) - _ASKING) < FEWEST_STEMS:
        return None
    question = f"According to {source_of(sentence.paper)}, {core}?"
    return drafted(sentence, kind, question, answer)


def drafted(
    sentence: Sentence, kind: str, question: str, answer: str, type_: QuestionType = QuestionType.SINGLE_FACT
) -> Draft:
    return Draft(
        kind=kind,
        question=question,
        type=type_,
        document=sentence.paper.name,
        quotes=(sentence.text,),
        answers=(answer,),
        # A single fact is scored by its short answer; who has to do what by the sentence.
        nuggets=() if type_ is QuestionType.SINGLE_FACT else (sentence.text,),
    )


def clause_of(text: str) -> tuple[str, str]:
    """What the sentence opens with (" in June 2024"), and the clause that it reports."""
    lead = ""
    reported = _REPORTED.match(text)
    clause = reported["rest"] if reported else text
    opening = _OPENING.match(clause[:1].upper() + clause[1:])
    if opening and _OF_TIME.search(opening["lead"]):
        lead, clause = f" {opening['lead'][:1].lower()}{opening['lead'][1:]}", opening["rest"]
    return lead, clause


def cut(rest: str) -> str:
    """The rest of a clause up to where it begins to say something else."""
    end = _END.search(rest)
    return (rest[: end.start()] if end else rest).rstrip(" ,.")


def lowered(what: str) -> str:
    """A subject inside a question: its article or plain first word in small letters, a name as it is."""
    first, _, rest = what.partition(" ")
    is_plain = first in ("The", "A", "An", "Total", "Net", "Gross", "Core", "General") or rest[:1].islower()
    return f"{first.lower()} {rest}".strip() if is_plain and not first.isupper() else what
