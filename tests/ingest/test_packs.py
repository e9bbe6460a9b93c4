"""Packs of papers into a real library: one outcome for each paper, and what becomes of the same pack again."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.telling import Progress

pytestmark = pytest.mark.usefixtures("without_index")


def zip_of(**files: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


def mail_of(body: str, **files: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "clerk@lanes.example", "members@lanes.example"
    message["Date"], message["Subject"] = "Mon, 10 Mar 2025 09:00:00 +0000", "Papers for the Panel"
    message.set_content(body)
    for name, content in files.items():
        message.add_attachment(content, "application", "octet-stream", filename=name.replace("_dot_", "."))
    return message.as_bytes()


@pytest.fixture
def pack(tmp_path: Path, minutes: str, report: str) -> Path:
    path = tmp_path / "pack.zip"
    path.write_bytes(
        zip_of(minutes_dot_txt=minutes, reports__item_dot_txt=report, map_dot_png=b"\x89PNG\r\n")
    )
    return path


def test_a_pack_is_one_outcome_for_each_paper_and_one_bad_file_stops_no_other(take, pack, library):
    outcomes = take(pack)
    assert [(each.path, each.status) for each in outcomes] == [
        (f"{pack}!/minutes.txt", "new"),
        (f"{pack}!/reports/item.txt", "new"),
        (f"{pack}!/map.png", "rejected"),
    ]
    assert "map.png: a picture" in outcomes[2].reason
    assert {each.name for each in library.papers(Scope.owner())} == {"minutes.txt", "item.txt"}
    assert outcomes[0].title == "Harrow Safer Streets Panel: minutes, 11 March 2025"


def test_the_original_of_a_paper_from_a_pack_is_the_file_in_it(take, pack, library, minutes):
    outcome = take(pack)[0]
    assert library.original(Scope.owner(), outcome.paper_id) == minutes.encode()
    assert library.check() == []


def test_the_same_pack_again_is_unchanged(take, pack, library):
    first = take(pack)
    again = take(pack)
    assert [each.status for each in again] == ["unchanged", "unchanged", "rejected"]
    assert [each.paper_id for each in again] == [each.paper_id for each in first]


def test_a_changed_paper_in_a_pack_replaces_only_itself(take, pack, library, minutes, report):
    first = take(pack)
    changed = minutes.replace("14 of the 60", "15 of the 60")
    pack.write_bytes(zip_of(minutes_dot_txt=changed, reports__item_dot_txt=report))
    second = take(pack)
    assert [each.status for each in second] == ["replaced", "unchanged"]
    assert second[0].paper_id == first[0].paper_id


def test_a_paper_that_is_there_already_is_not_stored_again_from_a_pack(
    take, pack, library, tmp_path, minutes
):
    file = tmp_path / "minutes.txt"
    file.write_text(minutes, "utf-8")
    assert [each.status for each in take(file, pack)] == ["new", "unchanged", "new", "rejected"]
    assert len(library.papers(Scope.owner())) == 2


def test_an_unsafe_pack_is_rejected_whole_and_the_next_file_goes_on(take, tmp_path, library, minutes, report):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zip_of(minutes_dot_txt=minutes, **{"..__escaped_dot_txt": report}))
    (folder / "b.txt").write_text(report, "utf-8")
    outcomes = take(folder)
    assert [each.status for each in outcomes] == ["rejected", "new"]
    assert outcomes[0].path.endswith("a.zip")
    assert "leads out of it" in outcomes[0].reason
    assert len(library.papers(Scope.owner())) == 1


def test_a_message_is_a_paper_beside_the_papers_sent_with_it(take, tmp_path, library, minutes):
    letter = tmp_path / "letter.eml"
    body = "The Panel will be asked on Tuesday to agree the repair of the pavement in Castle Street first."
    letter.write_bytes(mail_of(body, minutes_dot_txt=minutes.encode(), logo_dot_png=b"\x89PNG\r\n"))
    outcomes = take(letter)
    assert [(each.path, each.status) for each in outcomes] == [
        (str(letter), "new"),
        (f"{letter}!/minutes.txt", "new"),
        (f"{letter}!/logo.png", "rejected"),
    ]
    text = library.text(Scope.owner(), outcomes[0].paper_id)
    assert "Subject: Papers for the Panel" in text
    assert body in text
    assert "14 of the 60" not in text
    assert [each.status for each in take(letter)] == ["unchanged", "unchanged", "rejected"]


def test_a_message_that_only_carries_papers_is_no_paper_itself(take, tmp_path, library, minutes):
    letter = tmp_path / "letter.eml"
    letter.write_bytes(mail_of(" ", minutes_dot_txt=minutes.encode()))
    assert [each.path for each in take(letter)] == [f"{letter}!/minutes.txt"]


def test_progress_counts_a_pack_as_one_file_and_names_the_papers_in_it(take, pack, tmp_path, report):
    file = tmp_path / "zz.txt"
    file.write_text(report + "\n3. More words.\n", "utf-8")
    seen: list[Progress] = []
    take(pack, file, on_progress=seen.append)
    assert [
        (each.done, each.total, each.path.removeprefix(str(pack))) for each in seen if each.stage == "reading"
    ] == [
        (0, 2, ""),
        (0, 2, "!/minutes.txt"),
        (0, 2, "!/reports/item.txt"),
        (0, 2, "!/map.png"),
        (1, 2, str(file)),
    ]
    assert (seen[-1].done, seen[-1].total, seen[-1].stage) == (2, 2, "indexing")


def test_a_marked_exempt_paper_in_a_public_pack_is_exempt(take, tmp_path, library, minutes, report):
    pack = tmp_path / "pack.zip"
    pack.write_bytes(zip_of(secret_dot_txt="NOT FOR PUBLICATION\n\n" + report, open_dot_txt=minutes))
    take(pack)
    assert [each.name for each in library.papers(Scope.public())] == ["open.txt"]


def test_an_uploaded_pack_is_as_many_papers_and_the_same_name_is_the_same_pack(library, minutes):
    intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder())
    first = intake.ingest_upload(zip_of(minutes_dot_txt=minutes), "pack.zip")
    again = intake.ingest_upload(zip_of(minutes_dot_txt=minutes.replace("14 of", "15 of")), "pack.zip")
    assert [(each.path, each.status) for each in first] == [("pack.zip!/minutes.txt", "new")]
    assert [(each.status, each.paper_id) for each in again] == [("replaced", first[0].paper_id)]


def test_a_paper_from_elsewhere_is_stored_under_the_place_it_came_from(library, minutes):
    intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder())
    outcome = intake.take(minutes.encode(), "minutes.txt", "https://lanes.example/minutes")
    (stored,) = intake.finish([outcome])
    assert (stored.path, stored.status, stored.kind) == ("https://lanes.example/minutes", "new", "minutes")
    again = intake.take(minutes.encode(), "minutes.txt", "https://lanes.example/minutes")
    assert (again.status, again.paper_id) == ("unchanged", stored.paper_id)
