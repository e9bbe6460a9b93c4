"""Draft briefings over HTTP: their record, bringing them up to date, and approving them by name."""

from __future__ import annotations

import base64
import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.guard import DESK_FILE_BYTES
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.audit import Audit
from api.records.database import Records
from api.settings import load
from rag.assembly import assemble
from rag.briefings.carried import read_draft
from rag.briefings.draft_mark import DRAFT_MARK

TOPIC = {"topic": "street lighting in Mill Lane"}
PANEL = "Harrowmere Safer Streets Panel"
BY = "Jane Smith, Democratic Services Officer"
LATE = """HARROWMERE SAFER STREETS PANEL

9 September 2025

Report of the Street Works Manager

Street lighting in Mill Lane

Recommendation

1. That the three lamps left over in Mill Lane be replaced by posts of steel.
"""


@pytest.fixture
def served(own_library: Path) -> Iterator[TestClient]:
    """The service of the owner alone, over a library of its own."""
    settings = load(own_library).settings
    with assemble(settings.for_answers()) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


@pytest.fixture
def keyed(own_library: Path) -> Iterator[Any]:
    """Sends a request as a member, an officer of the panel, or an officer of another body."""
    askers = {
        "member": (AskerRole.MEMBER, None),
        "Jane Smith": (AskerRole.OFFICER, frozenset({PANEL})),
        "John Doe": (AskerRole.OFFICER, frozenset({"Norsey Harbour Panel"})),
        "evaluator": (AskerRole.EVALUATOR, None),
    }
    with Records(own_library) as records:
        keys = {name: Keys(records).add(name, role, bodies=of).text for name, (role, of) in askers.items()}
    settings = load(own_library).settings
    with assemble(settings.for_answers()) as minutebook:
        client = TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )

        def ask(name: str, path: str, **sent: Any) -> Any:
            headers = {"authorization": f"Bearer {keys[name]}"}
            return client.post(f"/api/v1{path}", headers=headers, **sent)

        yield ask


def drafted(client: TestClient, form: str = "docx") -> bytes:
    made = client.post("/api/v1/briefings", json={**TOPIC, "format": form})
    assert made.status_code == 200, made.text
    return bytes(made.content)


def sent(content: bytes, name: str = "draft.docx") -> dict[str, tuple[str, bytes]]:
    return {"draft": (name, content)}


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    headers = [each.text for section in document.sections for each in section.header.paragraphs]
    return "\n".join([*headers, *(each.text for each in document.paragraphs)])


def saved(reply: Any, part: str) -> bytes:
    return base64.b64decode(reply.json()[part]["content"])


def with_own_words(content: bytes, text: str, style: str = "Officer's words") -> bytes:
    document = docx.Document(io.BytesIO(content))
    names = [each.name for each in document.styles]
    document.add_paragraph(text, style=style if style in names else None)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("form", ["docx", "html", "md", "json"])
@pytest.mark.parametrize("is_job", [False, True])
def test_a_draft_carries_its_record_in_every_format_and_from_a_job_too(served, form, is_job):
    asked = {**TOPIC, "format": form}
    if is_job:
        place = served.post("/api/v1/briefings?job=true", json=asked).headers["location"]
        until = time.monotonic() + 60
        while served.get(place).json()["state"] in ("queued", "running") and time.monotonic() < until:
            time.sleep(0.05)
        content = served.get(f"{place}/result").content
    else:
        content = drafted(served, form)
    record, blocks = read_draft(content, f"draft.{form}")
    assert record.request.topic == TOPIC["topic"]
    assert record.papers and blocks
    written = {record.print_of(each.text) for each in blocks}
    assert form == "json" or set(record.paragraphs) == written


def test_a_late_paper_is_told_of_and_the_new_draft_keeps_the_officers_words_and_the_mark(served, hand_in):
    draft = with_own_words(drafted(served), "The member for Mill Lane has asked about this.")
    hand_in(served, "late.txt", LATE.encode(), access="public")
    reply = served.post("/api/v1/briefings/updates", files=sent(draft))
    assert reply.status_code == 200, reply.text
    told = json.dumps(reply.json()["supplement"])
    assert "New paper: late.txt" in told
    assert "posts of steel" in told
    new = words(saved(reply, "draft"))
    assert "The member for Mill Lane has asked about this." in new
    assert "posts of steel" in new
    assert DRAFT_MARK in new
    again = served.post("/api/v1/briefings/updates", files=sent(saved(reply, "draft")))
    assert "Nothing is new." in again.text


