"""Answers and briefings in Markdown, HTML and Word: nothing lost, nothing live."""

import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from ingest.papers import Access
from rag.answer import Abstention, Answer, Citation, Nearest, Sentence
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.briefings.draft_mark import DRAFT_MARK
from rag.briefings.export import DRAFT, briefing_to_docx, briefing_to_html, briefing_to_markdown
from rag.briefings.markdown import answer_to_markdown
from rag.checking.verify import Verdict
from rag.plain import visible

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[click](https://evil.example/)",
    "![x](https://evil.example/a.png)",
    "https://evil.example/plain",
    "<https://evil.example/auto>",
    "# Heading",
    "- list",
    "1. numbered",
    "> quoted",
    "a | b",
    "`code` **bold** _it_ ~~gone~~",
    "&lt;b&gt; &amp; &#60;",
    "\x07bell \u202eevil\u202c",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "www.evil.example",
]


def citation(n: int, quote: str, **more: object) -> Citation:
    known = {
        "document": "minutes.txt",
        "title": "Minutes",
        "label": "Panel, minutes 11 March 2025, item 21",
        **more,
    }
    return Citation(
        n=n,
        passage_id=f"p-{n}",
        page=None,
        quote=quote,
        start=0,
        end=len(quote),
        access=Access.PUBLIC,
        **known,
    )


def briefing_of(*words: str) -> Briefing:
    sentences = tuple(Sentence(text, (n,), Verdict.SUPPORTED) for n, text in enumerate(words, 1))
    return Briefing(
        title=f"Briefing: {words[0]}",
        sections=(
            Section(f"3. {words[0]}", sections=(Section("Decided before", sentences),)),
            Section("Figures", sentences[:1]),
        ),
        citations=tuple(
            citation(n, text, label=f"Panel, item {n} {words[0]}", document=f"{words[0][:20]}.txt")
            for n, text in enumerate(words, 1)
        ),
        warnings=(f"minutes.txt: {words[-1]}",),
        as_of=date(2025, 9, 16),
    )


@pytest.fixture(scope="module")
def real(minutebook, owner) -> Briefing:
    return minutebook.brief(BriefRequest(agenda="agenda-september.txt"), scope=owner)


def sentences_of(briefing: Briefing) -> list[Sentence]:
    def walk(sections):
        for section in sections:
            yield from section.sentences
            yield from walk(section.sections)

    return list(walk(briefing.sections))


def footnotes_of(document) -> dict[str, str]:
    """The words of each footnote that the text refers to, by its id."""
    part = next(
        each.target_part for each in document.part.rels.values() if each.reltype.endswith("/footnotes")
    )
    notes = {note.get(qn("w:id")): note for note in parse_xml(part.blob)}
    marks = [mark.get(qn("w:id")) for mark in document.element.body.iter(qn("w:footnoteReference"))]
    return {mark: "".join(each.text or "" for each in notes[mark].iter(qn("w:t"))) for mark in marks}


def plain(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown)


def test_every_sentence_and_citation_is_in_the_markdown(real):
    shown = plain(briefing_to_markdown(real))
    assert DRAFT in shown
    for sentence in sentences_of(real):
        assert f"{sentence.text} {''.join(f'[{n}]' for n in sentence.citations)}" in shown
    for each in real.citations:
        assert f"{each.n}. {each.label} ({each.document}): \u201c{each.quote}\u201d" in shown
    for warning in real.warnings:
        assert warning in shown


def test_every_sentence_and_citation_is_in_the_html(real):
    page = LexborHTMLParser(briefing_to_html(real))
    assert page.css_first("html").attributes["lang"] == "en-GB"
    assert page.css_first("h1").text() == real.title
    shown = page.text()
    assert DRAFT in shown
    for sentence in sentences_of(real):
        assert sentence.text in shown
    for each in real.citations:
        source = page.css_first(f"#s{each.n}")
        assert each.quote in source.text()
        assert each.label in source.text()
    targets = {link.attributes["href"] for link in page.css("sup a")}
    assert targets == {f"#s{each.n}" for each in real.citations}


