"""Drafts that were built to keep the reader busy are refused at once, and what a draft may hold is read at once."""

import io
import json
import re
import zipfile
from datetime import date

import docx
import pytest
from docx.parts.document import DocumentPart

from rag.briefings.approval import Approval, approve
from rag.briefings.blocks import blocks_of
from rag.briefings.briefing import BriefRequest
from rag.briefings.carried import read_draft, with_record
from rag.briefings.draft_bounds import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_ELEMENTS,
    MOST_NESTED,
    MOST_PARAGRAPHS,
    Tally,
)
from rag.briefings.export import briefing_to_docx
from rag.briefings.provenance import provenance_of, unmarked
from rag.briefings.style_names import StyleNames
from rag.errors import ApprovalError, DraftError

OFFICER = Approval("Jane Smith, Democratic Services Officer", date(2025, 9, 12), "My own advice.")
PARAGRAPH = "<w:p><w:r><w:t>x</w:t></w:r></w:p>"


@pytest.fixture(scope="module")
def draft(minutebook, owner) -> bytes:
    request = BriefRequest(agenda="agenda-september.txt")
    briefing = minutebook.brief(request, scope=owner)
    record = provenance_of(briefing, request)
    return with_record(briefing_to_docx(briefing), ".docx", record)


def changed(draft: bytes, part: str, change) -> bytes:
    """The draft with one of its parts changed, or added where ``change`` is given nothing."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(draft)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return made.getvalue()


def with_markup(draft: bytes, markup: str) -> bytes:
    """The draft with markup of one's own at the end of its text."""
    return changed(
        draft, "word/document.xml", lambda text: text.replace(b"</w:body>", markup.encode() + b"</w:body>")
    )


def nested(depth: int) -> str:
    inside = "<w:p/>"
    for _ in range(depth - 1):
        inside = f"<w:p><w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r></w:p>"
    return inside


TOO_MUCH = {
    "paragraphs": "<w:p/>" * (MOST_PARAGRAPHS + 1),
    "characters": f"<w:p><w:r><w:t>{'x' * (MOST_CHARACTERS + 1)}</w:t></w:r></w:p>",
    "text boxes inside one another": nested(MOST_NESTED + 1),
    "bytes of text and styles when unpacked": "<w:p>" + " " * 10_000_000 + "</w:p>",
    "marks in its text and styles": "<w:p>" + "<w:r/>" * 500_000 + "</w:p>",
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_word_file_with_more_in_it_than_a_draft_is_refused_with_what_there_is_too_much_of(draft, what):
    content = with_markup(draft, TOO_MUCH[what])
    told = rf"^big\.docx: holds more than [\d,]+ {what}\. Drafts are far smaller"
    with pytest.raises(DraftError, match=told):
        read_draft(content, "big.docx")
    with pytest.raises(ApprovalError, match=told):
        approve(content, "big.docx", OFFICER)


def test_text_boxes_as_deep_as_may_be_are_read(draft):
    assert read_draft(with_markup(draft, nested(MOST_NESTED)), "draft.docx")[1]


def test_a_part_counts_as_text_by_what_it_holds_and_not_by_its_name(draft):
    hidden = changed(draft, "word/media/picture.png", lambda _: b"<w:styles>" + b" " * 11_000_000)
    with pytest.raises(DraftError, match="bytes of text and styles"):
        read_draft(hidden, "draft.docx")
    picture = changed(draft, "word/media/picture.png", lambda _: b"\x89PNG\r\n" + bytes(15_000_000))
    assert read_draft(picture, "draft.docx")[1]


def test_python_docx_is_not_asked_for_the_style_of_each_paragraph(draft, monkeypatch):
    asked = []
    of_library = DocumentPart.get_style

    def counted(part, style_id, kind):
        asked.append(style_id)
        return of_library(part, style_id, kind)

    monkeypatch.setattr(DocumentPart, "get_style", counted)
    content = with_markup(draft, PARAGRAPH * 300)
    read_draft(content, "draft.docx")
    approve(content, "draft.docx", OFFICER)
    assert len(asked) < 10


def test_styles_are_named_as_python_docx_names_them(draft):
    document = docx.Document(io.BytesIO(draft))
    names = StyleNames(document)
    by_library = [each.style.name.lower() for each in document.paragraphs]
    assert [names.of(each._p).lower() for each in document.paragraphs] == by_library


@pytest.mark.parametrize(
    "tag", ["div", "blockquote", "b", "ul><li", "li><dd", 'div title="</div>"', "div><!--</div>--", "svg><g"]
)
def test_html_that_is_too_deep_is_refused(tag: str):
    for n_times in (150, 40_000):
        with pytest.raises(DraftError, match=f"more than {MOST_DEPTH} elements inside one another"):
            blocks_of(f"<{tag}>".encode() * n_times + b"<p>words</p>", ".html")


def test_emphasis_that_nothing_ends_is_not_repeated_in_every_paragraph():
    # A tree of this page has 300,000 elements, and one of a page twice as long four times as many.
    emphasis = "".join(f'<b title="</b>{n}">' for n in range(60))
    page = f"<p>{emphasis}words" + "<p>x" * (MOST_PARAGRAPHS - 2)
    assert len(blocks_of(page.encode(), ".html")) == MOST_PARAGRAPHS - 1


def test_html_with_too_many_elements_is_refused():
    with pytest.raises(DraftError, match=f"more than {MOST_ELEMENTS:,} elements"):
        blocks_of(b"<p>" + b"<br>" * (MOST_ELEMENTS + 1), ".html")


def test_words_beside_the_paragraphs_of_a_page_are_paragraphs_too():
    page = b"<title>Tab</title><body>One <b>two</b><div>Three<p>four<sup>1</sup></p>five</div><nav><p>six</p></nav>"
    assert [block.text for block in blocks_of(page, ".html")] == ["One two", "Three five", "four"]


def test_html_whose_elements_need_no_end_is_not_deep():
    page = b"<ul>" + b"<li>One<p>Two" * 500 + b"</ul>" + b"<div><p>Three</p></div>" * 500
    assert len(blocks_of(page, ".html")) == 1_500


@pytest.mark.parametrize(
    "content",
    [b"<!--" * 200_000, b"[1]" * 200_000 + b"x", b"<!-- minutebook-draft: {" * 30_000],
    ids=["comments", "citations", "records"],
)
def test_markup_that_never_ends_is_gone_through_once(content):
    # Tried anew from each place in it, every one of these takes hours.
    assert len(blocks_of(content, ".md")) == 1
    with pytest.raises(DraftError, match="carries no record"):
        read_draft(content, "draft.md")


def test_a_comment_that_nothing_ends_is_text_and_others_are_left_out():
    (block,) = blocks_of(b"One <!-- two\n--> three <!--> four --> five <!-- six", ".md")
    assert block.text == "One three five <!-- six"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Words. [1] [23]", "Words."),
        ("[1] Words [2].", "[1] Words [2]."),
        ("[1][2]", ""),
        ("[1", "[1"),
        ("a[1]]", "a[1]]"),
    ],
)
def test_the_numbers_of_citations_are_taken_off_the_end_alone(text, words):
    assert unmarked(text) == words


