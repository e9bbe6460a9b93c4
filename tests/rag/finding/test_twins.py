"""The same minutes as PDF, Word file, web page and plain text are one paper in several places."""

from __future__ import annotations

import hashlib
import html
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from docx import Document
from numpy.typing import NDArray
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.readers.read import read
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from ingest.store.records import Selection
from ingest.store.seals import seal_all
from ingest.structure.paper import READING, structure
from ingest.structure.windows import embedded_texts
from rag.assembly import Minutebook
from rag.briefings.brief import BriefRequest
from rag.settings import Settings

OWNER, PUBLIC = Scope.owner(), Scope.public()


class RememberingEncoder:
    """The real encoder, which most tests here would ask for the same few sentences."""

    def __init__(self) -> None:
        self._encoder = QueryEncoder()
        self._known: dict[str, NDArray[np.float32]] = {}
        self.name, self.dimension = self._encoder.name, self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


ENCODER = RememberingEncoder()
MINUTES = """HARROWMERE HARBOUR PANEL
Minutes of the meeting held on 5 March 2024 in the Council Chamber
Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo, Councillor C. Tarrant
1. Apologies
Apologies for absence were received from Councillor D. Penrose.
2. Repairs to the north quay
The Panel considered a report of the Harbour Master on the state of the north quay.
Councillor Okonjo asked how often the crane had failed, and was told that it had failed in 17 of 60 trials.
The Harbour Master said that the contractor had not answered two letters about the crane.
RESOLVED: That £4,200 be spent on the repair of the crane, and that the Harbour Master report in June.
3. Dredging of the inner basin
The Clerk reported that dredging the inner basin would take three winters.
Councillor Tarrant asked whether the oyster beds would be kept clear of the spoil.
RESOLVED: That the dredging of the inner basin begin in November.
"""
LATER = MINUTES.replace("5 March 2024", "7 May 2024").replace("17 of 60", "3 of 40")
DREDGING = "What was resolved on dredging the inner basin?"
QUESTION = "How often had the crane failed?"


def as_pdf(*texts: str) -> bytes:
    written, style = io.BytesIO(), getSampleStyleSheet()["BodyText"]
    story = []
    for text in texts:
        story += [Paragraph(html.escape(line), style) for line in text.splitlines() if line]
        story.append(PageBreak())
    SimpleDocTemplate(written, pagesize=A4).build(story)
    return written.getvalue()


def as_docx(text: str) -> bytes:
    document, written = Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(written)
    return written.getvalue()


def as_html(text: str) -> bytes:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines())
    return f"<html><head><title>Minutes</title></head><body>{paragraphs}</body></html>".encode()


def part(number: int) -> str:
    start = MINUTES.index(f"{number}. ")
    return MINUTES[start : MINUTES.find(f"{number + 1}. ", start)]


Fill = Callable[..., Library]


@pytest.fixture
def fill(tmp_path: Path) -> Iterator[Fill]:
    """Takes files, each name with its bytes, into the library of this test."""
    with Library.create_or_open(tmp_path / "library") as library:

        def add(access: Access = Access.PUBLIC, **files: bytes) -> Library:
            for name, content in files.items():
                name = name.replace("__", ".")
                paper = structure(read(content, name), name, hashlib.sha256(content).hexdigest(), access)
                library.add(paper, ENCODER.encode(embedded_texts(paper)), content, f"upload:{name}", READING)
            return library

        yield add


def ids(library: Library) -> dict[str, str]:
    return {record.name: record.paper_id for record in library.papers(OWNER)}


def same(library: Library, scope: Scope = OWNER) -> dict[str, list[str]]:
    """Names of the best copies with the names of the others."""
    names = {paper_id: name for name, paper_id in ids(library).items()}
    return {
        names[best]: sorted(names[other] for other in others)
        for best, others in library.copies(scope).same.items()
    }


def ask(library: Library, question: str = QUESTION, scope: Scope = OWNER):
    minutebook = Minutebook(Settings(library=library.folder), library, ENCODER, None, None)
    return minutebook.ask(question, scope=scope)


def cited(library: Library, question: str = QUESTION, scope: Scope = OWNER) -> dict[str, list[str]]:
    """The documents that an answer cites, each with the files that are named beside it."""
    found: dict[str, list[str]] = {}
    for each in ask(library, question, scope).citations:
        found.setdefault(each.document, []).extend(
            place[place.rindex("(") + 1 : -1] for place in each.also_in if place not in found
        )
    return found


def forms(text: str = MINUTES) -> dict[str, bytes]:
    return {
        "m__html": as_html(text),
        "m__docx": as_docx(text),
        "m__pdf": as_pdf(text),
        "m__txt": text.encode(),
    }


