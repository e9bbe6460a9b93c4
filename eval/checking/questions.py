"""What can be seen of golden questions without their papers: fields that don't fit, and repeats."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from eval.checking.findings import Finding, Place
from eval.golden import GoldenRecord, GoldEvidence, Nugget, Placed, QuestionType
from eval.metrics.answers import holds_nugget
from eval.metrics.wording import fold, holds_words, numbers, stems, words

_ALIKE = 0.8
"""Share of stems in common (Jaccard) from which two questions are held to ask the same."""
_HELD = 0.5
"""Share of the stems of an answer or a nugget that its quotes and its question must hold."""
_KNOWN = (
    *GoldenRecord.model_fields,
    *(f"evidence.{name}" for name in GoldEvidence.model_fields),
    *(f"nuggets.{name}" for name in Nugget.model_fields),
)


@dataclass(frozen=True)
class _Read:
    """A question with its words, folded and in small letters, and their stems."""

    placed: Placed
    words: str
    stems: frozenset[str]


def question_findings(placed: Placed) -> Iterator[Finding]:
    """Everything about one question that its own fields show."""
    record, place = placed.record, Place(placed.line, placed.record.id)
    yield from _unknown_fields(record, place)
    yield from _answerable(record, place)
    if record.answerable:
        yield from _unsupported(record, place)


def repeats(all_placed: Sequence[Placed]) -> Iterator[Finding]:
    """Questions that ask the same as an earlier one, of the same papers."""
    of_scope: dict[str, list[_Read]] = defaultdict(list)
    for placed in all_placed:
        record = placed.record
        read = _Read(placed, fold(record.question).lower(), stems(record.question))
        of_scope[f"{record.asker} {record.filters!r}"].append(read)
    for group in of_scope.values():
        for one, other in _candidates(group):
            found = _repeat(one, other)
            if found is not None:
                yield found


def _candidates(group: Sequence[_Read]) -> Iterator[tuple[_Read, _Read]]:
    """The pairs, each earlier question first, that can have so many stems in common at all.

    Two sets that share the wanted part share one of the rarest few stems of either (prefix filtering, Chaudhuri
    et al. 2006), so that large sets are not compared each with each.
    """
    frequency = Counter(stem for read in group for stem in read.stems)
    held: dict[str, list[int]] = defaultdict(list)
    for number, read in enumerate(group):
        rarest = sorted(read.stems, key=lambda stem: (frequency[stem], stem))
        keys = [read.words, *rarest[: len(rarest) - math.ceil(_ALIKE * len(rarest)) + 1]]
        for earlier in sorted({place for key in keys for place in held[key]}):
            yield group[earlier], read
        for key in keys:
            held[key].append(number)


def _repeat(one: _Read, other: _Read) -> Finding | None:
    """What is to be said of the later of two questions, if they ask the same."""
    place = Place(other.placed.line, other.placed.record.id)
    earlier = f"{one.placed.record.id} (line {one.placed.line})"
    if one.words == other.words:
        message = f"the same question as {earlier}. Keep one, or it counts twice."
        return place.error("same_question", "question", message)
    if _is_near(one.stems, other.stems) and not _tell_apart(one.placed.record, other.placed.record):
        message = f"nearly the words of {earlier}: \u201c{one.placed.record.question}\u201d"
        return place.warning("near_duplicate", "question", message)
    return None


def ask_the_same(one: GoldenRecord, other: GoldenRecord) -> bool:
    """True for two questions in nearly the same words, about the same days, figures and names."""
    return _is_near(stems(one.question), stems(other.question)) and not _tell_apart(one, other)


def _is_near(these: frozenset[str], those: frozenset[str]) -> bool:
    if min(len(these), len(those)) < _ALIKE * max(len(these), len(those)):
        return False
    return len(these & those) >= _ALIKE * len(these | those)


def _tell_apart(one: GoldenRecord, other: GoldenRecord) -> bool:
    """True where each names something by a figure or a capital that the other does not: another day, another body."""
    names = [
        {
            key
            for word in fold(asked.question).split()
            if word[0].isupper() or word[0].isdigit()
            for key in words(word)
        }
        for asked in (one, other)
    ]
    return bool(names[0] - names[1]) and bool(names[1] - names[0])


def _unknown_fields(record: GoldenRecord, place: Place) -> Iterator[Finding]:
    for name in sorted(set(record.unknown_fields())):
        meant = get_close_matches(name, _KNOWN, n=1)
        hint = f" Is '{meant[0]}' meant?" if meant else ""
        yield place.warning("unknown_field", name, f"the field is not known and is not used.{hint}")


def _answerable(record: GoldenRecord, place: Place) -> Iterator[Finding]:
    is_refusal = record.type is QuestionType.UNANSWERABLE
    if record.answerable and is_refusal:
        yield place.error(
            "type", "answerable", "true for a question of type unanswerable. Change one of the two."
        )
    if not record.answerable:
        if not is_refusal:
            message = f"{record.type.value}, though answerable is false: is unanswerable meant?"
            yield place.warning("type", "type", message)
        if record.evidence:
            message = "answerable is false, yet there are quotes that prove an answer. Change one of the two."
            yield place.error("evidence_of_nothing", "evidence", message)
        if record.answers:
            message = "answerable is false, yet there are answers. Change one of the two."
            yield place.error("answers_to_nothing", "answers", message)
        if not record.notes:
            message = "say why there is no answer (Absent:, Truncated:, False premise:)."
            yield place.warning("no_reason", "notes", message)
    elif not is_refusal:
        yield from _lacking(record, place)


def _lacking(record: GoldenRecord, place: Place) -> Iterator[Finding]:
    """What an answerable question needs for its figures to mean something."""
    if not record.evidence:
        message = "no quote proves the answer, so neither search nor citations are measured."
        yield place.warning("no_evidence", "evidence", message)
    if record.type is QuestionType.SINGLE_FACT and not record.answers:
        yield place.warning(
            "no_answers", "answers", "a single fact without a short answer: it is not measured."
        )
    elif not record.answers and not record.vital_nuggets:
        message = "neither answers nor vital nuggets: what an answer says is not measured."
        yield place.warning("no_answers", "nuggets", message)


def _unsupported(record: GoldenRecord, place: Place) -> Iterator[Finding]:
    """Answers and nuggets that the record's own quotes don't bear out, as far as words show."""
    quotes = " ".join(gold.quote for gold in record.evidence)
    held = " ".join((quotes, *(nugget.text for nugget in record.nuggets)))
    answers = [answer for answer in record.answers if not _bears_out(held, answer, record.question)]
    if record.type is QuestionType.SINGLE_FACT and not any(
        holds_words(held, each) for each in record.answers
    ):
        # The metric looks for one of them word for word, so one should be what the paper says.
        answers = list(record.answers)
    if answers and record.evidence:
        message = f"stands neither in the quotes nor in the nuggets: {_listed(answers)}"
        yield place.warning("unsupported_answer", "answers", message)
    nuggets = [
        nugget.text
        for nugget in record.nuggets
        for own in (" ".join((quotes, *(gold.quote for gold in nugget.evidence))),)
        if own.strip() and not _bears_out(own, nugget.text, record.question)
    ]
    if nuggets:
        message = f"the quotes don't bear it out, as far as words show: {_listed(nuggets)}"
        yield place.warning("unsupported_nugget", "nuggets", message)


def _listed(texts: Sequence[str]) -> str:
    return " / ".join(f"\u201c{text}\u201d" for text in texts)


def _bears_out(held: str, said: str, question: str) -> bool:
    """True when the words stand there, or all their figures and at least half of their stems do."""
    held, said = (text.replace("%", " per cent ") for text in (held, said))
    if holds_words(held, said) or holds_nugget(held, said, question):
        return True
    wanted, known = stems(said), stems(held) | stems(question)
    return numbers(said) <= numbers(held) | numbers(question) and len(wanted & known) >= _HELD * len(wanted)
