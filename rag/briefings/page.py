"""A briefing as one web page that reads well aloud and prints well; no script, nothing from elsewhere.

Sources are endnotes with links there and back, in the roles of the Digital Publishing WAI-ARIA module (1.1).
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from importlib import resources

from rag.answer import Citation, Sentence
from rag.briefings.briefing import Briefing, Section
from rag.briefings.draft_mark import SOURCES, Standing, lists_after
from rag.briefings.provenance import OFFICER
from rag.briefings.sources import SourcePaper, source_papers
from rag.plain import visible

_NOTHING_FROM_ELSEWHERE = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)
"""Should anything slip through all the same, a browser neither runs nor fetches it."""
_FIRST_LEVEL, _DEEPEST_HEADING = 2, 6
_LEAST_FOR_CONTENTS = 3
"""Sections below which a list of contents is more in the way than of use."""


def briefing_as_html(briefing: Briefing, standing: Standing) -> str:
    """The whole page."""
    return _Page(briefing, standing).written()


class _Page:
    """One page in the making; ``_n_marks`` counts the marks that each source has in the text so far."""

    def __init__(self, briefing: Briefing, standing: Standing) -> None:
        self._briefing = briefing
        self._standing = standing
        self._n_marks: dict[int, int] = {}

    def written(self) -> str:
        briefing, standing = self._briefing, self._standing
        title = _words(briefing.title)
        mark = _words(standing.mark)
        style = _style("page.css") + (_style("draft.css") if standing.is_draft else "")
        statements = "".join(f'<p class="standing">{_words(each)}</p>' for each in standing.statements)
        # Before the sources, which link back to the marks that it counts.
        body = "".join(
            self._section(each, f"p{n}", _FIRST_LEVEL) for n, each in enumerate(briefing.sections, 1)
        )
        after = "".join(_list_of_notes(each) for each in lists_after(briefing))
        return (
            f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">{_NOTHING_FROM_ELSEWHERE}'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title} ({mark})</title><style>{style}</style></head>\n<body>"
            '<a class="skip" href="#main">Skip to the briefing</a>'
            f'<header><p class="mark">{mark}</p></header>\n'
            f'<main id="main"><h1>{title}</h1>{statements}\n{_contents(briefing.sections)}{body}'
            f"{self._sources()}{after}</main>\n"
            f"<footer><p>{mark}. Made by Minutebook from the papers named under {SOURCES}.</p></footer>"
            "</body></html>\n"
        )

    def _section(self, section: Section, place: str, level: int) -> str:
        tag = f"h{min(level, _DEEPEST_HEADING)}"
        # Only the first level are landmarks: a list of sixty of them helps nobody to find the way.
        named = f' aria-labelledby="{place}"' if level == _FIRST_LEVEL else ""
        parts = [f'<section{named}><{tag} id="{place}">{_words(section.heading)}</{tag}>']
        if section.sentences:
            points = "".join(f"<li>{_words(each.text)}{self._marks(each)}</li>" for each in section.sentences)
            parts.append(f"<ul>{points}</ul>")
        parts += [_note(note, section.key) for note in section.notes]
        parts += [
            self._section(each, f"{place}-{n}", level + 1) for n, each in enumerate(section.sections, 1)
        ]
        return "".join([*parts, "</section>\n"])

    def _marks(self, sentence: Sentence) -> str:
        return "".join(self._mark(n) for n in sentence.citations)

    def _mark(self, n: int) -> str:
        count = self._n_marks[n] = self._n_marks.get(n, 0) + 1
        return f' <sup><a id="m{n}-{count}" href="#s{n}" role="doc-noteref" aria-label="Source {n}">[{n}]</a></sup>'

    def _sources(self) -> str:
        cited = self._briefing.citations
        if not cited:
            return ""
        listed = "".join(self._source(each) for each in cited)
        return (
            f'<section role="doc-endnotes" aria-labelledby="sources"><h2 id="sources">{SOURCES}</h2>'
            f"{_table(source_papers(cited))}<ol>{listed}</ol></section>\n"
        )

    def _source(self, citation: Citation) -> str:
        n = citation.n
        back = "".join(
            f' <a href="#m{n}-{count}" role="doc-backlink" aria-label="Back to mark {count} of source {n}">'
            f"\u21a9{count if self._n_marks[n] > 1 else ''}</a>"
            for count in range(1, self._n_marks.get(n, 0) + 1)
        )
        words = f"{_words(citation.label)} ({_words(citation.document)}): <q>{_words(citation.quote)}</q>"
        return f'<li id="s{n}" value="{n}">{words}{back}</li>'


def _style(name: str) -> str:
    return resources.files("rag.briefings").joinpath(name).read_text(encoding="utf-8")


def _contents(sections: Sequence[Section]) -> str:
    if len(sections) < _LEAST_FOR_CONTENTS:
        return ""
    links = "".join(
        f'<li><a href="#p{n}">{_words(each.heading)}</a></li>' for n, each in enumerate(sections, 1)
    )
    return f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n'


def _table(papers: Sequence[SourcePaper]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_words(each.name)}</th><td>{_words(each.document)}</td>'
        f'<td class="whole">{each.access}</td><td>{_listed(each.numbers)}</td></tr>'
        for each in papers
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Paper", "File", "Access", "Sources"))
    return (
        f"<table><caption>Papers used</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _note(text: str, key: str) -> str:
    """The software's own words, told from an officer's."""
    return f"<p>{_words(text)}</p>" if key == OFFICER else f'<p class="note">Note: {_words(text)}</p>'


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _list_of_notes(section: Section) -> str:
    entries = "".join(f"<li>{_words(each)}</li>" for each in section.notes)
    return f'<section class="after"><h2>{_words(section.heading)}</h2><ul>{entries}</ul></section>\n'


def _words(text: str) -> str:
    return html.escape(visible(text))
