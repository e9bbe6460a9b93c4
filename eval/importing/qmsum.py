"""QMSum (arXiv 2104.05938): meetings as JSON with questions about stretches of them; each becomes a transcript.

Taken as published (one JSON object a meeting, in files of their own or one a line), or as text: ``docs/*.txt``
whose turns begin with their numbers in brackets, with ``golden.jsonl`` that names turns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from eval.errors import SourceError
from eval.importing.imported import Imported, Limits, PaperShelf, Record, in_turn, quotes_of
from eval.importing.sources import lines_of, parsed, whole
from ingest.structure.sentences import sentences

_LAYOUT = (
    "QMSum is one JSON object a meeting (.json, or one a line in .jsonl) with meeting_transcripts and "
    "specific_query_list, or a folder with docs/*.txt of numbered turns and golden.jsonl."
)
_TURN = re.compile(r"^\[(\d+)\] ", re.MULTILINE)


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Turn(_Lenient):
    speaker: str
    content: str


class _General(_Lenient):
    query: str


class _Specific(_Lenient):
    query: str
    answer: str = ""
    relevant_text_span: tuple[tuple[int, int], ...]


class _Meeting(_Lenient):
    meeting_transcripts: tuple[_Turn, ...] = Field(min_length=1)
    general_query_list: tuple[_General, ...] = ()
    specific_query_list: tuple[_Specific, ...]


class _Stretch(_Lenient):
    doc_id: str
    first: int = Field(alias="from")
    last: int = Field(alias="to")


class _Asked(_Lenient):
    id: str
    question: str
    doc_id: str
    reference_answer: str = ""
    evidence: tuple[_Stretch, ...] = ()
    answerable: bool = True


@dataclass(frozen=True)
class _Transcript:
    """A meeting as text: ``turns`` by number, each with its number in brackets before it."""

    id: str
    title: str
    turns: Mapping[int, str]

    @property
    def text(self) -> str:
        return "\n\n".join((self.title, *self.turns.values())) + "\n"


def import_qmsum(source: Path, limits: Limits) -> Imported:
    """The specific questions of the first meetings, those of each meeting in turn.

    Questions about a whole meeting name no words that answer them, and are left out and counted.

    Raises:
        SourceError: The source is missing or something else.
    """
    left_out: Counter[str] = Counter()
    is_text = (source / "golden.jsonl").is_file() and (source / "docs").is_dir()
    read = _as_text(source) if is_text else _as_published(source, left_out)
    shelf = PaperShelf()
    groups: list[list[Record]] = []
    for transcript, asked in read:
        if len(shelf.texts) == limits.papers:
            left_out["meetings beyond the limit"] += 1
            continue
        name = shelf.add(transcript.id, transcript.text)
        groups.append([record for each in asked for record in _record(each, transcript, name, left_out)])
    records = list(in_turn(groups, limits.questions))
    left_out["questions beyond the limit"] = sum(len(group) for group in groups) - len(records)
    return Imported(shelf.texts, records, left_out)


def _record(asked: _Asked, transcript: _Transcript, name: str, left_out: Counter[str]) -> Iterator[Record]:
    """The golden record of a question; none where the turns it names are not there."""
    numbers = [number for each in asked.evidence for number in range(each.first, each.last + 1)]
    turns = [transcript.turns[number] for number in dict.fromkeys(numbers) if number in transcript.turns]
    if not asked.question.strip() or not turns or not asked.answerable:
        left_out["questions that name no words of their meeting"] += 1
        return
    summary = asked.reference_answer
    said = [" ".join(summary[span.start : span.end].split()) for span in sentences(summary)]
    yield {
        "id": asked.id,
        "question": " ".join(asked.question.split()),
        "type": "paraphrase",
        "answerable": True,
        "nuggets": [{"text": text, "vital": False} for text in said],
        "evidence": [{"document": name, "quote": quote} for turn in turns for quote in quotes_of(turn)],
    }


def _as_published(source: Path, left_out: Counter[str]) -> Iterator[tuple[_Transcript, list[_Asked]]]:
    for name, meeting in _meetings(source):
        left_out["questions about a whole meeting"] += len(meeting.general_query_list)
        turns = {
            number: f"[{number}] {turn.speaker.strip()}: {' '.join(turn.content.split())}"
            for number, turn in enumerate(meeting.meeting_transcripts)
            if turn.content.strip()
        }
        asked = [
            _Asked(
                id=f"{name}-{number:02d}",
                question=query.query,
                doc_id=name,
                reference_answer=query.answer,
                evidence=tuple(
                    _Stretch.model_validate({"doc_id": name, "from": first, "to": last})
                    for first, last in query.relevant_text_span
                ),
            )
            for number, query in enumerate(meeting.specific_query_list, start=1)
        ]
        yield _Transcript(name, f"Meeting {name}", turns), asked


def _meetings(source: Path) -> Iterator[tuple[str, _Meeting]]:
    """Each meeting under the name of its file, with its line where a file holds several."""
    files = sorted((*source.glob("*.json"), *source.glob("*.jsonl"))) if source.is_dir() else [source]
    if not files:
        raise SourceError(f"{source}: no JSON file in it. {_LAYOUT}")
    for path in files:
        if path.suffix.lower() == ".jsonl":
            for number, line in lines_of(path):
                yield f"{path.stem}-{number}", parsed(path, number, line, _Meeting, _LAYOUT)
        else:
            yield path.stem, parsed(path, None, whole(path), _Meeting, _LAYOUT)


def _as_text(source: Path) -> Iterator[tuple[_Transcript, list[_Asked]]]:
    path = source / "golden.jsonl"
    asked = [parsed(path, number, line, _Asked, _LAYOUT) for number, line in lines_of(path)]
    for file in sorted((source / "docs").glob("*.txt")):
        text = "\n".join(line for _, line in lines_of(file))
        yield _transcript(file.stem, text), [each for each in asked if each.doc_id == file.stem]


def _transcript(name: str, text: str) -> _Transcript:
    starts: Sequence[re.Match[str]] = list(_TURN.finditer(text))
    if not starts:
        raise SourceError(f"docs/{name}.txt: no turn in it begins with its number in brackets. {_LAYOUT}")
    ends = [*(match.start() for match in starts[1:]), len(text)]
    turns = {
        int(match[1]): " ".join(text[match.start() : end].split())
        for match, end in zip(starts, ends, strict=True)
    }
    return _Transcript(name, text[: starts[0].start()].strip() or f"Meeting {name}", turns)
