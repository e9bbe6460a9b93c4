"""A timeline as a file to hand over: Markdown, a web page with picture and table, or the picture alone.

Text of papers is data: it is escaped in every format, and nothing in it becomes a link or markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from rag.labels import day_name, passage_label
from rag.plain import visible
from rag.timeline import Timeline, TimelineRow
from rag.timeline_picture import timeline_svg

COLUMNS = ("Meeting", "Body", "What", "The paper's own words", "Where")
UNDATED = "Undated"
NEAREST = "What comes nearest"
KNOW = "What to know"
_PER_PICTURE = 8
"""Rows of one picture on a page: as many as a printed page takes."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|!~&@]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)
_STYLE = (
    "body{font-family:Arial,Helvetica,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.5;"
    "color:#1a1a1a;background:#fff}"
    "svg{display:block;width:100%;height:auto;margin:0 0 1rem}"
    "table{border-collapse:collapse;table-layout:fixed;width:100%;margin:1rem 0;font-size:.875rem}"
    "caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #8a8a8a;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:break-word}"
    "th{background:#eee}th,td{box-sizing:border-box}th:nth-child(1){width:16%}"
    "th:nth-child(2){width:16%}th:nth-child(3){width:14%}th:nth-child(4){width:34%}th:nth-child(5){width:20%}"
    "@page{size:A4;margin:15mm}"
    "@media print{body{max-width:none;margin:0;padding:0;font-size:10pt}table{font-size:8.5pt}"
    "figure,tr{break-inside:avoid}thead{display:table-header-group}h2.table{break-before:page}}figure{margin:0}"
)
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)


def cells_of(row: TimelineRow) -> tuple[str, str, str, str, str]:
    """The cells of a row, in the order of ``COLUMNS``, as plain text."""
    day = day_name(row.day) if row.day else "undated"
    body = row.body or "not stated"
    guessed = row.inferred
    state = f" ({row.state})" if row.state else ""
    words = f"{row.subject} \u2013 \u201c{row.told}\u201d" if row.subject else f"\u201c{row.told}\u201d"
    where = f"{row.label} ({row.record.name})"
    if row.correction:
        later = row.correction.record
        where += f"; put right in {passage_label(later, row.correction.passage)} ({later.name})"
    cells = (
        f"{day} [inferred]" if "date" in guessed else day,
        f"{body} [inferred]" if "body" in guessed else body,
        f"{row.what.value}{state}",
        f"{words} {row.put_right}".strip(),
        where,
    )
    day, body, what, words, where = map(visible, cells)
    return day, body, what, words, where


def timeline_markdown(timeline: Timeline) -> str:
    """The timeline as a table in Markdown, the undated rows in one of their own."""
    lines = [f"# {_md(timeline.title)}", ""]
    for words in (timeline.circulation, timeline.reason):
        lines += [_md(words), ""] if words else []
    lines += _table_md(timeline.rows)
    if timeline.undated:
        lines += [f"## {UNDATED}", "", *_table_md(timeline.undated)]
    if timeline.nearest:
        lines += [f"## {NEAREST}", ""]
        lines += [f"- {_md(each.label)}: \u201c{_md(each.quote)}\u201d" for each in timeline.nearest] + [""]
    if timeline.warnings:
        lines += [f"## {KNOW}", "", *(f"- {_md(each)}" for each in timeline.warnings), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table_md(rows: Sequence[TimelineRow]) -> list[str]:
    if not rows:
        return []
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(map(_md, cells_of(row)))} |" for row in rows]
    return [*lines, ""]


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", visible(text))


def timeline_html(timeline: Timeline) -> str:
    """One page without scripts or anything from elsewhere: the picture, and the table that tells the same."""
    title = html.escape(visible(timeline.title))
    parts = [
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">{_POLICY}',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>",
    ]
    for words in (timeline.circulation, timeline.reason):
        parts += [f"<p>{html.escape(visible(words))}</p>"] if words else []
    if timeline.all_rows:
        parts += ["<h2>Picture</h2>", *_pictures(timeline), '<h2 class="table">Table</h2>']
    parts += _table_html(timeline.rows, "In order of the meetings")
    parts += _table_html(timeline.undated, UNDATED)
    near = [f"{each.label}: \u201c{each.quote}\u201d" for each in timeline.nearest]
    parts += [*_list_html(NEAREST, near), *_list_html(KNOW, timeline.warnings)]
    return "".join([*parts, "</main></body></html>\n"])


def _pictures(timeline: Timeline) -> Iterator[str]:
    """The picture in parts that each fit on a printed page."""
    rows = timeline.all_rows
    pieces = [rows[at : at + _PER_PICTURE] for at in range(0, len(rows), _PER_PICTURE)]
    for number, piece in enumerate(pieces, 1):
        part = f"{number} of {len(pieces)}" if len(pieces) > 1 else ""
        yield f"<figure>{timeline_svg(timeline, piece, part).rstrip()}</figure>"


def _table_html(rows: Sequence[TimelineRow], caption: str) -> list[str]:
    if not rows:
        return []
    heads = "".join(f'<th scope="col">{html.escape(each)}</th>' for each in COLUMNS)
    lines = "".join(_line_html(row) for row in rows)
    opening = f"<table><caption>{html.escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
    return [opening, f"<tbody>{lines}</tbody></table>"]


def _line_html(row: TimelineRow) -> str:
    first, *others = cells_of(row)
    cells = "".join(f"<td>{html.escape(each)}</td>" for each in others)
    return f'<tr><th scope="row">{html.escape(first)}</th>{cells}</tr>'


def _list_html(heading: str, entries: Sequence[str]) -> list[str]:
    if not entries:
        return []
    listed = "".join(f"<li>{html.escape(visible(each))}</li>" for each in entries)
    return [f"<h2>{heading}</h2><ul>{listed}</ul>"]
