"""Real papers: text of the kind that structure and search can use."""

from __future__ import annotations

from pathlib import Path

from ingest.papers import Text
from ingest.readers.read import read


def text_of(path: Path) -> Text:
    return read(path.read_bytes(), path.name)


def test_a_report_from_google_docs_has_proper_lines_and_tables(shared: Path) -> None:
    text = text_of(shared / "papers" / "kingston" / "ZebraCrossing.pdf")
    lines = text.content.split("\n")
    filled = [line for line in lines if line]
    assert sum(len(line.split()) for line in filled) / len(filled) > 7
    assert "2. 50 residents responded to the consultation." in lines
    assert "Yes (%) | No (%) | Don’t know (%)" in lines
    assert "60 | 36 | 4" in lines
    assert text.page_at(text.content.index("50 residents responded")) == 2


def test_a_modern_gov_page_keeps_its_decisions_and_numbering(shared: Path) -> None:
    text = text_of(shared / "papers" / "kingston" / "Agenda_151.html")
    titles = [text.content[found.span.start : found.span.end] for found in text.headings if found.level == 3]
    assert titles[:2] == ["Public Question Time", "Petitions"]
    assert "\n\n59.\n\nPetition Regarding the Introduction" in text.content
    assert "\n\n2. a report be brought back to this Committee after 6 months" in text.content
    assert "view the full minutes text for item 60." in text.content
    assert "Title | Type | Recorded Vote text | Result" in text.content
    assert ", item 59." not in text.content
    assert "Skip to main content" not in text.content


def test_the_seed_texts_stay_as_they_are(shared: Path) -> None:
    for path in sorted((shared / "papers" / "seeds").glob("*.txt")):
        text = text_of(path)
        assert text.content == path.read_bytes().decode().replace("\r\n", "\n")
        assert text.notices == ()


def test_printed_minutes_lose_their_running_lines_and_odd_ligatures(shared: Path) -> None:
    minutes = text_of(shared / "papers" / "broomhill" / "Mar26m.pdf")
    assert "BCC Minute" not in minutes.content
    assert [notice.code for notice in minutes.notices] == ["running_lines"]
    agenda = text_of(shared / "papers" / "broomhill" / "March26.pdf")
    assert agenda.content.startswith("Meeting (no.448)")
    assert "(a) matters arising" in agenda.content


def test_a_notice_that_is_a_picture_has_no_words_and_gives_advice(shared: Path) -> None:
    text = text_of(shared / "papers" / "broomhill" / "feb26b.pdf")
    assert text.content == ""
    assert "(OCR)" in text.notices[0].message


def test_a_word_notice_has_headings_and_lists(shared: Path) -> None:
    text = text_of(next((shared / "papers" / "broomhill").glob("*.docx")))
    assert "1. Qualification" in [text.content[found.span.start : found.span.end] for found in text.headings]
    assert "\n- Uncontested Election Meeting:" in text.content
