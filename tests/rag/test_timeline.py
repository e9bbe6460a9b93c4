"""Timelines over minutes and reports of one body, and of another, that a test writes."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from docx import Document

from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.errors import EntryNotFound, QuestionError
from rag.ledger import Wanted
from rag.question.query import Filters
from rag.settings import Settings
from rag.timeline import Timeline, TimelineRequest, What
from rag.timeline_files import cells_of, timeline_html, timeline_markdown
from rag.timeline_picture import WIDTH, timeline_svg
from rag.timeline_word import timeline_docx

OWNER, PUBLIC = Scope.owner(), Scope.public()
HEAD = "{body}\n\nMinutes of the meeting held on {day} in the Hall\n\nPresent: Councillor A. Lindqvist (Chair)\n\n"
HARROW, WEALD = "HARROW SAFER STREETS PANEL", "WEALD FLOOD BOARD"
REPORT = (
    HARROW
    + """

Tuesday 11 March 2025

Report of the Street Works Manager

Street lighting in Mill Lane

Recommendation

1. That the Panel agree to replace the lamps in Mill Lane at a cost of £21,000.

Background

2. A count in February 2025 found that 14 of the 60 lamps in Mill Lane had failed since October.
"""
)
MARCH = (
    HEAD.format(body=HARROW, day="Tuesday 11 March 2025")
    + """21. Street lighting in Mill Lane

(i) The Street Works Manager undertook to send members a map of the broken lamps in Mill Lane.

RESOLVED:

(a) That the lamps in Mill Lane be replaced and £18,500 be taken from the reserve; and

(b) That the contractor be paid in three parts.

22. Mobile library

Members asked how often the van stopped at Fenwick Green in the winter months.

RESOLVED: That the new stop at Fenwick Green be welcomed.

23. Pavements in Castle Street

RESOLVED: That consideration of the pavements in Castle Street be deferred to the meeting on 10 June 2025.
"""
)
JUNE = (
    HEAD.format(body=HARROW, day="Tuesday 10 June 2025")
    + """30. Minutes

RESOLVED: That the minutes of the meeting held on 11 March 2025 be confirmed, subject to the sum in minute 21(a) \
being amended from '£18,500' to '£13,500'.

31. Matters arising

The Chair said that the map of the broken lamps had been sent to members on 3 April (minute 21).

32. Pavements in Castle Street

The survey found 212 broken slabs on the pavements in Castle Street.
"""
)
UNDATED = """HARROW SAFER STREETS PANEL

Report of the lighting engineer

1. The street lighting in Mill Lane was put up many years ago and takes lamps that nobody makes any more.

2. The posts are sound and were painted by the volunteers of the residents' association.
"""
OTHER = (
    HEAD.format(body=WEALD, day="Tuesday 6 May 2025")
    + """4. Lamps

Members saw that the lamps on the weir had been painted by a contractor in April.

5. Flood gates

RESOLVED: That the flood gates at Weald Bridge be closed every winter.
"""
)
EXEMPT = (
    HARROW
    + """

Tuesday 10 June 2025

Report of the Solicitor

Not for publication: exempt under paragraph 3 of Schedule 12A

Street lighting in Mill Lane: claim by the contractor

