from pathlib import Path

import pytest

from ingest.errors import NoText
from ingest.papers import Text
from ingest.readers.html import read_html
from ingest.readers.read import read

MENU = "<ul><li><a href=/browse>Browse</a><li><a href=/search>Search</a></ul>"
HEAD = (
    "<h1 class=mgMainTitleTxt>Agenda, decisions and minutes</h1>"
    "<h2 class=mgSubTitleTxt>Harrow Lanes Panel - Tuesday 11 March 2025 7:30 pm</h2>"
)
ITEMS = (
    "<table id=mgItemTable><caption class=mgHide>Items</caption>"
    "<tr><td class=mgItemNumberCell><p class=mgAiTitleTxt><a name=AI1></a>7.</p></td><td>"
    "<p class=mgAiTitleTxt>Street lighting <span class=mgHide>, item 7.</span></p>"
    "<p>To consider a report.</p>"
    "<p class=mgSubItemTitleTxt>Decision:</p><div class=mgWordPara><p>RESOLVED that the lamps be mended.</p></div>"
    "<p class=mgSubItemTitleTxt>Minutes:</p><div class=mgWordPara><p>The Panel heard the Manager.</p></div>"
    "</td></tr></table>"
)


def page_of(body: str) -> Text:
    return read_html(f"<html><body>{body}</body></html>".encode(), "page.html")


def test_the_decision_and_the_minutes_of_an_item_are_both_kept_in_order() -> None:
    assert page_of(f"{HEAD}<div class=mgContent>{ITEMS}</div>").content.split("\n\n")[2:] == [
        "7.",
        "Street lighting",
        "To consider a report.",
        "Decision:",
        "RESOLVED that the lamps be mended.",
        "Minutes:",
        "The Panel heard the Manager.",
    ]


@pytest.mark.parametrize(
    "container",
    ["<main>", "<div role=main>", "<div id=mainContent>", "<div id=modgov>", "<div class=mgBody>"],
)
def test_menus_outside_the_main_part_are_left_out(container: str) -> None:
    text = page_of(f"{MENU}{container}{HEAD}<div class=mgContent>{ITEMS}</div></main></div></div>")
    assert "Browse" not in text.content
    assert text.content.startswith("Agenda, decisions and minutes\n\nHarrow Lanes Panel - Tuesday")


def test_the_headline_beside_the_content_part_is_kept_and_the_menus_are_not() -> None:
    text = page_of(f"{MENU}<div><div>{HEAD}</div><div class=mgContent>{ITEMS}</div></div>")
    assert text.content.startswith("Agenda, decisions and minutes\n\nHarrow Lanes Panel - Tuesday")
    assert "Search" not in text.content


def test_a_main_part_without_words_or_without_the_items_is_not_believed() -> None:
    assert page_of("<main><p>&nbsp;</p></main><p>The paper.</p>").content == "The paper."
    assert "mended" in page_of(f"<div id=content><p>Welcome</p></div>{ITEMS}").content


def test_the_trail_of_links_to_the_page_is_left_out() -> None:
    page = "<main><ul class='mg-breadcrumbs'><li>Home</li></ul><div id=BreadCrumb>You are here</div><p>Paper</p></main>"
    assert page_of(page).content == "Paper"


def test_what_a_table_says_to_screen_readers_alone_is_left_out() -> None:
    page = "<table><caption class=mgHide>Hidden</caption><tr><td>a<td>b</table>"
    assert page_of(page).content == "a | b"


def test_the_page_of_a_cancelled_meeting_is_kept_with_a_notice() -> None:
    headline = HEAD.replace("7:30 pm", "7:30 pm, CANCELLED")
    text = page_of(f"{headline}<div class=mgContent><p>No documents are available</p></div>")
    assert "7:30 pm, CANCELLED" in text.content
    assert [notice.code for notice in text.notices] == ["meeting_cancelled"]


def test_a_cancelled_contract_does_not_cancel_the_meeting() -> None:
    text = page_of(f"<main>{HEAD}{ITEMS}<p>The contract was cancelled.</p></main>")
    assert text.notices == ()


MEETINGS = (
    "<ul class=mgNonBulletTableList>"
    "<li><a class=mgMeetingTableLnk href='ieListDocuments.aspx?CId=1&MId=2&Ver=4'>15 Jun 2025</a>"
    "<li><a class=mgMeetingTableLnk href='ieListDocuments.aspx?CId=1&MId=3&Ver=4'>15 Jul 2025</a></ul>"
)
COMMITTEES = (
    "<ul>"
    + "".join(f"<li><a href='mgCommitteeDetails.aspx?ID={n}'>Panel {n}</a>" for n in range(5))
    + "</ul>"
)
DETAILS = (
    "<ul class=mgActionList><li><a href='ieListMeetings.aspx?CommitteeId=7'>Browse meetings</a></ul>"
    "<h2>Purpose of committee</h2><div class=mgWordPara><p>To watch over lanes.</p></div>"
    "<ul><li><a href='mgUserInfo.aspx?UID=1'>Councillor Lindqvist</a> (Chair)</ul>"
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (MEETINGS, "a list of meetings"),
        (MEETINGS.replace("class=mgMeetingTableLnk", ""), "a list of meetings"),
        (COMMITTEES, "a list of committees"),
        (DETAILS, "the description of a committee"),
    ],
)
def test_a_page_that_only_leads_to_papers_is_refused_with_the_reason(body: str, kind: str) -> None:
    with pytest.raises(NoText, match=f"page.html: {kind}"):
        page_of(f"<h1 class=mgMainTitleTxt>X</h1><div class=mgContent>{body}</div>")


@pytest.mark.parametrize("links", [MEETINGS, COMMITTEES, DETAILS])
def test_a_page_with_items_is_a_paper_whatever_it_links_to(links: str) -> None:
    assert "mended" in page_of(f"<main>{HEAD}{links}{ITEMS}</main>").content


def test_minutes_that_link_to_the_meetings_before_them_are_a_paper() -> None:
    prose = "<p>The Panel considered at length what had been said at the meetings before this one.</p>" * 5
    assert page_of(prose + MEETINGS.replace("class=mgMeetingTableLnk", "")).content.startswith("The Panel")


def test_links_in_a_menu_make_no_list_of_committees() -> None:
    assert page_of(f"<nav>{COMMITTEES}</nav><p>A short note.</p>").content == "A short note."


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("BrowseMeetings.html", "a list of meetings"),
        ("CommitteeStructure.html", "a list of committees"),
        ("CommitteeDetails.html", "the description of a committee"),
    ],
)
def test_real_pages_without_a_paper_are_refused(shared: Path, file: str, kind: str) -> None:
    with pytest.raises(NoText, match=kind):
        read((shared / "papers" / "kingston" / file).read_bytes(), file)


def test_the_real_page_of_a_cancelled_meeting_is_kept(shared: Path) -> None:
    text = read((shared / "papers" / "kingston" / "Agenda_412.html").read_bytes(), "Agenda_412.html")
    assert "4 December 2025 7:30 pm, CANCELLED" in text.content
    assert text.title is not None and text.title.startswith("Agenda for ")
    assert [notice.code for notice in text.notices] == ["meeting_cancelled"]
