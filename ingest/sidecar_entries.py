"""The files in which officers write down what they know of papers, as they are written.

``papers.csv`` holds a row for each file of its folder; ``minutes.pdf.meta.toml`` speaks of ``minutes.pdf``
alone. What the values mean is for ``sidecar`` to say.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.errors import IngestError, ReadError
from ingest.readers.characters import clean
from ingest.readers.plain_text import decode

TABLE = "papers.csv"
SUFFIX = ".meta.toml"
FIELDS = ("title", "body", "date", "time", "kind", "status", "author", "item", "access")
MAX_BYTES = 5_000_000


class SidecarError(IngestError):
    """A sidecar that can't be used at all; the message names it and says what to do."""


@dataclass(frozen=True)
class Entry:
    """What one sidecar says of one file, as written: the values that are not empty and their places, by field.

    ``errors`` are what is wrong with the entry as a whole.
    """

    sidecar: str
    values: Mapping[str, object]
    places: Mapping[str, str]
    errors: tuple[str, ...] = ()


def is_sidecar(name: str) -> bool:
    """Whether a file of this name speaks of papers, and is none itself."""
    return name.lower() == TABLE or (name.lower().endswith(SUFFIX) and len(name) > len(SUFFIX))


def subject_of(name: str) -> str | None:
    """The file that ``NAME.meta.toml`` speaks of; None for the table, which speaks of many."""
    return None if name.lower() == TABLE else name[: -len(SUFFIX)]


def read_table(sidecar: str, data: bytes) -> dict[str, Entry]:
    """The rows of a table, by the file that each is about.

    Raises:
        SidecarError: It is no table, or has columns that nobody knows.
    """
    lines = _characters(sidecar, data).splitlines(keepends=True)
    first = next((line for line in lines if line.strip()), "")
    mark = max(",;\t", key=first.count)
    rows = csv.reader(lines, delimiter=mark, strict=True)
    entries: dict[str, Entry] = {}
    try:
        columns = _columns(sidecar, next((row for row in rows if any(row)), []))
        for row in rows:
            if any(cell.strip() for cell in row):
                _add_row(entries, sidecar, f"{sidecar}, line {rows.line_num}", columns, row)
    except csv.Error as error:
        raise SidecarError(
            f"{sidecar}, line {rows.line_num}: no table ({error}). Save it again as CSV."
        ) from error
    return entries


def _columns(sidecar: str, header: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in header]
    unknown = [cell for cell in columns if cell not in ("file", *FIELDS)]
    if unknown:
        named = ", ".join(f"\u201c{cell}\u201d" for cell in unknown)
        raise SidecarError(
            f"{sidecar}: unknown columns {named}. The columns are file, {', '.join(FIELDS)}; nothing in it was used."
        )
    if "file" not in columns or len(set(columns)) < len(columns):
        raise SidecarError(
            f"{sidecar}: the first line must name the columns, each once, and one must be \u201cfile\u201d; "
            "nothing in it was used."
        )
    return columns


def _add_row(entries: dict[str, Entry], sidecar: str, where: str, columns: list[str], row: list[str]) -> None:
    cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
    name = unicodedata.normalize("NFC", cells.pop("file", ""))
    errors = []
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        errors.append(f"{where}: more cells than columns. Put values with commas in quotation marks.")
    earlier = entries.get(name)
    if earlier is not None:
        errors.append(
            f"{where}: {earlier.places['file']} is about the same file and counts. Leave one of them out."
        )
        entries[name] = replace(earlier, errors=(*earlier.errors, *errors))
        return
    values = {field: value for field, value in cells.items() if value}
    places = dict.fromkeys(("file", *values), where)
    entries[name] = Entry(sidecar, values, places, tuple(errors))


def read_toml(sidecar: str, data: bytes) -> Entry:
    """What a ``NAME.meta.toml`` says.

    Raises:
        SidecarError: It is not TOML, or has keys that nobody knows.
    """
    content = _characters(sidecar, data)
    try:
        values = tomllib.loads(content.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SidecarError(
            f'{sidecar}: not TOML ({error}). Write each fact as name = "value"; nothing in it was used.'
        ) from error
    unknown = [key for key in values if key not in FIELDS]
    if unknown:
        named = ", ".join(f"\u201c{key[:60]}\u201d" for key in unknown)
        raise SidecarError(
            f"{sidecar}: unknown names {named}. The names are {', '.join(FIELDS)}; nothing in it was used."
        )
    places = {key: f"{sidecar}, line {_line_of(key, content)}" for key in values}
    return Entry(sidecar, values, {"file": sidecar, **places})


def _line_of(key: str, content: str) -> int:
    found = re.search(rf"^\s*[\"']?{key}[\"']?\s*=", content, re.MULTILINE)
    return 1 + content.count("\n", 0, found.end()) if found else 1


def _characters(sidecar: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise SidecarError(
            f"{sidecar}: {len(data) / 1_000_000:.1f} MB, more than {MAX_BYTES / 1_000_000:.0f} MB. Split the folder."
        )
    try:
        return clean(decode(data, sidecar)).text
    except ReadError as error:
        raise SidecarError(f"{error} Nothing in it was used.") from error
