"""SQuAD 2.0 (arXiv 1806.03822): one JSON file of articles; each becomes a paper, its impossible questions refusals."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from eval.errors import SourceError
from eval.importing.imported import Imported, Limits, PaperShelf, Record, in_turn, sentence_around
from eval.importing.sources import parsed, whole
from eval.metrics.wording import fold
from ingest.papers import Span

_LAYOUT = "SQuAD 2.0 is one JSON file: data, paragraphs with context, qas with answers and is_impossible."
_NOTES = "Absent: the paragraph that the question was written for does not answer it."


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Answer(_Lenient):
    text: str
    answer_start: int = Field(ge=0)


class _Asked(_Lenient):
    id: str = Field(min_length=1)
    question: str
    answers: tuple[_Answer, ...] = ()
    is_impossible: bool = False


class _Paragraph(_Lenient):
    context: str
    qas: tuple[_Asked, ...]


class _Article(_Lenient):
    title: str
    paragraphs: tuple[_Paragraph, ...]


class _Squad(_Lenient):
    data: tuple[_Article, ...]


def import_squad(source: Path, limits: Limits) -> Imported:
    """The questions of the first articles, those of each article in turn.

    Raises:
        SourceError: The file is missing or something else.
    """
    path = _file(source)
    articles = parsed(path, None, whole(path), _Squad, _LAYOUT).data
    left_out: Counter[str] = Counter()
    left_out["articles beyond the limit"] = max(0, len(articles) - limits.papers)
    shelf = PaperShelf()
    groups: list[list[Record]] = []
    for article in articles[: limits.papers]:
        title = article.title.replace("_", " ")
        text = "\n\n".join((title, *(paragraph.context.strip() for paragraph in article.paragraphs)))
        name = shelf.add(article.title, f"{text}\n")
        groups.append(_asked_once(_records(article, name, left_out), left_out))
    records = list(in_turn(groups, limits.questions))
    left_out["questions beyond the limit"] = sum(len(group) for group in groups) - len(records)
    return Imported(shelf.texts, records, left_out)


def _file(source: Path) -> Path:
    if not source.is_dir():
        return source
    files = sorted(source.glob("*.json"))
    if len(files) != 1:
        there = ", ".join(file.name for file in files) or "none"
        raise SourceError(f"{source}: which JSON file? Give its path; there is: {there}. {_LAYOUT}")
    return files[0]


def _records(article: _Article, name: str, left_out: Counter[str]) -> list[Record]:
    made: list[Record] = []
    for paragraph in article.paragraphs:
        for asked in paragraph.qas:
            record = _record(asked, paragraph.context, name)
            if record is None:
                left_out["questions without words, or whose answer is not where it should be"] += 1
            else:
                made.append(record)
    return made


def _asked_once(records: list[Record], left_out: Counter[str]) -> list[Record]:
    """The questions on an article, each once; one that a paragraph answers stands before one that none does.

    The set asks some of several paragraphs, and what one paragraph doesn't say another may.
    """
    kept: dict[str, Record] = {}
    for record in records:
        words = fold(str(record["question"])).lower()
        if words in kept:
            left_out["questions asked twice of one article"] += 1
        if words not in kept or (record["answerable"] and not kept[words]["answerable"]):
            kept[words] = record
    return list(kept.values())


def _record(asked: _Asked, context: str, name: str) -> Record | None:
    if not asked.question.strip():
        return None
    record: Record = {"id": asked.id, "question": " ".join(asked.question.split())}
    if asked.is_impossible:
        return record | {"type": "unanswerable", "answerable": False, "notes": _NOTES}
    spans = [
        Span(answer.answer_start, answer.answer_start + len(answer.text))
        for answer in asked.answers
        if answer.text.strip() and context[answer.answer_start :].startswith(answer.text)
    ]
    if not spans:
        return None
    texts = dict.fromkeys(" ".join(context[span.start : span.end].split()) for span in spans)
    return record | {
        "type": "single_fact",
        "answerable": True,
        "answers": list(texts),
        "evidence": [{"document": name, "quote": sentence_around(context, spans[0])}],
    }