def test_an_update_is_in_the_audit_with_the_papers_that_were_shown(served, own_library):
    reply = served.post("/api/v1/briefings/updates", files=sent(drafted(served)), data={"format": "md"})
    assert reply.json()["draft"]["name"].endswith(".md")
    with Records(own_library) as records:
        entry = list(Audit(records).every())[-1].fields()
    assert (entry["action"], entry["record"]) == ("briefed", reply.json()["record_id"])
    assert entry["papers"]


def test_an_officer_approves_in_their_own_name_and_that_is_recorded(keyed, own_library):
    made = keyed("Jane Smith", "/briefings", json={**TOPIC, "format": "docx"})
    approved = keyed("Jane Smith", "/briefings/approvals", files=sent(made.content), data={"by": BY})
    assert approved.status_code == 200, approved.text
    final = words(saved(approved, "file"))
    assert DRAFT_MARK not in final
    assert f"Approved by {BY}" in final
    assert approved.json()["changed"] == []
    with Records(own_library) as records:
        entry = list(Audit(records).every())[-1].fields()
    assert (entry["action"], entry["role"], entry["detail"]["by"]) == ("approved", "officer", BY)
    twice = keyed("Jane Smith", "/briefings/approvals", files=sent(saved(approved, "file")), data={"by": BY})
    assert (twice.status_code, twice.json()["code"]) == (422, "approval_refused")
    assert "approved already" in twice.json()["detail"]


def test_nobody_approves_in_anothers_name_and_members_and_evaluators_not_at_all(keyed):
    made = keyed("Jane Smith", "/briefings", json={**TOPIC, "format": "docx"}).content
    for name, by in (("John Doe", BY), ("member", "member"), ("evaluator", "evaluator")):
        refused = keyed(name, "/briefings/approvals", files=sent(made), data={"by": by})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")


@pytest.mark.parametrize(
    "by",
    [
        "Jane Smithson, Chief Executive",
        "Jane Smith2",
        "Jane Smith-Jones",
        "Jane Smith\u2019s deputy",
        "Jane Smith\u0331",
        "Jane Smith\u200bson",
        "Jane Smith_son",
        "Jane Smit",
        "J",
        "Smith, Jane",
    ],
)
def test_a_name_that_only_begins_like_ones_own_is_anothers(keyed, by):
    refused = keyed("Jane Smith", "/briefings/approvals", files=sent(b"no matter"), data={"by": by})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")


@pytest.mark.parametrize(
    "by",
    ["Jane Smith", " jane  SMITH ", "Jane Smith, Officer", "Jane Smith (Officer)", "Jane Smith - Officer"],
)
def test_ones_own_name_is_known_whatever_stands_behind_it(keyed, by):
    taken = keyed("Jane Smith", "/briefings/approvals", files=sent(b"no Word file"), data={"by": by})
    assert (taken.status_code, taken.json()["code"]) == (422, "approval_refused")


def test_sentences_without_a_citation_are_approved_with_a_reason_alone(keyed):
    made = keyed("Jane Smith", "/briefings", json={**TOPIC, "format": "docx"}).content
    reworded = with_own_words(made, "The Panel will close every street by Friday.", style="Normal")
    refused = keyed("Jane Smith", "/briefings/approvals", files=sent(reworded), data={"by": BY})
    assert (refused.status_code, refused.json()["code"]) == (422, "approval_refused")
    assert "will close every street" in refused.json()["detail"]
    reason = {"by": BY, "anyway": "told by the chair"}
    approved = keyed("Jane Smith", "/briefings/approvals", files=sent(reworded), data=reason)
    assert approved.json()["uncited"] == ["The Panel will close every street by Friday."]
    assert "told by the chair" in words(saved(approved, "file"))


def test_an_update_tells_an_officer_of_another_body_nothing_of_papers_they_may_not_read(keyed):
    # The papers of this library are restricted: the draft quotes them, and its record names where.
    made = keyed("Jane Smith", "/briefings", json={**TOPIC, "format": "docx"}).content
    struck = docx.Document(io.BytesIO(made))
    for paragraph in struck.paragraphs:
        if "lamps" in paragraph.text:
            paragraph.clear()
    kept = io.BytesIO()
    struck.save(kept)
    own = keyed("Jane Smith", "/briefings/updates", files=sent(kept.getvalue()))
    assert "lamps" in own.text
    other = keyed("John Doe", "/briefings/updates", files=sent(kept.getvalue()))
    assert other.status_code in (404, 422)
    assert "lamps" not in other.text and "minutes-march" not in other.text


