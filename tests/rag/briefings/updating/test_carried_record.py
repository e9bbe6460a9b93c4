"""The record that a draft carries of what it was made from: what is in it, and files that have none."""

import io
import json

import docx
import pytest

from ingest.papers import Access
from rag.briefings.briefing import BriefRequest
from rag.briefings.carried import read_draft, with_record, without_record
from rag.errors import DraftError


def test_the_record_holds_no_words_of_papers_and_no_name_of_one_that_is_not_public(late):
    late.change("report", Access.EXEMPT)
    drafted, _ = read_draft(late.draft(), "draft.docx")
    kept = drafted.model_dump_json()
    assert "exempt" in kept and "minutes.txt" in kept
    assert not any(word in kept for word in ("Marlpit", "report.txt", "sluice", "5,250"))


@pytest.mark.parametrize("ending", (".html", ".md"))
def test_a_topic_can_t_end_the_hidden_part(desk, ending):
    desk.request = BriefRequest(topic='sluice of the boating lake --> "></template><script>alert(1)</script>')
    content = desk.draft(ending)
    assert content.count(b"-->") == (ending == ".md") and content.count(b"</template>") == (ending == ".html")
    assert b"<script" not in content.replace(b"\\<script", b"")
    assert read_draft(content, f"draft{ending}")[0].as_request() == desk.request


def test_a_final_file_can_be_rid_of_the_record(desk, draft, saved):
    document = docx.Document(io.BytesIO(draft))
    without_record(document)
    with pytest.raises(DraftError, match="carries no record of a draft by Minutebook"):
        read_draft(saved(document), "final.docx")


def test_a_file_of_another_kind_is_refused_with_what_to_give(desk, saved):
    with pytest.raises(DraftError, match=r"notes\.odt: a draft to bring up to date ends in \.docx"):
        read_draft(b"", "notes.odt")
    with pytest.raises(DraftError, match="carries no record of a draft"):
        read_draft(saved(docx.Document()), "letter.docx")
    with pytest.raises(DraftError, match="carries no record of a draft"):
        read_draft(b"# Notes\n", "notes.md")
    with pytest.raises(DraftError, match="damaged"):
        read_draft(b"PK\x03\x04 no zip", "broken.docx")
    with pytest.raises(DraftError, match="damaged"):
        read_draft(b"{", "broken.json")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'{"title": "T",\n "sections": [}',
            r"line 2, column 15: Expecting value\)\. Put that place right, or take",
        ),
        (b'{"title": "\xe9"}', r"byte 12 is no UTF-8\)\. Save it as UTF-8"),
        (b'{"a":' * 150_000, r"stand too deep inside one another\)\. Take the file as Minutebook wrote it"),
    ],
    ids=["a bracket too many", "another encoding", "no end"],
)
def test_json_that_cannot_be_read_is_told_with_the_place_and_what_to_do(content, told):
    with pytest.raises(DraftError, match=r"draft\.json: damaged \(.*" + told) as refused:
        read_draft(content, "draft.json")
    assert "save it again" not in str(refused.value)


def test_json_that_is_no_briefing_is_told_with_the_field(desk):
    whole = json.loads(desk.draft(".json"))
    whole["sections"][0]["heading"] = 7
    with pytest.raises(
        DraftError, match=r"sections\.0\.heading: Input should be a valid string\)\. Put"
    ) as told:
        read_draft(json.dumps(whole).encode(), "draft.json")
    assert "\n" not in str(told.value) and "https://" not in str(told.value)


def test_a_damaged_record_is_told_with_the_field(desk):
    content = desk.draft(".md").replace(b'"minutebook_draft":1', b'"minutebook_draft":9')
    with pytest.raises(DraftError, match="can't be read .*minutebook_draft"):
        read_draft(content, "draft.md")


def test_a_draft_of_another_library_is_refused(draft, other_desk):
    with pytest.raises(DraftError, match="none of the .* papers that it was drafted from is in this library"):
        other_desk.update(draft)


def test_a_record_is_replaced_and_not_added_twice(desk, draft):
    drafted, _ = read_draft(draft, "draft.docx")
    twice = docx.Document(io.BytesIO(with_record(draft, ".docx", drafted)))
    customs = [
        str(each.partname) for each in twice.part.package.iter_parts() if b"urn:minutebook:draft" in each.blob
    ]
    assert len([each for each in customs if "Props" not in each]) == 1
