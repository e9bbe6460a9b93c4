"""What became of promises and recommendations, over minutes and reports that a test writes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from ingest.structure.ledger_entries import EntryKind
from rag.errors import QuestionError
from rag.ledger import Ledger, LedgerRow, Wanted

OWNER = Scope.owner()
HEAD = (
    "HARROW SAFER STREETS PANEL\n\nMinutes of the meeting held on {day} in the Hall\n\n"
    "Present: Councillor A. Lindqvist (Chair)\n\n"
)
PROMISE = (
    "21. Street lighting in Mill Lane\n\n"
    "The Manager undertook to send members a map of the broken lamps in Mill Lane."
)
REPORT = (
    "HARROW SAFER STREETS PANEL\n\nTuesday 11 March 2025\n\nReport of the Street Works Manager\n\n"
    "Repairs of pavements in Castle Street\n\nRecommendation\n\n1. {asked}\n\nBackground\n\n2. The slabs are old.\n"
)
ITEM = (
    "22. Repairs of pavements in Castle Street\n\nThe Panel talked about the slabs.\n\nRESOLVED:\n\n{decided}"
)


def minutes(day: str, body: str) -> str:
    return HEAD.format(day=day) + body + "\n"


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[LedgerRow]]:
    """The rows of a library of these texts, in the order that they are given."""
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)

    def build(*texts: str, wanted: Wanted | None = None, scope: Scope = OWNER) -> list[LedgerRow]:
        folder = tmp_path / "papers"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"paper-{number}.txt").write_text(text, encoding="utf-8")
        with Library.create_or_open(tmp_path / "library") as library:
            outcomes = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder()).ingest([folder])
            assert {each.status for each in outcomes} == {"new"}
            return Ledger(library).rows(scope, wanted or Wanted())

    return build


def promise(found: list[LedgerRow]) -> LedgerRow:
    return next(row for row in found if row.stored.text.startswith("The Manager undertook"))


def states(row: LedgerRow) -> tuple[str | None, list[str]]:
    return row.state, [trace.bearing.value for trace in row.progress.traces] if row.progress else []


class TestAPromise:
    def test_is_open_where_no_later_paper_speaks_of_it(self, rows):
        later = minutes("Tuesday 10 June 2025", "31. Mobile library\n\nThe bus stops at Fenwick Green.")
        row = promise(rows(minutes("Tuesday 11 March 2025", PROMISE), later))
        assert states(row) == ("open", [])
        assert row.progress.n_later == 1

    def test_is_reported_back_where_a_later_paper_names_the_minute(self, rows):
        said = "31. Matters arising\n\nThe Chair said that the map had been sent to members on 3 April (minute 21)."
        row = promise(rows(minutes("Tuesday 11 March 2025", PROMISE), minutes("Tuesday 10 June 2025", said)))
        assert states(row) == ("reported back", ["shows"])
        assert row.progress.traces[0].quote.startswith("The Chair said that the map had been sent")

    def test_is_reported_back_where_the_same_words_say_that_it_was_done(self, rows):
        said = "31. Lamps\n\nThe map of the broken lamps in Mill Lane had been sent to members in April."
        row = promise(rows(minutes("Tuesday 11 March 2025", PROMISE), minutes("Tuesday 10 June 2025", said)))
        assert states(row) == ("reported back", ["shows"])

    def test_stays_open_where_a_later_paper_says_that_it_is_outstanding(self, rows):
        said = "31. Lamps\n\nThe map of the broken lamps in Mill Lane had still not been sent."
        row = promise(rows(minutes("Tuesday 11 March 2025", PROMISE), minutes("Tuesday 10 June 2025", said)))
        assert states(row) == ("open", ["says it is outstanding"])

    def test_is_superseded_where_a_later_paper_says_so(self, rows):
        said = "31. Lamps\n\nThe map of the broken lamps in Mill Lane had been overtaken by a new contract."
        row = promise(rows(minutes("Tuesday 11 March 2025", PROMISE), minutes("Tuesday 10 June 2025", said)))
        assert states(row) == ("superseded", ["shows"])

    def test_is_never_done_by_a_near_match(self, rows):
        said = "31. Lamps\n\nThe Engineer had sent new lamps to Mill Lane."
        row = promise(rows(minutes("Tuesday 11 March 2025", PROMISE), minutes("Tuesday 10 June 2025", said)))
        assert row.state == "open"
        assert "shows" not in states(row)[1]

    def test_is_not_answered_by_another_body(self, rows):
        said = "31. Lamps\n\nThe map of the broken lamps in Mill Lane had been sent to members in April."
        other = minutes("Tuesday 10 June 2025", said).replace(
            "HARROW SAFER STREETS PANEL", "MILTON PARISH COUNCIL"
        )
        assert states(promise(rows(minutes("Tuesday 11 March 2025", PROMISE), other))) == ("open", [])

    def test_is_not_answered_by_an_earlier_paper(self, rows):
        said = "11. Lamps\n\nThe map of the broken lamps in Mill Lane had been sent to members in January."
        found = rows(minutes("Tuesday 11 March 2025", PROMISE), minutes("Tuesday 4 February 2025", said))
        assert states(promise(found)) == ("open", [])

    def test_is_unknown_where_its_paper_has_no_date(self, rows):
        undated = (
            "HARROW SAFER STREETS PANEL\n\nMinutes\n\n"
            + PROMISE
            + "\n\nRESOLVED:\n\nThat the report be noted.\n"
        )
        assert promise(rows(undated)).state == "unknown"

    def test_that_comes_back_at_each_meeting_is_never_more_than_partly_kept(self, rows):
        each = (
            "21. Lamps\n\nRESOLVED:\n\n"
            "That the Manager report the count of broken lamps in Mill Lane to each meeting."
        )
        said = "31. Lamps\n\nThe Manager reported that the count of broken lamps in Mill Lane was 46."
        found = rows(minutes("Tuesday 11 March 2025", each), minutes("Tuesday 10 June 2025", said))
        assert next(row for row in found if row.progress).state == "partly"

    def test_is_not_answered_by_words_that_the_asker_may_not_read(self, rows):
        said = (
            "31. Exclusion of the public\n\n"
            "RESOLVED: That the public be excluded from the meeting for the next item.\n\n"
            "32. Lamps (exempt)\n\nThe map of the broken lamps in Mill Lane had been sent to members in April."
        )
        texts = minutes("Tuesday 11 March 2025", PROMISE), minutes("Tuesday 10 June 2025", said)
        row = promise(rows(*texts, scope=Scope.public()))
        assert states(row) == ("open", [])


def outcome(found: list[LedgerRow]) -> tuple[str | None, str | None]:
    row = next(row for row in found if row.stored.entry.kind is EntryKind.RECOMMENDATION)
    decision = row.result.decision if row.result else None
    return row.state, decision.text if decision else None


ASKED = "That the Panel agree to repair the pavement in Castle Street for £41,000, as shown in Annex 1."


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ("That the pavement in Castle Street be repaired for £41,000, as shown in Annex 1.", "followed"),
        ("That the pavement in Castle Street be repaired for £41,000, as shown in Annex 3.", "changed"),
        ("That the pavement in Castle Street be repaired for £14,000, as shown in Annex 1.", "changed"),
        ("That the matter be deferred to the meeting in May 2025.", "deferred"),
        ("That the Panel does not agree to repair the pavement in Castle Street.", "refused"),
        ("That Councillor Okonjo be appointed to the group.", "not minuted"),
    ],
)
def test_a_recommendation_stands_beside_what_was_decided(rows, decided, expected):
    found = rows(REPORT.format(asked=ASKED), minutes("Tuesday 11 March 2025", ITEM.format(decided=decided)))
    assert outcome(found) == (expected, None if expected == "not minuted" else decided)


def test_without_the_minutes_nothing_is_known_of_a_recommendation(rows):
    assert outcome(rows(REPORT.format(asked=ASKED))) == ("unknown", None)


def test_a_correction_tells_both_wordings(rows):
    said = (
        "20. Minutes\n\nThe minutes of the meeting held on 4 February 2025 were signed subject to the venue "
        "being amended from \u2018the Hall\u2019 to \u2018the Library\u2019."
    )
    (row,) = rows(minutes("Tuesday 11 March 2025", said))
    assert (row.stored.entry.kind, row.put_right) == (EntryKind.CORRECTION, ("the Hall", "the Library"))


def test_a_correction_shows_the_earlier_minutes_that_it_puts_right(rows):
    wrong = minutes("Tuesday 4 February 2025", "11. Venue\n\nThe next meeting will be in the Hall at 7 pm.")
    said = (
        "20. Minutes\n\nThe minutes of the meeting held on 4 February 2025 were signed subject to the venue "
        "being amended from \u2018the Hall\u2019 to \u2018the Library\u2019."
    )
    found = rows(wrong, minutes("Tuesday 11 March 2025", said))
    row = next(row for row in found if row.put_right)
    assert row.corrected is not None
    assert row.corrected.passage.item == "11"


class TestFilters:
    TEXTS = (
        minutes("Tuesday 11 March 2025", PROMISE),
        minutes(
            "Tuesday 10 June 2025", "31. Library\n\nThe Clerk agreed to find out when the bus comes."
        ).replace("HARROW SAFER STREETS PANEL", "MILTON PARISH COUNCIL"),
    )

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            (Wanted(), 2),
            (Wanted(body="Milton Parish Council"), 1),
            (Wanted(owner="manager"), 1),
            (Wanted(kinds=frozenset({EntryKind.DECISION})), 0),
            (Wanted(states=frozenset({"open"})), 2),
            (Wanted(states=frozenset({"dropped"})), 0),
        ],
    )
    def test_what_is_wanted_is_given(self, rows, wanted, expected):
        assert len(rows(*self.TEXTS, wanted=wanted)) == expected

    def test_a_body_that_no_paper_is_of_is_said_so(self, rows):
        with pytest.raises(QuestionError, match="no paper is of a body called Ouse Drainage Board"):
            rows(*self.TEXTS, wanted=Wanted(body="Ouse Drainage Board"))


def test_a_text_that_the_library_holds_twice_is_told_once(rows):
    text = minutes("Tuesday 11 March 2025", PROMISE)
    assert len(rows(text, text + "\n")) == 1


class TestWhileTheLibraryChanges:
    """What was worked out before is used again, and must never differ from what is worked out anew."""

    SAID = "31. Lamps\n\nThe map of the broken lamps in Mill Lane had been sent to members in April."

    def test_each_change_is_seen_as_if_the_ledger_were_new(self, tmp_path, monkeypatch):
        monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)
        folder = tmp_path / "papers"
        folder.mkdir()

        def take_in(text: str) -> str:
            file = folder / f"paper-{len(list(folder.iterdir()))}.txt"
            file.write_text(text, encoding="utf-8")
            (outcome,) = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder()).ingest([file])
            return outcome.paper_id

        def told(scope: Scope) -> str | None:
            found = kept.rows(scope, Wanted())
            assert found == Ledger(library).rows(scope, Wanted())
            return promise(found).state

        with Library.create_or_open(tmp_path / "library") as library:
            kept = Ledger(library)
            first = take_in(minutes("Tuesday 11 March 2025", PROMISE))
            assert told(OWNER) == told(Scope.public()) == "open"
            later = take_in(minutes("Tuesday 10 June 2025", self.SAID))
            assert told(OWNER) == told(Scope.public()) == "reported back"
            library.set_access(later, Access.EXEMPT)
            assert (told(OWNER), told(Scope.public())) == ("reported back", "open")
            library.set_access(later, Access.PUBLIC)
            assert told(Scope.public()) == "reported back"
            library.set_body(later, "Fenwick Parish Council")
            assert told(OWNER) == "open"
            library.withdraw(later, "it was the wrong file")
            library.set_access(first, Access.PUBLIC)
            assert told(OWNER) == told(Scope.public()) == "open"