@pytest.mark.parametrize(
    ("path", "name", "content", "code"),
    [
        ("updates", "draft.docx", b"no Word file", "draft_invalid"),
        ("updates", "draft.exe", b"x", "draft_invalid"),
        ("updates", "draft.md", b"# A page without a record\n", "draft_invalid"),
        ("updates", "draft.json", b'{"provenance": {"salt": 1}}', "draft_invalid"),
        ("updates", "draft.json", b"\xff\xfe", "draft_invalid"),
        pytest.param("updates", "draft.json", b"[" * 900_000, "draft_invalid", id="nested lists"),
        pytest.param("updates", "draft.json", b'{"a":' * 150_000, "draft_invalid", id="nested objects"),
        ("approvals", "draft.docx", b"no Word file", "approval_refused"),
        ("approvals", "draft.docx", b"PK\x03\x04", "approval_refused"),
    ],
)
def test_what_is_no_draft_is_refused_with_what_to_send(served, path, name, content, code):
    data = {"by": BY} if path == "approvals" else {}
    reply = served.post(f"/api/v1/briefings/{path}", files=sent(content, name), data=data)
    assert (reply.status_code, reply.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    "made_up",
    [
        {"drafted_at": "2025-01-01T00:00:00"},
        {"sentences": [{"mark": "0" * 8, "anchors": [{"passage_id": "x-y-z", "start": 0, "end": 1}]}]},
        {"sentences": [{"mark": "0" * 8, "anchors": [{"passage_id": "a-1-1", "start": 5, "end": 1}]}]},
        {"sentences": [{"mark": "0" * 8, "anchors": [{"passage_id": "a-1-1", "start": -1, "end": 1}]}]},
    ],
)
def test_a_record_that_can_not_be_is_refused_with_the_place_in_it(served, made_up):
    record = json.loads(drafted(served, "json"))["provenance"] | made_up
    content = json.dumps({"provenance": record}).encode()
    reply = served.post("/api/v1/briefings/updates", files=sent(content, "draft.json"))
    assert (reply.status_code, reply.json()["code"]) == (422, "draft_invalid")
    assert next(iter(made_up)) in reply.json()["detail"]


def test_words_of_a_sentence_that_was_cut_out_come_from_the_papers_that_the_sender_may_read(keyed):
    made = keyed("Jane Smith", "/briefings", json=TOPIC).json()
    kept = json.dumps({**made, "sections": []}).encode()
    assert "lamps" in keyed("Jane Smith", "/briefings/updates", files=sent(kept, "draft.json")).text
    other = keyed("John Doe", "/briefings/updates", files=sent(kept, "draft.json"))
    assert "lamps" not in other.text


def test_a_record_that_was_made_up_asks_for_nothing_that_a_request_could_not(served):
    record = json.loads(drafted(served, "json"))["provenance"]
    for request in ({}, {"topic": "x" * 50_000}, {"body": PANEL}, {"agenda": "../../etc/passwd"}):
        made_up = {"provenance": {**record, "request": request}}
        reply = served.post(
            "/api/v1/briefings/updates", files=sent(json.dumps(made_up).encode(), "draft.json")
        )
        assert reply.status_code in (404, 422), (request, reply.text)


def with_picture(content: bytes, n_bytes: int) -> bytes:
    """The draft with a picture that does not shrink in the file, as a crest or a map is."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/media/crest.png", b"\x89PNG\r\n" + bytes(n_bytes))
    return made.getvalue()


def test_a_draft_with_a_crest_of_more_than_a_megabyte_is_taken(served):
    large = with_picture(drafted(served), 1_200_000)
    assert served.post("/api/v1/briefings/updates", files=sent(large)).status_code == 200
    approved = served.post("/api/v1/briefings/approvals", files=sent(large), data={"by": BY})
    assert approved.status_code == 200, approved.text


@pytest.mark.parametrize(
    ("path", "part", "name"),
    [
        ("briefings/updates", "draft", "draft.md"),
        ("briefings/approvals", "draft", "draft.docx"),
        ("evaluations", "golden", "golden.jsonl"),
    ],
)
def test_files_of_twenty_megabytes_are_looked_at_and_larger_ones_are_not(served, path, part, name):
    for n_bytes, status in ((1_200_000, 422), (DESK_FILE_BYTES, 422), (DESK_FILE_BYTES + 200_000, 413)):
        reply = served.post(f"/api/v1/{path}", files={part: (name, b"x" * n_bytes)}, data=_by(path))
        assert reply.status_code == status, reply.text


def test_a_golden_set_in_yaml_that_would_take_minutes_is_refused_with_what_to_send(served):
    large = b"# nothing but a comment\n" * 50_000
    reply = served.post("/api/v1/evaluations", files={"golden": ("golden.yaml", large)})
    assert (reply.status_code, reply.json()["code"]) == (422, "golden_set_invalid")
    assert ".jsonl" in reply.json()["detail"]


def _by(path: str) -> dict[str, str]:
    return {"by": BY} if path.endswith("approvals") else {}
