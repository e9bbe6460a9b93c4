"""Papers of which no word can be read: never a source, and told of where they may have held the answer."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag import wording
from rag.assembly import Minutebook, assemble
from rag.briefings.briefing import BriefRequest
from rag.settings import Settings

BODY = "Harrow Safer Streets Panel"
REPORT = f"""{BODY.upper()}

11 March 2025

Report of the Street Works Manager

Repairs of pavements in Castle Street and Mill Lane

Recommendation

1. That the Panel agree to repair the pavement in Castle Street first.

Background

2. Repairs would cost about 41,000 pounds and take five weeks.
"""


def put_scan(folder: Path, name: str, kind: str, day: date) -> None:
    """A picture of a paper, with what an officer wrote down about it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(100, 400, 40 + day.day, 60, fill=1)
    canvas.save()
    (folder / name).write_bytes(buffer.getvalue())
    (folder / f"{name}.meta.toml").write_text(
        f'body = "{BODY}"\ndate = {day}\nkind = "{kind}"\naccess = "public"\n'
    )


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("ingest.readers.sandbox.shutil.which", lambda program: None)
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


def opened(papers: Path) -> Minutebook:
    folder = papers.with_name("library")
    with Library.create_or_open(folder) as library:
        Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False).ingest([papers])
    return assemble(Settings(library=folder))


@pytest.fixture
def minutebook(papers: Path) -> Iterator[Minutebook]:
    (papers / "report.txt").write_text(REPORT)
    put_scan(papers, "scanned agenda.pdf", "agenda", date(2025, 3, 11))
    put_scan(papers, "scanned minutes.pdf", "minutes", date(2025, 5, 6))
    with opened(papers) as made:
        yield made


def test_what_is_not_in_the_papers_may_be_in_those_that_were_not_read(minutebook, owner):
    answer = minutebook.ask("What did the Panel decide about the swimming pool?", scope=owner)
    assert answer.status == "not_in_papers"
    assert wording.UNREAD.format(papers="scanned minutes.pdf, scanned agenda.pdf") in answer.warnings


def test_an_answer_is_from_the_papers_that_were_read(minutebook, owner):
    answer = minutebook.ask("What would the repairs of pavements cost?", scope=owner)
    assert answer.answered
    assert {citation.document for citation in answer.citations} == {"report.txt"}
    assert not any("scanned" in warning for warning in answer.warnings)


def test_a_meeting_of_which_only_a_picture_is_there_is_not_answered_for(minutebook, owner):
    answer = minutebook.ask("What was decided at the last meeting?", scope=owner)
    assert not answer.answered
    assert any("scanned minutes.pdf" in warning for warning in answer.warnings)


def test_what_the_asker_may_not_see_is_not_named(papers, owner):
    (papers / "report.txt").write_text(REPORT)
    put_scan(papers, "secret.pdf", "minutes", date(2025, 5, 6))
    sidecar = papers / "secret.pdf.meta.toml"
    sidecar.write_text(sidecar.read_text().replace("public", "exempt"))
    with opened(papers) as minutebook:
        for scope, is_told in ((owner, True), (Scope.public(), False)):
            answer = minutebook.ask("What did the Panel decide about the swimming pool?", scope=scope)
            assert any("secret" in warning for warning in answer.warnings) is is_told


def test_a_library_of_pictures_says_that_it_holds_no_words(papers, owner):
    put_scan(papers, "scan.pdf", "minutes", date(2025, 5, 6))
    with opened(papers) as minutebook:
        answer = minutebook.ask("What was decided about the lamps?", scope=owner)
    assert (answer.status, answer.text) == ("unavailable", wording.EMPTY_LIBRARY)


def test_a_briefing_goes_without_an_agenda_that_is_a_picture_and_says_so(minutebook, owner):
    briefing = minutebook.brief(BriefRequest(body=BODY, meeting_date=date(2025, 3, 11)), scope=owner)
    assert {citation.document for citation in briefing.citations} == {"report.txt"}
    assert wording.UNREAD.format(papers="scanned agenda.pdf") in briefing.warnings


def test_a_briefing_on_a_meeting_of_pictures_only_says_why_there_is_nothing_in_it(minutebook, owner):
    of_meeting = minutebook.brief(BriefRequest(body=BODY, meeting_date=date(2025, 5, 6)), scope=owner)
    told = " ".join(of_meeting.sections[0].notes)
    assert "No agenda or report" in told
    assert "scanned minutes.pdf" in told
    of_agenda = minutebook.brief(BriefRequest(agenda="scanned agenda.pdf"), scope=owner)
    assert "scanned agenda.pdf holds no words" in " ".join(of_agenda.sections[0].notes)
    assert of_meeting.citations == of_agenda.citations == ()
