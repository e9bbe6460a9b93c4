"""Answers and briefings as Markdown; whatever a paper says stays words and becomes no markup and no link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer import Answer, Citation, Sentence
from rag.briefings.briefing import Briefing, Section
from rag.briefings.draft_mark import ABOUT_THE_PAPERS, SOURCES, Standing, lists_after
from rag.briefings.provenance import OFFICER
from rag.plain import visible

_MARKS = re.compile(r"([\\`*_\[\]<>#|!~&@]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)
_LIST_MARK = re.compile(r"([-+]|\d+(?=[.)]))(?=[.)]?\s|[.)]?$)")
_DEEPEST_HEADING = 6


def answer_to_markdown(answer: Answer) -> str:
    """An answer with its sources, for pasting into notes."""
    lines = [f"**{_md(answer.question)}**", ""]
    lines += [_cited(each) for each in answer.sentences] or [_md_line(answer.text)]
    if answer.abstention:
        lines += [
            f"- Nearest: {_md(each.label)}: \u201c{_md(each.quote)}\u201d"
            for each in answer.abstention.nearest
        ]
    lines += ["", *_sources(answer.citations)]
    if answer.warnings:
        lines += _section(Section(ABOUT_THE_PAPERS, notes=answer.warnings), 2, is_listed=True)
    return "\n".join(lines) + "\n"


def briefing_as_markdown(briefing: Briefing, standing: Standing) -> str:
    """A briefing as Markdown: headings, cited points, notes, sources, what is not covered, warnings."""
    lines = [f"# {_md(briefing.title)}", ""]
    for statement in standing.statements:
        lines += [f"**{_md(statement)}**", ""]
    for level, section in _levelled(briefing.sections):
        lines += _section(section, level)
    lines += _sources(briefing.citations)
    for section in lists_after(briefing):
        lines += _section(section, 2, is_listed=True)
    return "\n".join(lines) + "\n"


def _levelled(sections: Sequence[Section], level: int = 2) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield min(level, _DEEPEST_HEADING), section
        yield from _levelled(section.sections, level + 1)


def _section(section: Section, level: int, *, is_listed: bool = False) -> list[str]:
    """Heading, points and notes of one section; notes alone are a list, beside points they are set apart."""
    lines = [f"{'#' * level} {_md(section.heading)}", ""]
    if section.sentences:
        lines += [*(f"- {_cited(each)}" for each in section.sentences), ""]
    if is_listed:
        return [*lines, *(f"- {_md_line(each)}" for each in section.notes), ""]
    for note in section.notes:
        lines += [_md_line(note) if section.key == OFFICER else f"*Note: {_md(note)}*", ""]
    return lines


def _sources(citations: Sequence[Citation]) -> list[str]:
    if not citations:
        return []
    listed = [
        f"{each.n}. {_md(each.label)} ({_md(each.document)}): \u201c{_md(each.quote)}\u201d"
        for each in citations
    ]
    return [f"## {SOURCES}", "", *listed, ""]


def _cited(sentence: Sentence) -> str:
    marks = "".join(f"[{n}]" for n in sentence.citations)
    return f"{_md_line(sentence.text)} {marks}"


def _md(text: str) -> str:
    return _MARKS.sub(r"\\\1", visible(text))


def _md_line(text: str) -> str:
    """Text that begins a line or a list entry: what it begins with makes no list of its own."""
    shown = _md(text)
    mark = _LIST_MARK.match(shown)
    if mark is None:
        return shown
    return f"\\{shown}" if not mark.group().isdigit() else f"{mark.group()}\\{shown[mark.end() :]}"