def test_three_forms_of_the_minutes_are_one_paper_and_the_pages_are_cited(fill):
    library = fill(**forms())
    assert same(library) == {"m.pdf": ["m.docx", "m.html", "m.txt"]}
    assert cited(library) == {"m.pdf": ["m.docx", "m.html", "m.txt"]}
    assert ask(library).citations[0].page == 1
    assert library.check() == []


def test_a_search_gives_each_passage_once_and_fills_up_with_others(fill):
    alone = fill(m__txt=MINUTES.encode(), other__txt=LATER.encode())
    before = [hit.text for hit in ask(alone).hits]
    library = fill(m__pdf=as_pdf(MINUTES), m__docx=as_docx(MINUTES))
    after = [hit.text for hit in ask(library).hits]
    assert len(after) == len(before)
    assert {" ".join(text.split()) for text in before} == {" ".join(text.split()) for text in after}


def test_counts_are_of_papers_and_not_of_copies(fill):
    alone = ask(fill(m__txt=MINUTES.encode()), "Who painted the lighthouse on Mars?")
    copies = ask(
        fill(m__pdf=as_pdf(MINUTES), m__html=as_html(MINUTES)), "Who painted the lighthouse on Mars?"
    )
    assert alone.abstention is not None
    assert copies.abstention is not None
    assert alone.abstention.reason == copies.abstention.reason


def test_one_changed_figure_keeps_both_versions_and_says_that_they_disagree(fill):
    library = fill(m__pdf=as_pdf(MINUTES), m__docx=as_docx(MINUTES.replace("17 of 60", "19 of 60")))
    assert same(library) == {}
    assert set(cited(library)) == {"m.pdf", "m.docx"}
    # What both say in the same words is cited once.
    assert cited(library, DREDGING) == {"m.pdf": ["m.docx"]}


def test_a_draft_and_minutes_that_are_no_draft_stay_two_papers_and_are_cited_once(fill):
    draft = MINUTES.replace("Minutes of", "DRAFT\nMinutes of")
    library = fill(draft__pdf=as_pdf(draft), m__docx=as_docx(MINUTES))
    assert same(library) == {}
    assert cited(library, DREDGING) == {"m.docx": ["draft.pdf"]}


def test_two_figures_in_copies_of_one_paper_are_no_disagreement_between_papers(fill):
    text = MINUTES.replace(
        "3. Dredging", "The Clerk corrected: the crane had failed in 18 of 60 trials.\n3. Dredging"
    )
    alone = ask(fill(m__pdf=as_pdf(text)))
    assert ask(fill(m__docx=as_docx(text), m__html=as_html(text))).warnings == alone.warnings


def test_minutes_of_another_meeting_in_nearly_the_same_words_stay_another_paper(fill):
    library = fill(m__pdf=as_pdf(MINUTES), later__docx=as_docx(LATER))
    assert same(library) == {}
    assert not library.copies(OWNER).found_in


def test_equal_agendas_of_two_meetings_are_not_merged(fill):
    items = "\n".join(
        f"{n}. Item {word} of the usual business of the Panel"
        for n, word in enumerate(
            "apologies interests minutes questions petitions reports performance budget risks dates".split(),
            1,
        )
    )
    first, second = (
        f"HARROWMERE HARBOUR PANEL\nAgenda\n{day}\n{items}\n" for day in ("5 March 2024", "7 May 2024")
    )
    library = fill(march__txt=first.encode(), may__docx=as_docx(second))
    assert same(library) == {}
    assert not library.copies(OWNER).found_in


def test_the_page_of_an_item_is_a_part_and_the_whole_is_cited(fill):
    library = fill(item__html=as_html(part(2)), m__pdf=as_pdf(MINUTES))
    assert same(library) == {}
    names = ids(library)
    assert library.copies(OWNER).part_of == {names["item.html"]: (names["m.pdf"],)}
    assert cited(library) == {"m.pdf": ["item.html"]}


def test_a_pack_that_holds_the_minutes_is_named_beside_them(fill):
    agenda = "HARROWMERE HARBOUR PANEL\nAgenda of the meeting on 7 May 2024\n" + "\n".join(
        f"{n}. Item {n} on which the Panel is asked to take a view about berth {n * 7}" for n in range(1, 30)
    )
    library = fill(pack__pdf=as_pdf(agenda, MINUTES), m__docx=as_docx(MINUTES))
    assert cited(library) == {"m.docx": ["pack.pdf"]}


