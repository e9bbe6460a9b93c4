"""Answers and briefings as Markdown, HTML and Word, with every citation in its place.

Text of papers is data: it is escaped in every format, and nothing in it becomes a link or markup.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from rag.answer import Answer, Citation, Sentence
from rag.briefings.briefing import Briefing, Section
from rag.plain import visible

DRAFT = "Draft: not approved. An officer must check every sentence against its source before this is used."
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|!~&@]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)
_LIST_MARK = re.compile(r"([-+]|\d+(?=[.)]))(?=[.)]?\s|[.)]?$)")
_DEEPEST_HEADING = 6
_NOTHING_FROM_ELSEWHERE = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
"""Should anything slip through all the same, a browser neither runs nor fetches it."""
_STYLE = (
    "body{font-family:Arial,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;line-height:1.5;color:#1a1a1a}"
    ".draft{border:2px solid #7a1f1f;padding:.5rem .75rem;font-weight:bold}"
    "q{font-style:normal}li{margin:.4rem 0}sup a{text-decoration:none}"
    "@media print{body{max-width:none;margin:0}}"
)


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", visible(text))


def _md_line(text: str) -> str:
    """Text that begins a line or a list entry: what it begins with makes no list of its own."""
    shown = _md(text)
    mark = _LIST_MARK.match(shown)
    if mark is None:
        return shown
    return f"\\{shown}" if not mark.group().isdigit() else f"{mark.group()}\\{shown[mark.end() :]}"


def _marks(sentence: Sentence) -> str:
    return "".join(f"[{n}]" for n in sentence.citations)


def _walk(sections: Sequence[Section], level: int = 2) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield level, section
        yield from _walk(section.sections, level + 1)


def answer_to_markdown(answer: Answer) -> str:
    """An answer with its sources, for pasting into notes."""
    lines = [f"**{_md(answer.question)}**", ""]
    lines += [f"{_md_line(each.text)} {_marks(each)}" for each in answer.sentences] or [_md_line(answer.text)]
    if answer.abstention:
        lines += [
            f"- Nearest: {_md(each.label)}: \u201c{_md(each.quote)}\u201d"
            for each in answer.abstention.nearest
        ]
    return (
        "\n".join([*lines, "", *_sources_markdown(answer.citations), *_warnings_markdown(answer.warnings)])
        + "\n"
    )


def briefing_to_markdown(briefing: Briefing) -> str:
    """A briefing as Markdown: headings, cited points, sources, warnings."""
    lines = [f"# {_md(briefing.title)}", "", f"**{DRAFT}**", ""]
    for level, section in _walk(briefing.sections):
        lines += [f"{'#' * min(level, _DEEPEST_HEADING)} {_md(section.heading)}", ""]
        lines += [f"- {_md_line(each.text)} {_marks(each)}" for each in section.sentences]
        lines += [""] if section.sentences else []
    return (
        "\n".join([*lines, *_sources_markdown(briefing.citations), *_warnings_markdown(briefing.warnings)])
        + "\n"
    )


def _sources_markdown(citations: Sequence[Citation]) -> list[str]:
    if not citations:
        return []
    listed = [
        f"{each.n}. {_md(each.label)} ({_md(each.document)}): \u201c{_md(each.quote)}\u201d"
        for each in citations
    ]
    return ["## Sources", "", *listed, ""]


def _warnings_markdown(warnings: Sequence[str]) -> list[str]:
    return (
        ["## What to know about the papers", "", *(f"- {_md_line(each)}" for each in warnings)]
        if warnings
        else []
    )


def briefing_to_html(briefing: Briefing) -> str:
    """A briefing as one page without scripts or anything from elsewhere."""
    title = html.escape(visible(briefing.title))
    parts = [
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">{_NOTHING_FROM_ELSEWHERE}',
        f"<title>{title}</title><style>{_STYLE}</style></head>",
        f'<body><main><h1>{title}</h1><p class="draft">{html.escape(DRAFT)}</p>',
    ]
    for level, section in _walk(briefing.sections):
        tag = f"h{min(level, _DEEPEST_HEADING)}"
        parts.append(f"<{tag}>{html.escape(visible(section.heading))}</{tag}>")
        if section.sentences:
            points = "".join(
                f"<li>{html.escape(visible(each.text))} {_links(each)}</li>" for each in section.sentences
            )
            parts.append(f"<ul>{points}</ul>")
    sources = "".join(
        f'<li id="s{each.n}">{html.escape(visible(each.label))} ({html.escape(visible(each.document))}): '
        f"<q>{html.escape(visible(each.quote))}</q></li>"
        for each in briefing.citations
    )
    parts.append(f"<h2>Sources</h2><ol>{sources}</ol>")
    if briefing.warnings:
        warnings = "".join(f"<li>{html.escape(visible(each))}</li>" for each in briefing.warnings)
        parts.append(f"<h2>What to know about the papers</h2><ul>{warnings}</ul>")
    return "".join([*parts, "</main></body></html>\n"])


def _links(sentence: Sentence) -> str:
    return "".join(f'<sup><a href="#s{n}">[{n}]</a></sup>' for n in sentence.citations)


def briefing_to_docx(briefing: Briefing) -> bytes:
    """A briefing as a Word file with real headings and lists, in British English, marked as a draft."""
    document = Document()
    _set_language(document)
    document.core_properties.title = visible(briefing.title)
    document.core_properties.author = "Minutebook"
    document.add_heading(visible(briefing.title), level=0)
    document.add_paragraph().add_run(DRAFT).bold = True
    for level, section in _walk(briefing.sections, 1):
        document.add_heading(visible(section.heading), level=min(level, 9))
        for sentence in section.sentences:
            point = document.add_paragraph(f"{visible(sentence.text)} ", style="List Bullet")
            point.add_run(_marks(sentence)).font.superscript = True
    document.add_heading("Sources", level=1)
    for each in briefing.citations:
        # The numbers are those of the markers, so they are written out and not left to Word to count.
        source = document.add_paragraph(f"[{each.n}] {visible(each.label)} ({visible(each.document)}): ")
        source.paragraph_format.left_indent = Pt(18)
        source.paragraph_format.first_line_indent = Pt(-18)
        source.add_run(f"\u201c{visible(each.quote)}\u201d").italic = True
    if briefing.warnings:
        document.add_heading("What to know about the papers", level=1)
        for warning in briefing.warnings:
            document.add_paragraph(visible(warning), style="List Bullet")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_language(document: DocxDocument) -> None:
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    properties.append(language)