def test_every_link_of_the_html_leads_to_a_place_in_it_and_says_where_to(real):
    page = LexborHTMLParser(briefing_to_html(real))
    places = [node.attributes["id"] for node in page.css("[id]")]
    assert len(places) == len(set(places))
    for link in page.css("a"):
        assert link.attributes["href"].removeprefix("#") in places
        assert link.attributes.get("aria-label") or link.text().strip()
    for mark in page.css("[role=doc-noteref]"):
        back = f"#{mark.attributes['id']}"
        source = page.css_first(mark.attributes["href"])
        assert back in {link.attributes["href"] for link in source.css("[role=doc-backlink]")}


def test_the_html_has_one_first_heading_no_gap_in_the_levels_and_headed_tables(real):
    page = LexborHTMLParser(briefing_to_html(real))
    levels = [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert len(page.css("main")) == len(page.css("body > header")) == len(page.css("body > footer")) == 1
    named = [each.attributes["aria-labelledby"] for each in page.css("section[aria-labelledby]")]
    assert len(named) == len(real.sections) + 1
    assert page.css_first("a").attributes == {"class": "skip", "href": "#main"}
    assert {head.attributes["scope"] for head in page.css("th")} == {"col", "row"}
    assert page.css_first("table caption") is not None


def test_the_printed_page_of_a_draft_carries_its_mark(real):
    style = LexborHTMLParser(briefing_to_html(real)).css_first("style").text()
    approved = (
        LexborHTMLParser(briefing_to_html(replace(real, approved_by="Jane Smith"))).css_first("style").text()
    )
    assert "counter(page)" in style
    assert DRAFT_MARK in style
    assert DRAFT_MARK not in approved


def test_every_sentence_and_citation_is_in_the_word_file(real):
    document = Document(io.BytesIO(briefing_to_docx(real)))
    shown = "\n".join(paragraph.text for paragraph in document.paragraphs)
    notes = "\n".join(footnotes_of(document).values())
    papers = [cell.text for row in document.tables[-1].rows for cell in row.cells]
    assert DRAFT in shown
    for sentence in sentences_of(real):
        assert sentence.text in shown
    for each in real.citations:
        assert each.label in notes
        assert each.quote in f"{shown}\n{notes}"
        assert each.document in papers
    for warning in real.warnings:
        assert warning in shown


@pytest.mark.parametrize("make", [briefing_to_markdown, briefing_to_html, briefing_to_docx])
def test_notes_and_what_is_not_covered_reach_every_format(make):
    section = Section("Decided before", key="decided", notes=("No earlier decision is in the papers.",))
    made = make(Briefing("Title", (section,), (), (), not_covered=("Item 4: it was withdrawn.",)))
    shown = (
        "\n".join(each.text for each in Document(io.BytesIO(made)).paragraphs)
        if isinstance(made, bytes)
        else made
    )
    assert "Note: No earlier decision is in the papers." in shown
    assert "What is not covered" in shown
    assert "Item 4: it was withdrawn." in shown


@pytest.mark.parametrize("make", [briefing_to_markdown, briefing_to_html])
@pytest.mark.parametrize(
    ("access", "told"),
    [
        (Access.PUBLIC, None),
        (Access.RESTRICTED, "not marked as public"),
        (Access.EXEMPT, "Not for publication"),
    ],
)
def test_a_file_says_when_it_quotes_what_not_everyone_may_read(make, access, told):
    briefing = briefing_of("One.", "Two.")
    narrower = replace(
        briefing, citations=(briefing.citations[0], replace(briefing.citations[1], access=access))
    )
    shown = plain(make(narrower))
    assert [words for words in ("not marked as public", "Not for publication") if words in shown] == (
        [told] if told else []
    )


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\x00", None])
def test_without_a_name_that_can_be_read_a_briefing_is_a_draft(real, name):
    unnamed = replace(real, approved_by=name)
    assert DRAFT in plain(briefing_to_markdown(unnamed))
    assert DRAFT_MARK in briefing_to_html(unnamed)
    assert Document(io.BytesIO(briefing_to_docx(unnamed))).paragraphs[1].text == DRAFT


def test_the_words_of_an_officer_are_told_from_the_notes_of_the_software():
    section = Section("Your edits", key="officer", notes=("Ask the clerk.",))
    document = Document(io.BytesIO(briefing_to_docx(Briefing("Title", (section,), (), ()))))
    styles = {each.text: each.style.name for each in document.paragraphs}
    assert styles["Ask the clerk."] == "Officer Words"


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_paper_are_words_in_html(words):
    page = LexborHTMLParser(briefing_to_html(briefing_of(words)))
    assert {node.tag for node in page.root.traverse()} <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "footer",
        "section",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "sup",
        "a",
        "q",
        "-text",
    }
    assert all(link.attributes["href"].startswith("#") for link in page.css("a"))
    assert visible(words) in " ".join(page.css_first("main").text().split())
    for node in page.root.traverse():
        assert not any(name.startswith("on") for name in node.attributes)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_paper_are_words_in_markdown(words):
    for shown in (
        briefing_to_markdown(briefing_of(words)),
        answer_to_markdown(
            Answer(
                words,
                "answered",
                (Sentence(words, (1,), Verdict.SUPPORTED),),
                (citation(1, words),),
                warnings=(words,),
            )
        ),
    ):
        assert not re.search(r"(?<!\\)<", shown)
        assert not re.search(r"(?<!\\)\]\(", shown)
        assert not re.search(r"(?<!\\)!\[", shown)
        assert "\u202e" not in shown
        assert visible(words) in plain(shown)
        for line in shown.splitlines():
            if line.startswith("#"):
                continue
            body = re.sub(r"^(?:- |\d+\. )", "", line)
            assert not re.match(r"\s*(?:#+|>|\d+\.|[-+*]) ", body), line


