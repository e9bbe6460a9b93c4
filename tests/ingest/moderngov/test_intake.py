"""What a site gives, taken into a library: ``first`` is what a first run told, ``library`` what it left."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from ingest.moderngov.answers import MeetingEntry
from ingest.moderngov.connector import ModernGov
from ingest.moderngov.intake import ingest_from
from ingest.moderngov.site import Manners
from ingest.outcomes import Outcome
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

YEAR = date(2025, 1, 1), date(2025, 12, 31)
LATER = date(2025, 9, 1)


@pytest.fixture(scope="module")
def harvested_once(running, quick: Manners, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library after a first run; read by none, copied by many."""
    folder = tmp_path_factory.mktemp("harvested") / "library"
    running.set_up()
    with Library.create_or_open(folder) as opened, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.intake.build_generation", lambda library: None)
        with ModernGov(running.base, manners=quick, allow_loopback=True) as site:
            outcomes = run_over(site, opened)
    (folder / "outcomes.json").write_text(json.dumps([asdict(outcome) for outcome in outcomes]), "utf-8")
    return folder


@pytest.fixture
def library(harvested_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    # The index has tests of its own and takes two seconds to build.
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)
    with Library.create_or_open(Path(shutil.copytree(harvested_once, tmp_path / "library"))) as opened:
        yield opened


@pytest.fixture
def unsettled(library: Library) -> Library:
    """A library with the papers of a first run, but without the notes that spare a second one requests."""
    shutil.rmtree(library.folder / "moderngov-cache")
    return library


@pytest.fixture
def first(harvested_once: Path) -> list[Outcome]:
    told = json.loads((harvested_once / "outcomes.json").read_text("utf-8"))
    return [Outcome(**{**outcome, "warnings": tuple(outcome["warnings"])}) for outcome in told]


def run_over(
    site: ModernGov, library: Library, today: date = LATER, access: Access = Access.PUBLIC
) -> list[Outcome]:
    entries = site.meetings(31, *YEAR)
    return ingest_from(site, entries, library, access=access, encoder=QueryEncoder(), today=today)


def by_ending(outcomes: list[Outcome]) -> dict[str, Outcome]:
    return {outcome.path.rpartition("=")[2].rpartition("/")[2]: outcome for outcome in outcomes}


def test_what_was_fetched_is_in_the_library_under_its_address(first, council, library):
    outcomes = by_ending(first)
    meeting, report = outcomes["502"], outcomes["Quay%20repairs%20report.txt"]
    assert meeting.status == report.status == outcomes["901"].status == "new"
    assert (meeting.date, meeting.body) == ("2025-03-11", "Harbour and Markets Panel")
    assert meeting.path == f"{council.base}/mgWebService.asmx/GetMeeting?lMeetingId=502"
    assert outcomes["903"].status == "rejected" and "restricted" in (outcomes["903"].reason or "")
    names = {record.name for record in library.papers(Scope.public())}
    assert "Minutes of 12 November (901).pdf" in names


def test_what_a_paper_does_not_say_is_inferred_from_where_it_is_filed_but_never_the_date_of_minutes(first):
    outcomes = by_ending(first)
    report, minutes = outcomes["Quay%20repairs%20report.txt"], outcomes["901"]
    assert report.date == "2025-03-11" and minutes.date is None
    assert any("is inferred from 127.0.0.1" in warning for warning in report.warnings)
    assert report.body == "Harbour and Markets Panel"
    assert any("files it with the papers of this committee" in warning for warning in report.warnings)


def test_a_second_run_asks_only_for_what_can_have_changed(site, first, council, library):
    second = run_over(site, library)
    # Meeting 503 had published nothing.
    assert council.asked == ["GetMeetings", "503"]
    assert [outcome.path for outcome in second] == [outcome.path for outcome in first]
    assert {outcome.status for outcome in second} == {"unchanged", "rejected"}
    assert [outcome.reason for outcome in second] == [outcome.reason for outcome in first]


def test_a_meeting_is_settled_only_by_a_look_taken_long_after_it(site, council, unsettled):
    run_over(site, unsettled, today=date(2025, 3, 20))
    council.asked.clear()
    assert by_ending(run_over(site, unsettled))["901"].status == "unchanged"
    assert {"502", "901"} <= set(council.asked)
    council.asked.clear()
    run_over(site, unsettled)
    assert not {"502", "901"} & set(council.asked)


def test_a_meeting_whose_minutes_are_not_published_is_asked_for_again(site, council, unsettled):
    published = council.pages["502"]
    _, _, told = published
    council.say("502", told.decode().replace("<minutepublished>True", "<minutepublished>False"))
    assert by_ending(run_over(site, unsettled))["502"].status == "replaced"
    council.pages["502"] = published
    outcomes = by_ending(run_over(site, unsettled))
    assert outcomes["502"].status == "replaced"
    assert outcomes["901"].status == "unchanged"


def test_a_document_that_failed_keeps_the_meeting_open_for_the_next_run(site, council, unsettled):
    kept = council.pages.pop("901")
    assert "status 404" in (by_ending(run_over(site, unsettled))["901"].reason or "")
    council.pages["901"] = kept
    assert by_ending(run_over(site, unsettled))["901"].status == "unchanged"


def test_a_withdrawn_paper_does_not_come_back_by_itself(site, first, council, library):
    library.withdraw(by_ending(first)["901"].paper_id, "names a child")
    outcome = by_ending(run_over(site, library))["901"]
    assert outcome.status == "rejected" and "names a child" in (outcome.reason or "")
    assert "901" not in council.asked


def test_a_settled_meeting_is_asked_for_again_when_the_access_is_another(site, library):
    outcomes = by_ending(run_over(site, library, access=Access.RESTRICTED))
    assert outcomes["901"].status == "replaced"
    assert list(library.papers(Scope.public())) == []


def test_a_damaged_note_of_an_earlier_run_costs_only_requests(site, council, library, caplog):
    (note,) = (library.folder / "moderngov-cache").rglob("502.json")
    note.write_text("{", "utf-8")
    assert by_ending(run_over(site, library))["901"].status == "unchanged"
    assert "901" in council.asked
    assert "can't be read" in caplog.text


def test_no_word_of_a_paper_is_kept_beside_the_library(library):
    notes = "".join(file.read_text("utf-8") for file in (library.folder / "moderngov-cache").rglob("*.json"))
    assert "901" in notes and "bollard" not in notes


def test_a_site_that_goes_away_in_the_middle_leaves_what_was_taken_in(site, first, council, unsettled):
    corrected = "The Panel considered a report about dredging the outer basin, which was noted."
    council.print_paper("901", corrected)
    council.pages["/documents/s902/Quay%20repairs%20report.txt"] = (503, {}, b"")
    outcomes = run_over(site, unsettled)
    assert "too busy" in (outcomes[-1].reason or "")
    assert by_ending(outcomes)["901"].status == "replaced"
    assert len(list(unsettled.papers(Scope.public()))) == 3


def test_a_meeting_without_a_date_is_looked_at_all_the_same(site, first, unsettled):
    entry = MeetingEntry(502, "Harbour & Markets Panel", None, is_cancelled=False)
    outcomes = ingest_from(
        site, [entry], unsettled, access=Access.PUBLIC, encoder=QueryEncoder(), today=LATER
    )
    assert by_ending(outcomes)["502"].paper_id == by_ending(first)["502"].paper_id
