"""Does the answer hold what it should: worked out from words, without a judge.

These are alarms, not proof: a right answer in quite other words scores low, and a sentence that names every
word of a fact and denies it by other means than "not" scores high. Read them beside the citation metrics.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.golden import GoldenRecord, Nugget, QuestionType
from eval.metrics.retrieval import why_no_evidence
from eval.metrics.score import Score, scored, share, undefined
from eval.metrics.wording import content_words, first_words, has_negation, holds_words, numbers, stems, words
from eval.replies import Reply

WORDS_READ = 120
"""How much of an answer is read, so that pasting whole papers buys nothing; a briefing is read whole."""
_SHARE_OF_A_NUGGET = 0.7
_SHARE_OF_A_STATEMENT = 0.8


def short_answer(record: GoldenRecord, reply: Reply) -> Score:
    """1 when an acceptable short answer stands, as whole words, in the answer or in the labels it cites.

    STR-EM of ALCE (Gao et al. 2023, arXiv 2305.14627), on single-fact questions only. The first 120 words of
    the answer are read. An empty answer scores 0.
    """
    reason = why_no_evidence(record)
    if reason:
        return undefined(reason)
    if record.type is not QuestionType.SINGLE_FACT:
        return undefined("only single-fact questions have one short answer")
    if not any(words(answer) for answer in record.answers):
        return undefined("the record names no acceptable short answer")
    held = text_read(record, reply)
    is_there = any(holds_words(held, answer) for answer in record.answers)
    return scored(is_there, note="" if is_there else "not said: " + " / ".join(record.answers))


def vital_nuggets(record: GoldenRecord, reply: Reply) -> Score:
    """Share of vital nuggets that the answer, with the labels it cites, holds.

    strict_vital of the AutoNuggetizer (TREC RAG, arXiv 2411.09607), nuggets assigned by words instead of by a
    judge; see ``holds_nugget``. Words show no partial support, so that vital and strict_vital are one figure. An
    empty answer scores 0.
    """
    return _nuggets_held(record, reply, record.vital_nuggets, "the record names no vital nugget")


def all_nuggets(record: GoldenRecord, reply: Reply) -> Score:
    """Share of all nuggets, vital or not, that the answer holds: strict_all of the AutoNuggetizer."""
    return _nuggets_held(record, reply, record.nuggets, "the record names no nugget")


def _nuggets_held(record: GoldenRecord, reply: Reply, nuggets: Sequence[Nugget], without: str) -> Score:
    reason = why_no_evidence(record)
    if reason:
        return undefined(reason)
    if not nuggets:
        return undefined(without)
    held = text_read(record, reply)
    asked = "" if record.is_briefing else record.question
    marks = [holds_nugget(held, nugget.text, asked) for nugget in nuggets]
    missing = [nugget.text for nugget, is_held in zip(nuggets, marks, strict=True) if not is_held]
    return share(marks, note="not said: " + " / ".join(missing) if missing else "")


def holds_nugget(text: str, nugget: str, question: str = "") -> bool:
    """True when the text states the nugget, as far as words show.

    All numbers of the nugget that the question does not hold already are in the text; where the nugget
    negates, the text does; and at least 70 % of its distinct content stems that the question does not hold
    are there.
    """
    wanted = (stems(nugget) - stems(question)) or stems(nugget)
    if has_negation(nugget) and not has_negation(text):
        return False
    if not numbers(nugget) - numbers(question) <= numbers(text):
        return False
    return bool(wanted) and len(wanted & stems(text)) >= _SHARE_OF_A_NUGGET * len(wanted)


def answer_words(record: GoldenRecord, reply: Reply) -> Score:
    """How many words the answer has: neither good nor bad, but the price of the other figures."""
    if record.is_briefing:
        return undefined("a briefing has its own length")
    if not reply.is_answered:
        return undefined("nothing was answered")
    return scored(len(words(reply.words_shown())))


def must_not_say(record: GoldenRecord, reply: Reply) -> Score:
    """How many forbidden statements one sentence comes close to; lower is better, 0 the aim.

    A sentence comes close when the distinct content stems it shares with the statement are at least 80 % of
    the statement's content words. An alarm for a person to read, not a proof.
    """
    if not record.is_briefing:
        return undefined("only briefings list what must not be said")
    spoken = [stems(sentence.text) for sentence in reply.said()]
    said = [
        statement for statement in record.must_not_say if any(_is_close(statement, one) for one in spoken)
    ]
    return scored(len(said), note="said: " + " / ".join(said) if said else "")


def text_read(record: GoldenRecord, reply: Reply) -> str:
    """What counts as said: the first 120 words (a briefing whole), then the labels of the citations."""
    shown = reply.words_shown()
    spoken = shown if record.is_briefing else first_words(shown, WORDS_READ)
    return " ".join([spoken, *(citation.label for citation in reply.citations)])


def _is_close(statement: str, spoken: frozenset[str]) -> bool:
    n_words = len(content_words(statement))
    return n_words > 0 and len(stems(statement) & spoken) >= _SHARE_OF_A_STATEMENT * n_words
