"""The ledger of decisions and promises, measured: ``python -m eval.ledger LABELS PAPER_OR_FOLDER...``.

``LABELS`` has a paper a line: ``{"paper": file name, "entries": [{"kind", "words", "owner", "due", "optional"}]}``.
An entry is right when the ledger has one of the same kind that holds the labelled words, and each counts once.
Optional labels are those on which careful readers differ: found or not, they count neither way. Only papers with a
line are measured.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.errors import GoldenError, NoPapers
from ingest.errors import IngestError
from ingest.papers import Access, Span
from ingest.readers.read import read
from ingest.structure.ledger import ledger_of
from ingest.structure.ledger_entries import EntryKind, LedgerEntry
from ingest.structure.paper import structure
from ingest.structure.terms import fold


class Label(BaseModel):
    """One thing that a careful reader finds in a paper; ``words`` stand in it, ``owner`` and ``due`` as printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: EntryKind
    words: str = Field(min_length=1)
    owner: str | None = None
    due: str | None = None
    optional: bool = False


class LabelledPaper(BaseModel):
    """A paper by its file name, and all that a careful reader finds in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper: str = Field(min_length=1)
    entries: tuple[Label, ...]


@dataclass
class Tally:
    """Counts of entries: found and right, found and wrong, missed; owners and times that were read as printed."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    owners: Counter[bool] = field(default_factory=Counter)
    dues: Counter[bool] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Count what another kind counted too."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        self.owners += other.owners
        self.dues += other.dues

    @property
    def precision(self) -> float:
        """Share of the entries found that are right; 1 where none was found."""
        n_found = self.right + len(self.wrong)
        return self.right / n_found if n_found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled entries that were found; 1 where none is labelled."""
        n_labelled = self.right + len(self.missed)
        return self.right / n_labelled if n_labelled else 1.0


@dataclass(frozen=True)
class _Read:
    """An entry with its words, those of its owner and its time, on one line."""

    entry: LedgerEntry
    words: str
    owner: str | None
    due: str | None


def measure(labels: Sequence[LabelledPaper], papers: Sequence[Path]) -> dict[EntryKind, Tally]:
    """How the ledger of each labelled paper compares with its labels, by kind.

    Raises:
        GoldenError: A labelled paper is not among ``papers``.
        NoPapers: One of them can't be read.
    """
    files = {path.name: path for path in _files(papers)}
    missing = [each.paper for each in labels if each.paper not in files]
    if missing:
        raise GoldenError(f"{', '.join(missing)}: labelled, but not among the papers given. Give them too.")
    tallies = {kind: Tally() for kind in EntryKind}
    for each in labels:
        _compare(each, _entries_of(files[each.paper]), tallies)
    return tallies


def load_labels(path: Path) -> list[LabelledPaper]:
    """The labelled papers, in the order of the file.

    Raises:
        GoldenError: The file can't be read, or a line is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldenError(
            f"{path}: can't be read ({error}). Give a file with a labelled paper a line."
        ) from error
    labelled = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            labelled.append(LabelledPaper.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise GoldenError(f"{path}, line {number}: field '{where}': {first['msg']}") from error
    return labelled


def _files(papers: Sequence[Path]) -> Iterator[Path]:
    for path in papers:
        yield from (each for each in sorted(path.iterdir()) if each.is_file()) if path.is_dir() else (path,)


def _entries_of(path: Path) -> list[_Read]:
    try:
        text = read(path.read_bytes(), path.name)
    except (IngestError, OSError) as error:
        raise NoPapers(f"{path}: {error}") from error
    paper = structure(text, path.name, "", Access.PUBLIC)
    content = text.content

    def words(span: Span | None) -> str | None:
        return None if span is None else _plain(content[span.start : span.end])

    return [
        _Read(entry, words(entry.span) or "", words(entry.owner), words(entry.due))
        for entry in ledger_of(paper.facts.kind.value, paper.passages, content)
    ]


def _compare(labelled: LabelledPaper, entries: Sequence[_Read], tallies: dict[EntryKind, Tally]) -> None:
    left = list(entries)
    for label in sorted(labelled.entries, key=lambda each: each.optional):
        wanted = _plain(label.words)
        found = next((each for each in left if each.entry.kind is label.kind and wanted in each.words), None)
        if found is not None:
            left.remove(found)
        if label.optional:
            continue
        tally = tallies[label.kind]
        if found is None:
            tally.missed.append(f"{labelled.paper}: {label.words}")
            continue
        tally.right += 1
        if label.owner:
            tally.owners[_is_as_printed(label.owner, found.owner)] += 1
        if label.due:
            tally.dues[_is_as_printed(label.due, found.due)] += 1
    for each in left:
        tallies[each.entry.kind].wrong.append(f"{labelled.paper}: {each.words[:120]}")


def _is_as_printed(wanted: str, found: str | None) -> bool:
    """Whether the words found hold those wanted, or are all but a preposition of them."""
    return found is not None and (_plain(wanted) in found or found in _plain(wanted))


def _plain(words: str) -> str:
    return " ".join(fold(words).lower().split())


def main(arguments: Sequence[str]) -> None:
    """Write the figures as one Markdown table, and what was missed or wrong."""
    try:
        tallies = measure(load_labels(Path(arguments[0])), [Path(each) for each in arguments[1:]])
    except (GoldenError, NoPapers) as error:
        raise SystemExit(str(error)) from error
    whole = Tally()
    lines = [
        "| kind | right | wrong | missed | precision | recall | owner as printed | time as printed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind, tally in tallies.items():
        lines.append(_row(kind.value, tally))
        whole.add(tally)
    lines += [_row("all", whole), ""]
    lines += [f"missed: {each}" for each in whole.missed] + [f"wrong: {each}" for each in whole.wrong]
    sys.stdout.write("\n".join(lines) + "\n")


def _row(name: str, tally: Tally) -> str:
    counts = f"| {name} | {tally.right} | {len(tally.wrong)} | {len(tally.missed)} "
    shares = f"| {tally.precision:.2f} | {tally.recall:.2f} "
    return f"{counts}{shares}| {_share(tally.owners)} | {_share(tally.dues)} |"


def _share(counted: Counter[bool]) -> str:
    return f"{counted[True]} of {counted.total()}" if counted else "-"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit("usage: python -m eval.ledger LABELS PAPER_OR_FOLDER...")
    main(sys.argv[1:])