1. The contractor claims £99,001 for the street lighting in Mill Lane.
"""
)

Follow = Callable[..., Timeline]


@pytest.fixture(scope="module")
def minutebook(library_of) -> Iterator[Minutebook]:
    folder = library_of(
        {
            "report.txt": REPORT,
            "march.txt": MARCH,
            "june.txt": JUNE,
            "note.txt": UNDATED,
            "weald.txt": OTHER,
        },
        exempt={"claim.txt": EXEMPT},
    )
    with Minutebook(Settings(library=folder), Library.open(folder), QueryEncoder(), None, None) as opened:
        yield opened


@pytest.fixture(scope="module")
def follow(minutebook) -> Follow:
    def timeline(topic: str | None = None, scope: Scope = PUBLIC, **asked) -> Timeline:
        entry_id = asked.pop("entry_id", None)
        return minutebook.timeline(
            TimelineRequest(topic=topic, entry_id=entry_id, filters=Filters(**asked)), scope=scope
        )

    return timeline


def told(timeline: Timeline) -> list[tuple[str, str]]:
    return [(row.what.value, row.words) for row in timeline.all_rows]


def entry_of(minutebook: Minutebook, words: str) -> str:
    rows = minutebook.ledger(Wanted(), scope=OWNER)
    return next(row.stored.entry_id for row in rows if words in row.stored.text)


class TestATopic:
    def test_is_told_in_order_of_the_meetings_with_what_happened_at_each(self, follow):
        timeline = follow("street lighting in Mill Lane")
        assert [row.day for row in timeline.rows] == sorted(row.day for row in timeline.rows)
        whats = [what for what, _ in told(timeline)]
        assert {"recommended", "decided", "promised", "reported back"} <= set(whats)
        assert whats.index("recommended") < whats.index("decided") < whats.index("reported back")

    def test_tells_words_that_stand_in_the_paper(self, follow):
        papers = {"report.txt": REPORT, "march.txt": MARCH, "june.txt": JUNE, "note.txt": UNDATED}
        rows = follow("street lighting in Mill Lane").all_rows
        assert rows
        for row in rows:
            assert row.words in " ".join(papers[row.record.name].split())

    def test_takes_in_what_a_numbered_item_decides_without_naming_it(self, follow):
        decided = [words for what, words in told(follow("street lighting")) if what == "decided"]
        assert decided == [
            "That the lamps in Mill Lane be replaced and £18,500 be taken from the reserve",
            "That the contractor be paid in three parts.",
        ]

    def test_leaves_out_what_is_of_something_else(self, follow):
        words = " ".join(words for _, words in told(follow("street lighting in Mill Lane")))
        assert "library" not in words
        assert "weir" not in words
        assert "pavements" not in words

    def test_a_sum_that_was_put_right_is_told_with_the_right_one(self, follow):
        (row,) = [row for row in follow("street lighting").rows if "£18,500 be taken" in row.words]
        assert row.put_right == (
            "Put right by the minutes of 10 June 2025: not \u201c£18,500\u201d but \u201c£13,500\u201d."
        )
        assert len({each.paper_id for each in row.passages}) == 2
        later = row.to_json()["put_right_in"]
        assert (later["document"], later["passage_id"]) == ("june.txt", row.passages[1].passage_id)
        assert f"; put right in {later['label']} (june.txt)" in cells_of(row)[-1]

    def test_a_row_put_right_by_exempt_minutes_is_not_for_everybody(self, library_of):
        folder = library_of({"march.txt": MARCH}, exempt={"june.txt": JUNE})
        request = TimelineRequest(topic="street lighting", filters=Filters())
        with Minutebook(Settings(library=folder), Library.open(folder), QueryEncoder(), None, None) as opened:
            timelines = {scope: opened.timeline(request, scope=scope) for scope in (OWNER, PUBLIC)}
        rows = {
            scope: next(row for row in each.rows if "£18,500 be taken" in row.words)
            for scope, each in timelines.items()
        }
        assert rows[OWNER].access is Access.EXEMPT
        assert timelines[OWNER].circulation is not None
        assert rows[PUBLIC].put_right == ""
        assert timelines[PUBLIC].circulation is None

    def test_undated_papers_stand_apart_at_the_end(self, follow):
        timeline = follow("street lighting in Mill Lane")
        assert [row.record.name for row in timeline.undated] == ["note.txt"]
        assert timeline.all_rows[-1].day is None
        assert any("note.txt" in warning for warning in timeline.warnings)

    def test_that_nobody_wrote_about_has_no_rows_and_says_so(self, follow):
        timeline = follow("swimming baths for dolphins")
        assert timeline.all_rows == ()
        assert timeline.reason
        assert "swimming" in timeline.reason or "dolphins" in timeline.reason

    def test_words_that_stand_far_apart_are_not_the_topic(self, follow):
        assert follow("library slabs").all_rows == ()

    def test_a_name_that_no_paper_has_is_named(self, follow):
        assert "Zanzibar" in (follow("the bridge at Zanzibar").reason or "")


class TestFilters:
    def test_dates_leave_out_other_meetings(self, follow):
        rows = follow("pavements in Castle Street", date_from=date(2025, 4, 1)).rows
        assert {row.day for row in rows} == {date(2025, 6, 10)}

    def test_a_body_leaves_out_the_others(self, follow):
        assert {row.body for row in follow("lamps", body="Weald Flood Board").all_rows} == {
            "Weald Flood Board"
        }

    def test_an_unknown_body_is_refused_with_those_there_are(self, follow):
        with pytest.raises(QuestionError, match="Weald Flood Board"):
            follow("lamps", body="Lunar Rail Board")

    def test_nothing_within_the_dates_is_told_as_that(self, follow):
        timeline = follow(entry_id=None, topic="pavements in Castle Street", date_from=date(2031, 1, 1))
        assert timeline.rows == ()
        assert timeline.reason


class TestAnEntry:
    def test_a_promise_is_followed_to_where_it_is_reported_back(self, minutebook, follow):
        timeline = follow(entry_id=entry_of(minutebook, "undertook to send members a map"))
        assert told(timeline) == [
            (
                "promised",
                "The Street Works Manager undertook to send members a map of the broken lamps in Mill Lane.",
            ),
            (
                "reported back",
                "The Chair said that the map of the broken lamps had been sent to members on 3 April (minute 21).",
            ),
        ]

    def test_a_decision_is_told_with_the_recommendation_before_it(self, minutebook, follow):
        timeline = follow(entry_id=entry_of(minutebook, "£18,500 be taken"))
        assert What.RECOMMENDED in {row.what for row in timeline.rows}
        assert What.DECIDED in {row.what for row in timeline.rows}

    def test_with_nothing_before_or_after_it_stands_alone_and_says_so(self, minutebook, follow):
        timeline = follow(entry_id=entry_of(minutebook, "flood gates"))
        assert len(timeline.rows) == 1
        assert any("No other paper" in warning for warning in timeline.warnings)

    def test_that_is_not_there_and_one_that_may_not_be_read_are_the_same(self, minutebook, follow):
        claim = next(each for each in minutebook.library.papers(OWNER) if each.name == "claim.txt").paper_id
        for entry_id in ("nothing-1-e0", f"{claim}-1-e0", "x"):
            with pytest.raises(EntryNotFound, match=f"no entry {re.escape(entry_id)}"):
                follow(entry_id=entry_id)

    def test_and_a_topic_at_once_are_refused(self, follow):
        with pytest.raises(QuestionError, match="either a topic, or an entry"):
            follow("lamps", entry_id="x")


class TestWhoMayRead:
    def test_the_public_sees_nothing_of_an_exempt_paper(self, follow):
        timeline = follow("street lighting in Mill Lane")
        shown = timeline_html(timeline) + str(timeline.to_json()) + timeline_markdown(timeline)
        assert "99,001" not in shown
        assert "claim" not in shown

    def test_whoever_may_read_it_does(self, follow):
        words = " ".join(words for _, words in told(follow("street lighting in Mill Lane", scope=OWNER)))
        assert "99,001" in words


SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    HEAD.format(body=HARROW, day="Tuesday 11 March 2025")
    + "7. Goats & <script>alert(1)</script>\n\nMembers heard that the goats ate <b>three</b> hedges & a "
    '"gate]]> of [links](evil) and `ticks`.\n'
)


class TestThePicture:
    @pytest.fixture
    def drawn(self, follow) -> ElementTree.Element:
        return ElementTree.fromstring(timeline_svg(follow("street lighting in Mill Lane")))

    def test_tells_the_same_in_words(self, drawn, follow):
        timeline = follow("street lighting in Mill Lane")
        assert drawn.get("role") == "img"
        assert drawn.findtext(f"{SVG}title") == "Timeline: street lighting in Mill Lane"
        described = drawn.findtext(f"{SVG}desc")
        assert f"{len(timeline.all_rows)} entries" in described
        assert (
            "11 March 2025: decided: That the lamps in Mill Lane be replaced and £18,500 be taken"
            in described
        )

    def test_no_two_lines_overlap(self, drawn):
        lines = [
            (float(each.get("y")), float(each.get("font-size")))
            for each in drawn.iter(f"{SVG}text")
            if each.get("text-anchor") is None
        ]
        assert len(lines) > 10
        for (y, _), (below, size) in zip(lines, lines[1:], strict=False):
            assert below - y >= size

    def test_every_line_lies_within_it(self, drawn):
        height = float(drawn.get("height"))
        for each in drawn.iter(f"{SVG}text"):
            assert 0 < float(each.get("x")) < WIDTH
            assert float(each.get("y")) < height

    def test_holds_no_script_and_nothing_from_elsewhere(self, library_of):
        folder = library_of({"goats.txt": HOSTILE})
        with Minutebook(Settings(library=folder), Library.open(folder), QueryEncoder(), None, None) as opened:
            timeline = opened.timeline(TimelineRequest(topic="goats hedges"), scope=PUBLIC)
        assert len(timeline.rows) == 1
        for page in (timeline_svg(timeline), timeline_html(timeline)):
            assert "<script" not in page
            assert "<b>" not in page
            assert "href" not in page
            assert "&lt;b&gt;three" in page
        ElementTree.fromstring(timeline_svg(timeline))
        assert "[links](" not in timeline_markdown(timeline)

    def test_of_nothing_says_why(self, follow):
        drawn = ElementTree.fromstring(timeline_svg(follow("swimming baths")))
        assert "".join(drawn.itertext()).count("swimming baths") >= 2

    def test_forty_rows_make_one_picture_and_a_page_of_several(self, follow):
        from dataclasses import replace

        timeline = follow("street lighting in Mill Lane")
        many = replace(timeline, rows=(timeline.rows * 40)[:40], undated=())
        drawn = ElementTree.fromstring(timeline_svg(many))
        assert len(list(drawn.iter(f"{SVG}text"))) > 120
        page = timeline_html(many)
        assert page.count("<svg") == 5
        assert len(set(re.findall(r'<title id="(\w+)"', page))) == 5


class TestFiles:
    def test_markdown_is_a_table_with_the_undated_rows_apart(self, follow):
        text = timeline_markdown(follow("street lighting in Mill Lane"))
        assert "| Meeting | Body | What | The paper's own words | Where |" in text
        assert text.index("## Undated") > text.index("11 March 2025")

    def test_the_page_holds_picture_and_table(self, follow):
        page = timeline_html(follow("street lighting in Mill Lane"))
        assert "<svg" in page
        assert '<th scope="col">What</th>' in page
        assert "default-src 'none'" in page

    def test_word_has_a_table_whose_heads_are_repeated(self, follow):
        document = Document(BytesIO(timeline_docx(follow("street lighting in Mill Lane"))))
        dated, undated = document.tables
        assert [cell.text for cell in dated.rows[0].cells][:3] == ["Meeting", "Body", "What"]
        assert "w:tblHeader" in dated.rows[0]._tr.xml
        assert undated.rows[1].cells[0].text == "undated"
        assert "decided" in [row.cells[2].text for row in dated.rows]

    def test_that_quote_an_exempt_paper_say_so_at_the_top(self, follow):
        timeline = follow("street lighting in Mill Lane", scope=OWNER)
        mark = "Not for publication: this quotes exempt papers."
        assert timeline.circulation == mark
        assert mark in timeline_svg(timeline)
        assert mark in timeline_html(timeline)
        assert mark in timeline_markdown(timeline)
        document = Document(BytesIO(timeline_docx(timeline)))
        assert mark in [each.text for each in document.paragraphs]
        assert follow("street lighting in Mill Lane").circulation is None

    def test_the_page_of_nothing_has_neither(self, follow):
        page = timeline_html(follow("swimming baths"))
        assert "<svg" not in page
        assert "<table" not in page
        assert "swimming baths" in page