def test_a_zip_pack_of_the_same_minutes_is_one_more_place(fill):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as pack:
        pack.writestr("papers/minutes.docx", as_docx(MINUTES))
    library = fill(m__pdf=as_pdf(MINUTES))
    Intake(library, access=Access.PUBLIC, encoder=ENCODER, is_indexing=False).ingest_upload(
        packed.getvalue(), "pack.zip"
    )
    assert same(library) == {"m.pdf": ["minutes.docx"]}


def test_a_withdrawn_copy_gives_way_to_the_next_at_once_and_back_again(fill):
    library = fill(m__pdf=as_pdf(MINUTES), m__docx=as_docx(MINUTES))
    library.withdraw(ids(library)["m.pdf"], "wrong file")
    assert cited(library) == {"m.docx": []}
    assert not library.copies(OWNER).same
    assert library.check() == []
    fill(m__pdf=as_pdf(MINUTES))
    assert same(library) == {"m.pdf": ["m.docx"]}


def test_a_copy_that_is_replaced_by_other_words_is_no_copy_any_more(fill):
    library = fill(m__pdf=as_pdf(MINUTES), m__docx=as_docx(MINUTES))
    fill(m__pdf=as_pdf(LATER))
    assert same(library) == {}
    assert "m.pdf" not in cited(library, "How often had the crane failed on 5 March 2024?")["m.docx"]
    assert library.check() == []


@pytest.mark.parametrize("narrow", [Access.RESTRICTED, Access.EXEMPT])
def test_a_restricted_copy_is_neither_cited_nor_named_nor_guessed_by_the_public(fill, narrow):
    library = fill(m__html=as_html(MINUTES))
    alone = ask(library, scope=PUBLIC).to_json()
    fill(narrow, m__pdf=as_pdf(MINUTES))
    assert cited(library) == {"m.pdf": ["m.html"]}
    assert cited(library, scope=PUBLIC) == {"m.html": []}
    assert same(library, PUBLIC) == {}
    shown = ask(library, scope=PUBLIC).to_json()
    assert {**shown, "record": None} == {**alone, "record": None}


def test_a_copy_with_a_withheld_part_does_not_stand_for_one_that_may_be_read_whole(fill):
    secret = MINUTES.replace(
        "3. Dredging",
        "EXEMPT: Not for publication by virtue of paragraph 3 of Part 1 of Schedule 12A\n3. Dredging",
    )
    library = fill(m__html=as_html(MINUTES))
    fill(secret__pdf=as_pdf(secret))
    question = DREDGING
    assert cited(library, question, PUBLIC) == {"m.html": []}
    assert not library.copies(PUBLIC).found_in


def test_a_filter_that_leaves_the_best_copy_out_takes_the_next(fill):
    library = fill(m__pdf=as_pdf(MINUTES), m__html=as_html(MINUTES))
    without = Selection(without=frozenset({ids(library)["m.pdf"]}))
    assert not library.copies(OWNER, without).same
    assert len(library.copies(OWNER, without).windows_aside) == 0


def test_a_briefing_does_not_use_a_copy_of_minutes_that_are_barred(fill):
    library = fill(m__pdf=as_pdf(MINUTES), item__html=as_html(part(2)))
    report = """HARROWMERE HARBOUR PANEL
Report of the Harbour Master to the meeting of 5 March 2024
Repair of the crane of the north quay
1. The crane of the north quay is worn, and its repair would cost 4,000 pounds.
2. The Panel is asked to approve the repair of the crane.
"""
    fill(report__txt=report.encode())
    minutebook = Minutebook(Settings(library=library.folder), library, ENCODER, None, None)
    request = BriefRequest(topic="What is known about the repair of the crane?", as_of=date(2024, 3, 5))
    briefing = minutebook.brief(request, scope=OWNER)
    assert {each.document for each in briefing.citations} == {"report.txt"}


def test_papers_of_an_earlier_version_are_compared_when_the_library_is_next_opened(fill, tmp_path):
    library = fill(m__pdf=as_pdf(MINUTES), m__docx=as_docx(MINUTES))
    with library._database.writing() as connection:
        for table in ("related", "sketch_hashes", "sketches"):
            connection.execute(f"DELETE FROM {table}")
        seal_all(connection)
    assert same(library) == {}
    library.close()
    with Library.create_or_open(tmp_path / "library") as again:
        assert same(again) == {"m.pdf": ["m.docx"]}
        assert again.check() == []
        again.rebuild_fts()
        assert same(again) == {"m.pdf": ["m.docx"]}


def test_a_changed_note_of_a_copy_is_noticed(fill):
    library = fill(m__pdf=as_pdf(MINUTES), m__docx=as_docx(MINUTES))
    with library._database.writing() as connection:
        connection.execute("UPDATE related SET copied = '[1]'")
    assert library.check() == [
        "the list of papers or of their parts was changed. Restore the library from a backup."
    ]
