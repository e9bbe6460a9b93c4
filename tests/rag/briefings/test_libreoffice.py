"""The Word file as another program sees it: LibreOffice opens it, shows all of it, and saves it fit for approval."""

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from rag.briefings.approval import Approval, approve
from rag.briefings.briefing import BriefRequest
from rag.briefings.draft_mark import DRAFT_MARK
from rag.briefings.export import briefing_to_docx
from rag.errors import ApprovalError

PROGRAM = shutil.which("soffice")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice (soffice) is not installed here")


@pytest.fixture(scope="module")
def briefing(minutebook, owner):
    return minutebook.brief(BriefRequest(agenda="agenda-september.txt"), scope=owner)


@pytest.fixture(scope="module")
def converted(briefing, tmp_path_factory) -> Path:
    """A folder with the file as LibreOffice prints it, and another as it saves it."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "draft.docx").write_bytes(briefing_to_docx(briefing))
    for target, form in (("printed", "pdf"), ("saved", "docx:MS Word 2007 XML")):
        command = [PROGRAM, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", form, "--outdir", folder / target, folder / "draft.docx"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


def folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_headings_points_and_notes_are_on_the_printed_pages(briefing, converted):
    pages = [page.extract_text() for page in PdfReader(converted / "printed" / "draft.pdf").pages]
    shown = folded("".join(pages))
    assert folded(briefing.title) in shown
    for section in briefing.sections:
        assert folded(section.heading) in shown
    for each in briefing.citations:
        # A note may run over to the next page, so only its beginning is looked for.
        assert folded(each.label)[:30] in shown
    for n, page in enumerate(pages, 1):
        assert DRAFT_MARK in page
        assert f"Page {n} of {len(pages)}" in " ".join(page.split())


def test_what_libreoffice_saved_is_still_a_draft_that_can_be_approved(briefing, converted):
    saved = (converted / "saved" / "draft.docx").read_bytes()
    before = Document(converted / "draft.docx")
    made = approve(saved, "saved.docx", Approval("Jane Smith, Clerk", date(2025, 9, 12)))
    final = Document(io.BytesIO(made.content))
    assert made.uncited == ()
    assert [each.text for each in final.paragraphs][2:] == [each.text for each in before.paragraphs][2:]
    assert final.paragraphs[1].text == "Approved by Jane Smith, Clerk on 12 September 2025."
    running = [each.text for each in final.sections[0].header.paragraphs]
    assert "Approved by Jane Smith, Clerk" in running
    assert DRAFT_MARK not in running


def test_a_point_written_in_libreoffice_without_a_note_is_found(converted):
    document = Document(converted / "saved" / "draft.docx")
    document.paragraphs[-1].insert_paragraph_before("Nobody asked for this.", style="List Bullet")
    saved = io.BytesIO()
    document.save(saved)
    with pytest.raises(ApprovalError, match="Nobody asked for this"):
        approve(saved.getvalue(), "saved.docx", Approval("Jane Smith, Clerk", date(2025, 9, 12)))
