"""Public question sets as libraries: SQuAD 2.0, CLAPNQ and the transcripts of QMSum, for calibrating only.

None of them is a golden set. Their articles, passages and transcripts are stored as papers, so that what is
measured on them is the whole way from the text to the support of an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.errors import GoldenError
from ingest.papers import Access
from ingest.readers.read import read
from ingest.store.encoder import BulkEncoder
from ingest.store.library import Library
from ingest.structure.paper import READING, structure
from ingest.structure.windows import embedded_texts

SETS = ("qmsum-train", "squad2", "clapnq")
_CLAPNQ = ("clapnq_dev_answerable.jsonl", "clapnq_dev_unanswerable.jsonl")


@dataclass(frozen=True)
class BenchQuestion:
    """A question on one paper of a set, and whether that paper answers it."""

    text: str
    paper: str
    is_answerable: bool


@dataclass(frozen=True)
class BenchSet:
    """Papers by file name, the questions on them, and the SHA-256 (hex) of the files they are from."""

    name: str
    papers: Mapping[str, str]
    questions: tuple[BenchQuestion, ...]
    sha256: Mapping[str, str]


def load_bench_set(folder: Path, name: str) -> BenchSet:
    """One of ``SETS`` below the folder.

    Raises:
        GoldenError: A file of it is missing or is not what it should be.
    """
    loaders = {"qmsum-train": _transcripts, "squad2": _squad, "clapnq": _clapnq}
    try:
        return loaders[name](folder / name, name)
    except (OSError, KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise GoldenError(
            f"{folder / name}: can't be read ({error!r}). Give the folder of the sets."
        ) from error


def store(bench: BenchSet, place: Path) -> None:
    """Store the papers of a set in a new library at ``place``; one that is there already is kept."""
    encoder = BulkEncoder()
    with Library.create_or_open(place) as library:
        for name, text in bench.papers.items():
            content = text.encode()
            sha256 = hashlib.sha256(content).hexdigest()
            paper = structure(read(content, name), name, sha256, Access.PUBLIC)
            library.add(paper, encoder.encode(embedded_texts(paper)), content, name, READING)


def _squad(folder: Path, name: str) -> BenchSet:
    source = folder / "dev-v2.0.json"
    papers, questions = {}, []
    for article in json.loads(source.read_text(encoding="utf-8"))["data"]:
        paper = f"{article['title']}.txt"
        paragraphs = [entry["context"] for entry in article["paragraphs"]]
        papers[paper] = "\n\n".join((article["title"].replace("_", " "), *paragraphs))
        questions += [
            BenchQuestion(asked["question"], paper, not asked["is_impossible"])
            for entry in article["paragraphs"]
            for asked in entry["qas"]
        ]
    return BenchSet(name, papers, tuple(questions), _hashes(source))


def _clapnq(folder: Path, name: str) -> BenchSet:
    name_of: dict[str, str] = {}
    questions = []
    sources = [folder / file for file in _CLAPNQ]
    for source, is_answerable in zip(sources, (True, False), strict=True):
        for line in source.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            passage = row["passages"][0]
            # Two questions may be on one passage, and the library takes the same words in once.
            text = f"{passage['title']}\n\n{passage['text']}"
            paper = name_of.setdefault(text, f"{source.stem}-{row['id']}.txt")
            questions.append(BenchQuestion(row["input"], paper, is_answerable))
    papers = {paper: text for text, paper in name_of.items()}
    return BenchSet(name, papers, tuple(questions), _hashes(*sources))


def _transcripts(folder: Path, name: str) -> BenchSet:
    source = folder / "golden.jsonl"
    files = sorted((folder / "docs").glob("*.txt"))
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    questions = [
        BenchQuestion(row["question"], f"{row['doc_id']}.txt", True)
        for row in rows
        if row["answerable"] and row["evidence"]
    ]
    papers = {file.name: file.read_text(encoding="utf-8") for file in files}
    return BenchSet(name, papers, tuple(questions), _hashes(source, *files))


def _hashes(*files: Path) -> dict[str, str]:
    """The hash of each file; of a folder of papers one hash over all."""
    first, *others = files
    hashes = {first.name: hashlib.sha256(first.read_bytes()).hexdigest()}
    if others:
        whole = hashlib.sha256()
        for file in others:
            whole.update(file.read_bytes())
        hashes[f"{others[0].parent.name}, {len(others)} more"] = whole.hexdigest()
    return hashes
