"""Public question sets as golden sets: a folder of papers and a ``golden.jsonl`` beside it.

Whatever a set has that a golden record can't say is left out and counted, never bent to fit.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eval.errors import SourceError
from eval.golden_forms import Form, written
from eval.importing.beir import import_beir
from eval.importing.imported import Imported, Limits
from eval.importing.layouts import Layout
from eval.importing.qmsum import import_qmsum
from eval.importing.squad import import_squad

GOLDEN, PAPERS, ABOUT = "golden.jsonl", "papers", "import.json"


@dataclass(frozen=True)
class ImportReport:
    """What was written, and what was left out with why."""

    folder: Path
    layout: Layout
    source: Path
    n_questions: int
    n_papers: int
    left_out: dict[str, int]

    def to_json(self) -> dict[str, object]:
        """The fields by name, with the places of the set and its papers."""
        return {
            "golden": str(self.folder / GOLDEN),
            "papers": str(self.folder / PAPERS),
            "from": self.layout.value,
            "source": str(self.source),
            "n_questions": self.n_questions,
            "n_papers": self.n_papers,
            "left_out": self.left_out,
        }


def import_set(
    layout: Layout, source: Path, folder: Path, limits: Limits, split: str | None = None
) -> ImportReport:
    """Turn a public set into a golden set in a new folder.

    Raises:
        SourceError: The source is not in that layout or holds no question, or the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SourceError(f"{folder}: there is something already. Give a new folder.")
    if split is not None and layout is not Layout.BEIR:
        raise SourceError(
            f"--split names the judgements of a BEIR set; {layout.value} has none. Leave it out."
        )
    imported = _importer(layout, split)(source, limits)
    if not imported.records:
        raise SourceError(f"{source}: no question in it names words that answer it. Check the layout.")
    _write(imported, folder)
    left_out = {reason: n for reason, n in sorted(imported.left_out.items()) if n}
    report = ImportReport(folder, layout, source, len(imported.records), len(imported.papers), left_out)
    (folder / ABOUT).write_text(json.dumps(report.to_json(), indent=1) + "\n", encoding="utf-8")
    return report


def _importer(layout: Layout, split: str | None) -> Callable[[Path, Limits], Imported]:
    if layout is Layout.BEIR:
        return lambda source, limits: import_beir(source, limits, split)
    return import_squad if layout is Layout.SQUAD2 else import_qmsum


def _write(imported: Imported, folder: Path) -> None:
    papers = folder / PAPERS
    papers.mkdir(parents=True, exist_ok=True)
    for name, text in imported.papers.items():
        (papers / name).write_text(text, encoding="utf-8")
    (folder / GOLDEN).write_bytes(written(imported.records, Form.LINES))