@pytest.mark.parametrize(
    "words", ["https://evil.example/plain", "www.evil.example", "see http://evil.example?q=1"]
)
def test_an_address_in_a_paper_does_not_become_a_link_in_markdown(words):
    shown = briefing_to_markdown(briefing_of(words))
    assert not re.search(r"https?://|\bwww\.", shown)
    assert visible(words) in plain(shown)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_words_can_be_exported_in_every_format(words):
    briefing = briefing_of(words or "x")
    assert Document(io.BytesIO(briefing_to_docx(briefing))).paragraphs
    assert LexborHTMLParser(briefing_to_html(briefing)).css_first("h1") is not None
    assert briefing_to_markdown(briefing)


def test_an_abstention_is_exported_with_what_is_nearest():
    answer = Answer(
        "What does the pool cost?",
        "not_in_papers",
        abstention=Abstention("The papers do not say.", (Nearest("Panel, item 21", "14 lamps failed"),)),
        warnings=("minutes.txt is a draft.",),
    )
    shown = plain(answer_to_markdown(answer))
    for words in (
        "What does the pool cost?",
        "The papers do not say.",
        "Panel, item 21",
        "14 lamps failed",
        "is a draft",
    ):
        assert words in shown


def test_deep_sections_stay_within_the_headings_that_there_are():
    section = Section("Level", (Sentence("Words.", (1,), Verdict.SUPPORTED),))
    for _ in range(10):
        section = Section("Level", sections=(section,))
    briefing = Briefing("Title", (section,), (citation(1, "Words."),), ())
    assert Document(io.BytesIO(briefing_to_docx(briefing))).paragraphs
    assert not LexborHTMLParser(briefing_to_html(briefing)).css("h7, h8, h9, h10, h11, h12")
    assert "#######" not in briefing_to_markdown(briefing)


def test_control_characters_and_direction_overrides_are_taken_out():
    assert visible("a\x00b\x1b[31m\u202ec\u2066\nd\t e") == "ab[31mc d e"
