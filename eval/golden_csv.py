"""Golden sets as a table: one question a row, CSV as spreadsheets save it.

Several values in one cell stand on lines of their own (Alt+Enter in a spreadsheet) or are parted by two bars
(``||``). A cell that would begin with ``=``, ``+``, ``-`` or ``@`` has an apostrophe before it, or a spreadsheet
would take it for a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence

from eval.golden_entries import Entries, Entry, Slip

COLUMNS = (
    "id",
    "status",
    "question",
    "type",
    "answerable",
    "answers",
    "vital_nuggets",
    "other_nuggets",
    "document",
    "quote",
    "body",
    "date_from",
    "date_to",
    "document_type",
    "must_not_say",
    "asker",
    "canaries",
    "notes",
)
"""Every column there is, in the order of writing; a file needs only those that it fills."""
NEEDED = ("id", "question", "type", "answerable")
SEPARATOR = "||"
_FILTERS = ("body", "date_from", "date_to", "document_type")
_LISTS = ("answers", "must_not_say", "canaries")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_PARTING = re.compile(r"\s*(?:\|\||\n)\s*")
_FORMULA = re.compile(r"'(?='*[=+\-@])")
_COMPUTED = re.compile(r"'*[=+\-@]")
_NAMES = {
    "nuggets": "vital_nuggets",
    "evidence": "quote",
    "evidence.document": "document",
    "evidence.quote": "quote",
    **{f"filters.{name}": name for name in _FILTERS},
}


def csv_entries(text: str) -> Entries:
    """The rows of a CSV text; a row that can't be read is a slip, and the others stay."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    entries: list[Entry] = []
    slips: list[Slip] = []
    try:
        header = next(rows, [])
        columns = [_column_name(cell) for cell in header]
        wrong = _wrong_header(columns, header)
        if wrong:
            return Entries((), (Slip(1, wrong),))
        first = rows.line_num + 1
        for row in rows:
            line, first = first, rows.line_num + 1
            if any(cell.strip() for cell in row):
                _add(entries, slips, line, columns, row)
    except csv.Error as problem:
        slips.append(Slip(rows.line_num, f"no CSV: {problem}. Save the sheet as CSV UTF-8 again."))
    return Entries(tuple(entries), tuple(slips))


def csv_text(records: Sequence[Mapping[str, object]]) -> str:
    """The records, as JSON has them, as a table that ``csv_entries`` reads back; a byte order mark is first.

    Evidence of nuggets and unknown fields have no column and are left out: see ``fits_a_table``.
    """
    written = io.StringIO(newline="")
    rows = [_cells(record) for record in records]
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows([[_as_cell(row[name]) for name in COLUMNS] for row in rows])
    return "\ufeff" + written.getvalue()


def fits_a_table(record: Mapping[str, object]) -> bool:
    """False for a record that a row can't hold: evidence of a nugget, a briefing's meeting, two bars in a value."""
    if record.get("brief") or any("evidence" in nugget for nugget in _maps(record.get("nuggets"))):
        return False
    return not any(SEPARATOR in value for values in _cells(record).values() for value in values)


def _column_name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().lower())


def _wrong_header(columns: Sequence[str], header: Sequence[str]) -> str:
    """What is wrong with the first row; empty when it can be used."""
    only = header[0] if len(header) == 1 else ""
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if sign in only:
            return (
                f"the columns are parted by {name} and not by commas, as a spreadsheet does in some countries. "
                "Save it with commas as the field separator (LibreOffice asks for it; in Excel it follows the "
                "region's list separator), or write the set as YAML."
            )
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        return (
            f"the first row names the columns, and lacks {', '.join(missing)}. Columns: {', '.join(COLUMNS)}."
        )
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        return f"the column {', '.join(twice)} is there twice. Keep one: several values go into one cell."
    return ""


def _add(
    entries: list[Entry], slips: list[Slip], line: int, columns: Sequence[str], row: Sequence[str]
) -> None:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        what = (
            f"{len(row)} cells under {len(columns)} columns. Put cells that hold commas in quotation marks."
        )
        slips.append(Slip(line, what))
        return
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
    fields = _fields(cells)
    if isinstance(fields, str):
        slips.append(Slip(line, fields))
        return
    entries.append(Entry(line, json.dumps(fields, ensure_ascii=False), names=_NAMES))


def _fields(cells: Mapping[str, str]) -> dict[str, object] | str:
    """The record of a row as JSON has it, or what is wrong with the row."""
    fields: dict[str, object] = {
        name: _plain(text)
        for name, text in cells.items()
        if name not in (*_FILTERS, *_LISTS, "document", "quote", "vital_nuggets", "other_nuggets")
    }
    if "answerable" in cells:
        fields["answerable"] = _TRUTH.get(cells["answerable"].lower(), cells["answerable"])
    fields |= {name: _values(cells[name]) for name in _LISTS if name in cells}
    filters = {name: _plain(cells[name]) for name in _FILTERS if name in cells}
    if filters:
        fields["filters"] = filters
    nuggets = [
        {"text": text, "vital": column == "vital_nuggets"}
        for column in ("vital_nuggets", "other_nuggets")
        for text in _values(cells.get(column, ""))
    ]
    if nuggets:
        fields["nuggets"] = nuggets
    documents, quotes = _values(cells.get("document", "")), _values(cells.get("quote", ""))
    if len(documents) == 1:
        documents *= max(len(quotes), 1)
    if len(documents) != len(quotes):
        return (
            f"field 'quote': {len(quotes)} quotes and {len(documents)} documents. Give one document for all "
            "quotes, or as many as there are quotes, in the same order."
        )
    if quotes:
        fields["evidence"] = [
            {"document": document, "quote": quote} for document, quote in zip(documents, quotes, strict=True)
        ]
    return fields


def _values(cell: str) -> list[str]:
    return [_plain(part) for part in _PARTING.split(cell) if part.strip()]


def _plain(value: str) -> str:
    """A value without the apostrophe that keeps a spreadsheet from reading it as a formula."""
    return _FORMULA.sub("", value.strip(), count=1)


def _cells(record: Mapping[str, object]) -> dict[str, list[str]]:
    """The cells of a record by column, each with its values."""
    filters = record.get("filters")
    cells = {name: _texts(record.get(name)) for name in COLUMNS}
    cells |= {name: _texts(filters.get(name)) for name in _FILTERS if isinstance(filters, Mapping)}
    nuggets, evidence = _maps(record.get("nuggets")), _maps(record.get("evidence"))
    cells["vital_nuggets"] = [str(each["text"]) for each in nuggets if each["vital"]]
    cells["other_nuggets"] = [str(each["text"]) for each in nuggets if not each["vital"]]
    cells["document"] = [str(each["document"]) for each in evidence]
    cells["quote"] = [str(each["quote"]) for each in evidence]
    if len(set(cells["document"])) == 1:
        del cells["document"][1:]
    return cells


def _maps(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _as_cell(values: Sequence[str]) -> str:
    folded = [" ".join(value.split()) for value in values]
    return "\n".join(f"'{value}" if _COMPUTED.match(value) else value for value in folded)
