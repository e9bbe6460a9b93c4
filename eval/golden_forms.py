"""The forms in which a golden set may be written: JSON Lines, YAML and CSV; told apart by suffix, then by content.

Nothing of a question is judged here. What comes out is the same for all three forms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import yaml

from eval.errors import GoldenError
from eval.golden_csv import NEEDED, csv_entries, csv_text, fits_a_table
from eval.golden_entries import Entries, Entry, Slip
from eval.golden_yaml import yaml_entries

_MARK = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WIDTH = 100


class Form(StrEnum):
    """How a golden set is written."""

    LINES = "jsonl"
    YAML = "yaml"
    TABLE = "csv"


SUFFIXES = {
    ".jsonl": Form.LINES,
    ".ndjson": Form.LINES,
    ".json": Form.LINES,
    ".yaml": Form.YAML,
    ".yml": Form.YAML,
    ".csv": Form.TABLE,
}
"""Endings of file names, in lower case, and the form that each stands for."""


def entries_of(path: Path, content: bytes) -> Entries:
    """What a golden file holds, not yet checked.

    Raises:
        GoldenError: It is not UTF-8, or neither its name nor its content shows what form it is in.
    """
    if content.startswith(_UTF16):
        raise GoldenError(f"{path}, line 1: not UTF-8 but UTF-16. Save the file as UTF-8 (CSV UTF-8).")
    form = SUFFIXES.get(path.suffix.lower()) or _form_shown(content.removeprefix(_MARK))
    if form is None:
        raise GoldenError(
            f"{path}: neither JSON Lines, YAML nor CSV, by its name or its first line. "
            "Give a file that ends in .jsonl, .yaml or .csv."
        )
    text = _decoded(path, content.removeprefix(_MARK))
    return {Form.LINES: _line_entries, Form.YAML: yaml_entries, Form.TABLE: csv_entries}[form](text)


def written(records: Sequence[Mapping[str, object]], form: Form) -> bytes:
    """The records, as JSON has them, in one of the forms; read back they are the same.

    Raises:
        GoldenError: A record has what a table can't hold.
    """
    if form is Form.LINES:
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    if form is Form.YAML:
        plain = json.loads(json.dumps(list(records)))
        parts = [
            yaml.safe_dump([record], sort_keys=False, allow_unicode=True, width=_WIDTH) for record in plain
        ]
        return "\n".join(parts).encode()
    unfit = [str(record["id"]) for record in records if not fits_a_table(record)]
    if unfit:
        raise GoldenError(
            f"a table can't hold {', '.join(unfit)} (nuggets with their own evidence, or two bars in a value). "
            "Write .yaml or .jsonl."
        )
    return csv_text(records).encode()


def _form_shown(content: bytes) -> Form | None:
    first = next((line.strip() for line in content.split(b"\n") if line.strip()), b"")
    if first.startswith(b"{"):
        return Form.LINES
    if first.startswith((b"- ", b"---", b"id:", b"#")):
        return Form.YAML
    names = [name.strip(b' "').lower() for name in first.replace(b";", b",").split(b",")]
    return Form.TABLE if NEEDED[0].encode() in names else None


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise GoldenError(f"{path}, line {line}: not UTF-8. Save the file as UTF-8 (CSV UTF-8).") from problem


def _line_entries(text: str) -> Entries:
    """One JSON object a line, blank lines left out.

    Split at line feeds only: JSON strings may hold U+2028, at which ``str.splitlines`` would cut a record.
    """
    entries: list[Entry] = []
    slips: list[Slip] = []
    if text.lstrip().startswith("["):
        return Entries((), (Slip(1, "one JSON array. Write one object a line, or the set as YAML."),))
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        twice = _given_twice(line)
        if twice:
            slips.append(Slip(number, f"field '{twice}' is given twice. Keep one."))
        else:
            entries.append(Entry(number, line))
    return Entries(tuple(entries), tuple(slips))


def _given_twice(line: str) -> str:
    """The name of a field that an object of the line has twice; of which a reader would keep only the last."""
    found: list[str] = []

    def looked_at(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        found.extend(name for name in names if names.count(name) > 1)
        return dict(pairs)

    try:
        json.loads(line, object_pairs_hook=looked_at)
    except (ValueError, RecursionError):
        return ""  # what is wrong with it is told when it is checked
    return found[0] if found else ""