def test_lines_of_markdown_and_sentences_of_json_are_counted_too():
    with pytest.raises(DraftError, match=f"more than {MOST_PARAGRAPHS:,} paragraphs"):
        blocks_of(b"word\n\n" * (MOST_PARAGRAPHS + 1), ".md")
    sections = [{"heading": "H", "notes": ["word"] * (MOST_PARAGRAPHS + 1)}]
    with pytest.raises(DraftError, match=f"more than {MOST_PARAGRAPHS:,} paragraphs"):
        blocks_of(json.dumps({"title": "T", "sections": sections}).encode(), ".json")


def test_the_most_is_taken_and_one_more_is_not():
    tally = Tally()
    for _ in range(MOST_PARAGRAPHS):
        tally.paragraph()
    tally.characters(MOST_CHARACTERS)
    with pytest.raises(DraftError):
        tally.paragraph()
    with pytest.raises(DraftError):
        tally.characters(1)


@pytest.mark.parametrize("content", [b"[" * 900_000, b'{"a":' * 150_000], ids=["lists", "objects"])
def test_json_nested_without_end_is_a_damaged_draft(content):
    with pytest.raises(DraftError, match=r"deep\.json: damaged"):
        read_draft(content, "deep.json")


def test_a_word_file_that_is_damaged_in_one_part_is_refused_and_no_fault(draft):
    broken = changed(draft, "word/footnotes.xml", lambda _: b"<w:broken")
    with pytest.raises(ApprovalError, match="not a sound Word file"):
        approve(broken, "draft.docx", OFFICER)
    with pytest.raises(DraftError, match="damaged"):
        read_draft(broken, "draft.docx")


def test_a_record_that_was_made_up_has_no_more_looked_up_than_a_draft_cites(draft):
    record, _ = read_draft(draft, "draft.docx")
    kept = json.loads(record.model_dump_json())
    anchor = {"passage_id": "a-1-1", "start": 0, "end": 2_000_000}
    for sentences, told in (
        ([{"mark": "0" * 8, "anchors": []}] * 10_001, "more than 10,000 sentences and places"),
        (
            [{"mark": "0" * 8, "anchors": [{**anchor, "end": 1}] * 10_000}],
            "more than 10,000 sentences and places",
        ),
        ([{"mark": "0" * 8, "anchors": [anchor] * 3}], "more than 5,000,000 cited characters"),
    ):
        content = json.dumps({"title": "T", "sections": [], "provenance": {**kept, "sentences": sentences}})
        with pytest.raises(DraftError, match=told):
            read_draft(content.encode(), "made-up.json")


def test_a_word_file_with_a_password_or_a_damaged_part_is_refused_and_no_fault(draft):
    locked = bytearray(draft)
    head = locked.index(b"PK\x01\x02")
    locked[head + 8] |= 1  # the flag of the first part in the directory that says it is encrypted
    torn = bytearray(draft)
    torn[200:300] = bytes(100)
    for content in (bytes(locked), bytes(torn)):
        with pytest.raises(DraftError, match=r"draft\.docx"):
            read_draft(content, "draft.docx")
        with pytest.raises(ApprovalError, match="not a sound Word file"):
            approve(content, "draft.docx", OFFICER)


def test_a_word_file_without_a_paragraph_is_refused_and_no_fault(draft):
    empty = changed(
        draft, "word/document.xml", lambda text: re.sub(rb"(?s)(<w:body>).*(</w:body>)", rb"\1\2", text)
    )
    with pytest.raises(ApprovalError, match="holds no paragraph"):
        approve(empty, "draft.docx", OFFICER)
