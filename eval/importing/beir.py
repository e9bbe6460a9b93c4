"""Sets in the layout of BEIR (arXiv 2104.08663): ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/*.tsv``.

BEIR judges whole documents. The words of each relevant one become gold quotes, so the figures over quotes say how
much of it was found; for figures over documents export the run and take the one over papers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from eval.errors import SourceError
from eval.importing.imported import Imported, Limits, PaperShelf, Record, quotes_of
from eval.importing.sources import lines_of, parsed

_CORPUS, _QUERIES, _QRELS = "corpus.jsonl", "queries.jsonl", "qrels"
_LAYOUT = f"A set in the layout of BEIR is a folder with {_CORPUS}, {_QUERIES} and {_QRELS}/*.tsv."


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(alias="_id", min_length=1)
    title: str = ""
    text: str


class _Query(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(alias="_id", min_length=1)
    text: str


def import_beir(source: Path, limits: Limits, split: str | None = None) -> Imported:
    """The judged queries in their order, with the documents that are relevant to them and others beside.

    ``split`` names the file of judgements ("test"); without it test is taken, or the only one.

    Raises:
        SourceError: A file is missing or has a wrong line.
    """
    if not (source / _CORPUS).is_file() or not (source / _QUERIES).is_file():
        raise SourceError(f"{source}: no set in the layout of BEIR. {_LAYOUT}")
    relevant = _judgements(_qrels_file(source, split))
    chosen = _chosen(source, relevant, limits)
    wanted = {document for query in chosen for document in relevant[query.id]}
    left_out: Counter[str] = Counter()
    shelf, name_of, text_of = _papers(source, wanted, limits.papers)
    records: list[Record] = []
    for query in chosen:
        found = [document for document in relevant[query.id] if document in name_of]
        left_out["relevant documents without words in the corpus"] += len(relevant[query.id]) - len(found)
        if not found or not query.text.strip():
            left_out["queries without words, or none of whose documents has any"] += 1
            continue
        records.append(_record(query, found, name_of, text_of))
    left_out["judged queries beyond the limit"] = len(relevant) - len(chosen)
    return Imported(shelf.texts, records, left_out)


def _record(
    query: _Query, documents: list[str], name_of: Mapping[str, str], text_of: Mapping[str, str]
) -> Record:
    papers = {name_of[document]: text_of[document] for document in documents}
    return {
        "id": query.id,
        "question": query.text,
        "type": "cross_document" if len(papers) > 1 else "paraphrase",
        "answerable": True,
        "evidence": [
            {"document": name, "quote": quote} for name, text in papers.items() for quote in quotes_of(text)
        ],
    }


def _qrels_file(source: Path, split: str | None) -> Path:
    files = {path.stem: path for path in sorted((source / _QRELS).glob("*.tsv"))}
    named = split or ("test" if "test" in files else next(iter(files), ""))
    if named in files and (split or named == "test" or len(files) == 1):
        return files[named]
    there = ", ".join(files) or "none"
    raise SourceError(f"{source / _QRELS}: which judgements? Give --split with one of: {there}. {_LAYOUT}")


def _judgements(path: Path) -> dict[str, list[str]]:
    """The relevant documents of each query, in the order of the file."""
    relevant: dict[str, list[str]] = {}
    for number, line in lines_of(path):
        parts = line.split("\t")
        if number == 1 and parts[-1].strip() == "score":
            continue
        try:
            query, document, score = parts[0], parts[-2], int(parts[-1])
        except (ValueError, IndexError) as error:
            raise SourceError(
                f"{path}, line {number}: not query, document and whole-number score, parted by tabs."
            ) from error
        if score > 0:
            relevant.setdefault(query, []).append(document)
    return relevant


def _chosen(source: Path, relevant: Mapping[str, list[str]], limits: Limits) -> list[_Query]:
    """The first judged queries whose documents together are not too many."""
    chosen: list[_Query] = []
    wanted: set[str] = set()
    path = source / _QUERIES
    for number, line in lines_of(path):
        query = parsed(path, number, line, _Query, _LAYOUT)
        if query.id not in relevant:
            continue
        more = wanted | set(relevant[query.id])
        if len(chosen) == limits.questions or len(more) > limits.papers:
            break
        chosen.append(query)
        wanted = more
    return chosen


def _papers(source: Path, wanted: set[str], most: int) -> tuple[PaperShelf, dict[str, str], dict[str, str]]:
    """The wanted documents and the first others, with the file name and the words of each wanted one."""
    shelf = PaperShelf()
    name_of: dict[str, str] = {}
    text_of: dict[str, str] = {}
    n_others = most - len(wanted)
    path = source / _CORPUS
    for number, line in lines_of(path):
        document = parsed(path, number, line, _Document, _LAYOUT)
        is_wanted = document.id in wanted
        if not document.text.strip() or (not is_wanted and n_others <= 0):
            continue
        name = shelf.add(document.id, f"{document.title}\n\n{document.text}\n".lstrip())
        if is_wanted:
            name_of[document.id], text_of[document.id] = name, document.text
        else:
            n_others -= 1
    return shelf, name_of, text_of
