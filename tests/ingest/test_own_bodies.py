"""Somebody who keeps the papers of some bodies takes in no other body's paper, under no disguise, and replaces none."""

import io
import zipfile
from datetime import date

import pytest

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder

pytestmark = pytest.mark.usefixtures("without_index")

OWN = "Norsey Harbour Panel"
OTHER = "Harrow Safer Streets Panel"


@pytest.fixture
def officer(library):
    """The intake of an officer of the harbour panel."""
    return Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), bodies=frozenset({OWN}))


@pytest.fixture
def anyone(library):
    """The intake of somebody who keeps the papers of every body."""
    return Intake(library, access=Access.PUBLIC, encoder=QueryEncoder())


@pytest.fixture
def own_minutes(minutes):
    changed = minutes.replace("Harrow Safer Streets", "Norsey Harbour").replace(
        "HARROW SAFER STREETS", "NORSEY HARBOUR"
    )
    assert OTHER.lower() not in changed.lower()
    return changed


def pack_of(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return made.getvalue()


def names(library) -> set[str]:
    return {each.name for each in library.papers(Scope.owner())}


def originals(library) -> int:
    return sum(each.is_file() for each in (library.folder / "originals").rglob("*"))


def test_a_paper_of_another_body_is_rejected_with_the_reason_and_nothing_of_it_is_stored(
    officer, library, minutes
):
    (outcome,) = officer.ingest_upload(minutes.encode(), "minutes.txt")
    assert (outcome.status, outcome.paper_id) == ("rejected", None)
    assert f"it is of {OTHER}" in outcome.reason
    assert f"You may hand in papers of {OWN}." in outcome.reason
    assert names(library) == set()
    assert originals(library) == 0


def test_papers_of_ones_own_body_and_of_no_body_are_taken_in(officer, library, own_minutes):
    (own,) = officer.ingest_upload(own_minutes.encode(), "own.txt")
    (nobodys,) = officer.ingest_upload(b"A walk\n\nThe sun shone on the lake and on the hill.\n", "note.txt")
    assert (own.status, own.body, nobodys.status, nobodys.body) == ("new", OWN, "new", None)


def test_an_intake_without_bounds_takes_in_every_body(anyone, minutes, own_minutes):
    assert anyone.ingest_upload(minutes.encode(), "a.txt")[0].status == "new"
    assert anyone.ingest_upload(own_minutes.encode(), "b.txt")[0].status == "new"


def test_in_a_pack_the_papers_of_other_bodies_are_rejected_one_by_one(officer, library, minutes, own_minutes):
    pack = pack_of(theirs_dot_txt=minutes, own_dot_txt=own_minutes)
    told = {each.path: each.status for each in officer.ingest_upload(pack, "pack.zip")}
    assert told == {"pack.zip!/theirs.txt": "rejected", "pack.zip!/own.txt": "new"}
    assert names(library) == {"own.txt"}


def test_what_is_written_beside_a_paper_must_name_ones_own_body_too(officer, library, own_minutes):
    pack = pack_of(own_dot_txt=own_minutes, papers_dot_csv=f"file,body\nown.txt,{OTHER}\n")
    (outcome,) = officer.ingest_upload(pack, "pack.zip")
    assert outcome.status == "rejected"
    assert f"what was written down about it says {OTHER}" in outcome.reason
    assert names(library) == set()


def test_what_is_written_beside_a_paper_makes_another_bodys_paper_not_ones_own(officer, library, minutes):
    pack = pack_of(theirs_dot_txt=minutes, papers_dot_csv=f"file,body\ntheirs.txt,{OWN}\n")
    (outcome,) = officer.ingest_upload(pack, "pack.zip")
    assert (outcome.status, names(library)) == ("rejected", set())


def test_a_body_that_is_only_named_further_down_may_be_settled_beside_the_paper(officer, library):
    before = "The sun shone on the lake and on the hill, and the lamps were lit.\n\n" * 60
    text = f"A note\n\n{before}The Harrow Safer Streets Panel considered the lamps in Mill Lane.\n"
    (refused,) = officer.ingest_upload(text.encode(), "note.txt")
    assert (refused.status, "papers.csv" in refused.reason) == ("rejected", True)
    pack = pack_of(note_dot_txt=text, papers_dot_csv=f"file,body\nnote.txt,{OWN}\n")
    (taken,) = officer.ingest_upload(pack, "pack.zip")
    assert (taken.status, taken.body) == ("new", OWN)


def test_a_paper_that_has_become_another_bodys_is_not_replaced_under_its_name(officer, library, own_minutes):
    (first,) = officer.ingest_upload(own_minutes.encode(), "own.txt")
    library.set_body(first.paper_id, OTHER)
    changed = own_minutes.replace("14 of", "15 of")
    (refused,) = officer.ingest_upload(changed.encode(), "own.txt")
    assert refused.status == "rejected"
    assert OTHER not in refused.reason
    assert library.paper(Scope.owner(), first.paper_id).version == 1


def test_the_bytes_of_another_bodys_paper_do_not_count_as_handed_in(anyone, officer, library, own_minutes):
    (theirs,) = anyone.ingest_upload(own_minutes.encode(), "theirs.txt")
    library.set_body(theirs.paper_id, OTHER)
    (refused,) = officer.ingest_upload(own_minutes.encode(), "mine.txt")
    assert (refused.status, refused.paper_id, refused.title) == ("rejected", None, None)
    assert OTHER not in refused.reason


def test_the_same_paper_of_ones_own_is_unchanged_and_one_that_was_withdrawn_comes_again(
    officer, library, own_minutes
):
    (first,) = officer.ingest_upload(own_minutes.encode(), "own.txt")
    (same,) = officer.ingest_upload(own_minutes.encode(), "own.txt")
    assert (same.status, same.paper_id) == ("unchanged", first.paper_id)
    library.withdraw(first.paper_id, f"by mistake on {date(2025, 3, 11)}")
    (again,) = officer.ingest_upload(own_minutes.encode(), "own.txt")
    assert again.status == "new"


def test_case_and_spaces_of_a_bodys_name_do_not_matter(library, own_minutes):
    intake = Intake(library, encoder=QueryEncoder(), bodies=frozenset({"norsey  HARBOUR panel"}))
    assert intake.ingest_upload(own_minutes.encode(), "own.txt")[0].status == "new"
