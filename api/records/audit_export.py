"""The audit as a table or as JSON, to be handed over: entries with their hashes, so that the chain can be checked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from api.records.chain import Link
from api.spreadsheets import cell

COLUMNS = (
    "number", "at", "action", "asker", "role", "request", "record", "papers", "considered", "question",
    "question_words", "library", "settings", "prompt", "model", "status", "took_ms", "detail", "sha256",
)  # fmt: skip


def entry_json(link: Link) -> dict[str, Any]:
    """An entry with the question where it is kept, its hash, and its text as it was hashed."""
    return {**link.fields(), "question_words": link.words, "sha256": link.sha256, "hashed": link.entry}


def json_lines(links: Iterable[Link]) -> Iterator[str]:
    """One JSON object a line."""
    for link in links:
        yield json.dumps(entry_json(link), ensure_ascii=False) + "\n"


def csv_lines(links: Iterable[Link]) -> Iterator[str]:
    """A table; a byte order mark is first, and no cell can be taken for a formula."""
    yield "\ufeff" + _row(COLUMNS)
    for link in links:
        fields = entry_json(link)
        fields["papers"] = _papers(fields["papers"])
        fields["considered"] = _papers(fields["considered"])
        fields["detail"] = "; ".join(f"{name}: {told}" for name, told in sorted(fields["detail"].items()))
        yield _row(cell(fields[name]) for name in COLUMNS)


def _papers(papers: list[list[Any]]) -> str:
    return " ".join(f"{paper_id} v{version}" for paper_id, version in papers)


def _row(cells: Iterable[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(list(cells))
    return written.getvalue()
