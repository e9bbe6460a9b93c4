"""A draft becomes final only by a named officer, with the officer's edits and without any draft mark."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml import OxmlElement

from rag.briefings.approval import Approval, approve
from rag.briefings.briefing import BriefRequest
from rag.briefings.carried import with_record
from rag.briefings.export import DRAFT, briefing_to_docx
from rag.briefings.provenance import provenance_of
from rag.briefings.word_properties import custom_properties
from rag.errors import ApprovalError

OFFICER = Approval("Jane Smith, Democratic Services Officer", date(2025, 9, 12))


@pytest.fixture(scope="module")
def draft(minutebook, owner) -> bytes:
    return briefing_to_docx(minutebook.brief(BriefRequest(agenda="agenda-september.txt"), scope=owner))


@pytest.fixture
def edited(draft):
    """The draft as an officer saved it after working on it."""

    def edit(change) -> bytes:
        document = Document(io.BytesIO(draft))
        change(document)
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()

    return edit


def points(document):
    return [each for each in document.paragraphs if each.style.name == "List Bullet"]


def test_approving_takes_out_every_draft_mark_and_says_who_and_when(draft):
    final = Document(io.BytesIO(approve(draft, "draft.docx", OFFICER).content))
    line = "Approved by Jane Smith, Democratic Services Officer on 12 September 2025."
    assert [(each.text, each.style.name) for each in final.paragraphs[1:2]] == [(line, "Minutebook Approval")]
    header = [each.text for each in final.sections[0].header.paragraphs]
    assert "Approved by Jane Smith, Democratic Services Officer" in header
    assert DRAFT not in "".join(each.text for each in final.paragraphs)
    assert not [text for text in header if "DRAFT" in text]
    assert "Minutebook Draft" not in [each.style.name for each in final.paragraphs]


def test_the_final_file_keeps_who_approved_it_among_its_properties(draft):
    before = custom_properties(Document(io.BytesIO(draft)))
    final = Document(io.BytesIO(approve(draft, "draft.docx", OFFICER).content))
    own = custom_properties(final)
    assert own["Minutebook briefing"] == before["Minutebook briefing"]
    assert own["Minutebook standing"] == "approved"
    assert own["Minutebook approved by"] == OFFICER.by
    assert own["Minutebook approved on"] == "2025-09-12"
    assert "Minutebook approved although" not in own
    assert final.core_properties.author == OFFICER.by


def test_everything_else_stays_word_for_word_with_its_notes(draft):
    final = approve(draft, "draft.docx", OFFICER).content
    before, after = Document(io.BytesIO(draft)), Document(io.BytesIO(final))
    assert [each.text for each in before.paragraphs][2:] == [each.text for each in after.paragraphs][2:]
    with zipfile.ZipFile(io.BytesIO(draft)) as one, zipfile.ZipFile(io.BytesIO(final)) as other:
        assert one.read("word/footnotes.xml") == other.read("word/footnotes.xml")


def test_the_officers_edits_are_kept(edited):
    def change(document):
        first, second, *_ = points(document)
        first.runs[0].text = "The officer's shorter words."
        second._p.getparent().remove(second._p)
        document.add_paragraph("Ask the clerk about this.", style="Officer Words")

    changed = edited(change)
    final = approve(changed, "draft.docx", OFFICER)
    texts = [each.text for each in Document(io.BytesIO(final.content)).paragraphs]
    assert texts[2:] == [each.text for each in Document(io.BytesIO(changed)).paragraphs][2:]
    assert {"The officer's shorter words.", "Ask the clerk about this."} <= {text.strip() for text in texts}
    assert final.uncited == ()


@pytest.mark.parametrize("name", ["", " ", "\u200b", "-", "7", "x" * 201])
def test_without_a_named_officer_nothing_is_approved(draft, name):
    with pytest.raises(ApprovalError, match="names no officer"):
        approve(draft, "draft.docx", Approval(name, date(2025, 9, 12)))


def test_a_sentence_without_a_citation_is_refused_and_listed(edited):
    def change(document):
        point = points(document)[0]
        point.insert_paragraph_before("The Panel will surely agree.")
        point.add_run(" It is a scandal. Everybody knows it.")
        points(document)[1].insert_paragraph_before("Lamps cost a million pounds", style="List Bullet")

    with pytest.raises(ApprovalError) as error:
        approve(edited(change), "draft.docx", OFFICER)
    told = str(error.value)
    assert told.startswith("draft.docx: 4 sentences carry no citation: ")
    for words in (
        "\u201cThe Panel will surely agree.\u201d",
        "\u201cIt is a scandal.\u201d",
        "\u201cEverybody knows it.\u201d",
        "\u201cLamps cost a million pounds\u201d",
        "--anyway REASON",
    ):
        assert words in told


def test_a_note_of_the_software_that_was_reworded_counts_as_uncited(minutebook, owner):
    request = BriefRequest(agenda="agenda-september.txt")
    briefing = minutebook.brief(request, scope=owner)
    record = provenance_of(briefing, request)
    document = Document(io.BytesIO(with_record(briefing_to_docx(briefing), ".docx", record)))
    saved = io.BytesIO()
    document.save(saved)
    as_drafted = approve(saved.getvalue(), "draft.docx", OFFICER)
    assert (as_drafted.uncited, as_drafted.changed) == ((), ())
    note = next(each for each in document.paragraphs if each.style.name.startswith("Minutebook Note"))
    note.text = "Note: Nothing was ever decided on this."
    document.save(saved := io.BytesIO())
    with pytest.raises(
        ApprovalError, match="1 sentence carries no citation: .Note: Nothing was ever decided"
    ):
        approve(saved.getvalue(), "draft.docx", OFFICER)
    made = approve(saved.getvalue(), "draft.docx", Approval(OFFICER.by, OFFICER.on, "I know better"))
    assert len(made.changed or ()) == 1
    assert "Nothing was ever decided on this" in (made.changed or ("",))[0]


def test_a_reason_lets_uncited_sentences_through_and_stands_in_the_file(edited):
    changed = edited(lambda document: document.add_paragraph("The Panel will surely agree."))
    made = approve(changed, "draft.docx", Approval(OFFICER.by, OFFICER.on, "My own advice."))
    final = Document(io.BytesIO(made.content))
    assert made.uncited == ("The Panel will surely agree.",)
    assert final.paragraphs[1].text.endswith(
        "1 sentence carries no citation; approved all the same: My own advice."
    )
    assert custom_properties(final)["Minutebook approved although"] == "My own advice."


def test_a_reason_that_was_not_needed_is_not_put_in_the_file(draft):
    final = Document(io.BytesIO(approve(draft, "d.docx", Approval(OFFICER.by, OFFICER.on, "Haste.")).content))
    assert "Haste" not in final.paragraphs[1].text
    assert "Minutebook approved although" not in custom_properties(final)


@pytest.mark.parametrize("reason", ["", " ", "...", "x" * 501])
def test_a_reason_needs_words(draft, reason):
    with pytest.raises(ApprovalError, match="needs words"):
        approve(draft, "draft.docx", Approval(OFFICER.by, OFFICER.on, reason))


def test_a_note_that_was_emptied_is_no_citation(edited):
    def change(document):
        part = next(r.target_part for r in document.part.rels.values() if r.reltype.endswith("/footnotes"))
        part._blob = part.blob.replace(b"<w:t ", b"<w:del-t ").replace(b"</w:t>", b"</w:del-t>")

    with pytest.raises(ApprovalError, match="carry no citation"):
        approve(edited(change), "draft.docx", OFFICER)


def _tracked(document):
    change = OxmlElement("w:ins")
    change.append(OxmlElement("w:r"))
    points(document)[0]._p.append(change)


def _hidden(document):
    points(document)[0].runs[0].font.hidden = True


def _commented(document):
    document.add_comment(points(document)[0].runs, text="Is this right?", author="JS", initials="JS")


@pytest.mark.parametrize(
    ("change", "told"),
    [(_tracked, "tracked changes"), (_hidden, "hidden text"), (_commented, "comments")],
)
def test_what_is_unsettled_must_be_settled_first(edited, change, told):
    with pytest.raises(ApprovalError, match=f"it holds {told}. Settle them in Word"):
        approve(edited(change), "draft.docx", Approval(OFFICER.by, OFFICER.on, "In haste."))


def test_words_that_the_officer_wrote_into_the_draft_statement_do_not_go_with_it(edited):
    changed = edited(lambda document: document.paragraphs[1].add_run(" Ring the clerk on Monday."))
    with pytest.raises(ApprovalError, match="words of yours stand in the draft statement"):
        approve(changed, "draft.docx", OFFICER)


def test_taking_the_draft_statement_out_by_hand_makes_no_final_and_does_not_hide_the_approval(edited):
    def change(document):
        statement = document.paragraphs[1]._p
        statement.getparent().remove(statement)

    changed = edited(change)
    assert custom_properties(Document(io.BytesIO(changed)))["Minutebook standing"] == "draft"
    final = Document(io.BytesIO(approve(changed, "draft.docx", OFFICER).content))
    assert final.paragraphs[0].text.startswith("Approved by Jane Smith")


def test_what_is_approved_already_is_not_approved_again(draft):
    final = approve(draft, "draft.docx", OFFICER).content
    with pytest.raises(ApprovalError, match="approved already, by Jane Smith.* on 2025-09-12"):
        approve(final, "final.docx", Approval("John Brown, Clerk", date(2025, 9, 13)))


def test_a_word_file_of_another_maker_is_refused():
    other = io.BytesIO()
    Document().save(other)
    with pytest.raises(ApprovalError, match=r"other\.docx: not a draft that Minutebook wrote"):
        approve(other.getvalue(), "other.docx", OFFICER)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"plain words", b"<html></html>"])
def test_a_file_that_is_no_word_file_is_refused(content):
    with pytest.raises(ApprovalError, match="not a sound Word file"):
        approve(content, "draft.docx", OFFICER)


def test_a_hostile_name_stays_words(draft):
    name = "</w:t><script> & =cmd|' /C calc'!A0 \u202eeciffO"
    final = Document(io.BytesIO(approve(draft, "draft.docx", Approval(name, date(2025, 9, 12))).content))
    assert (
        final.paragraphs[1].text
        == "Approved by </w:t><script> & =cmd|' /C calc'!A0 eciffO on 12 September 2025."
    )


def test_a_sentence_put_in_before_a_mark_counts_as_uncited(minutebook, owner):
    request = BriefRequest(agenda="agenda-september.txt")
    briefing = minutebook.brief(request, scope=owner)
    record = provenance_of(briefing, request)
    document = Document(io.BytesIO(with_record(briefing_to_docx(briefing), ".docx", record)))
    point = points(document)[0]
    point.runs[0].text += " The Panel will surely agree. Nobody objects."
    document.save(saved := io.BytesIO())
    with pytest.raises(ApprovalError, match="2 sentences carry no citation: .The Panel will surely agree"):
        approve(saved.getvalue(), "draft.docx", OFFICER)


def test_a_point_put_in_other_words_is_the_officers_to_answer_for(minutebook, owner):
    request = BriefRequest(agenda="agenda-september.txt")
    briefing = minutebook.brief(request, scope=owner)
    record = provenance_of(briefing, request)
    document = Document(io.BytesIO(with_record(briefing_to_docx(briefing), ".docx", record)))
    point = points(document)[0]
    point.runs[0].text = "What the report asks for, in short."
    document.save(saved := io.BytesIO())
    approved = approve(saved.getvalue(), "draft.docx", OFFICER)
    assert approved.uncited == () and len(approved.changed or ()) == 1
