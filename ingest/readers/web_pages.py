"""What kind of page a saved page is, and which part of it is the paper.

Told by the anatomy that committee systems give their pages (Modern.gov above all: the table of items, lists
of links to meetings and committees), never by the name of a site.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.errors import NoText
from ingest.papers import Notice

_MAIN_PARTS = (
    "main",
    "[role=main]",
    "#mainContent, #main-content, #main_content, #maincontent",
    "#modgov, .mgBody, #mgBody",
    ".mgContent",
    "#content",
)
# Wherever the main part is said to begin, it ends no earlier than these: title, date and items of a meeting.
_LANDMARKS = ".mgMainTitleTxt, .mgSubTitleTxt, .mgContent, .mgItemTable, #mgItemTable, .mgAiTitleTxt"
_ITEMS = (
    ".mgItemTable, #mgItemTable, .mgAiTitleTxt, .mgSubItemTitleTxt, .mgSubSubTitleTxt, .mgPlanItemInForce"
)
_HEADLINES = "h1, h2, .mgMainTitleTxt, .mgSubTitleTxt"
_MEETING_LINKS = 'a[href*="ieListDocuments.aspx" i]'
_COMMITTEE_LINKS = 'a[href*="mgCommitteeDetails.aspx" i]'
_MEETINGS_OF_COMMITTEE = 'a[href*="ieListMeetings.aspx" i]'
_ABOUT_COMMITTEE = (
    'a[href*="mgUserInfo.aspx" i], a[href*="mgCommitteeMailingList.aspx" i], '
    'a[href*="mgAttendanceSummary.aspx" i]'
)
_ONE_MEETING = 'a[href*="ieListDocuments.aspx" i], a[href*="mgMeetingAttendance.aspx" i]'
_SITE_PLACES = frozenset({"nav", "header", "footer"})
_CANCELLED = re.compile(r"\bcancell?ed\b", re.I)
_WRITTEN = ".mgWordPara"
_FEWEST_LINKS = 2
_WORDS_ABOUT_COMMITTEE = 150


def main_part(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds the paper, without the menus around it; the body where none is marked."""
    for selector in _MAIN_PARTS:
        part = tree.css_first(selector)
        if part is not None and part.text(strip=True):
            return _widened(part)
    return tree.body


def refuse_navigation(part: LexborNode, name: str) -> None:
    """Refuse a page that only leads to papers.

    Raises:
        NoText: It lists meetings or committees, or says who sits on a committee, and has no items.
    """
    if part.css_first(_ITEMS) is not None:
        return
    kind = _kind_of_navigation(part)
    if kind is not None:
        raise NoText(
            f"{name}: {kind}, with no agenda, minutes or report in it. Open the meeting that you want, save "
            "that page, and add it."
        )


def cancelled_notices(part: LexborNode) -> tuple[Notice, ...]:
    """A notice when a headline of the page says that the meeting was cancelled."""
    if not any(_CANCELLED.search(headline.text()) for headline in part.css(_HEADLINES)):
        return ()
    return (meeting_cancelled(),)


def meeting_cancelled() -> Notice:
    """What a reader must know of the agenda of a meeting that never took place."""
    return Notice(
        "meeting_cancelled",
        "This meeting was cancelled. Nothing in the paper was discussed or decided at it; look for a later "
        "meeting.",
    )


def _widened(part: LexborNode) -> LexborNode:
    """The closest element around ``part`` that holds every landmark of the page."""
    body = part
    while body.parent is not None and body.parent.is_element_node and body.tag != "body":
        body = body.parent
    n_landmarks = len(body.css(_LANDMARKS))
    while part.mem_id != body.mem_id and part.parent is not None:
        if _n_landmarks(part) == n_landmarks:
            break
        part = part.parent
    return part


def _n_landmarks(part: LexborNode) -> int:
    # A selector applied to a node also finds the node itself.
    return len(part.css(_LANDMARKS))


def _kind_of_navigation(part: LexborNode) -> str | None:
    listed = _links(part, ".mgMeetingTable a, a.mgMeetingTableLnk")
    meetings = _links(part, _MEETING_LINKS)
    if (listed and not _has_prose(part)) or (
        len(meetings) >= _FEWEST_LINKS and _are_most_words(meetings, part)
    ):
        return "a list of meetings"
    committees = _links(part, _COMMITTEE_LINKS)
    if len(committees) >= _FEWEST_LINKS and _are_most_words(committees, part):
        return "a list of committees"
    is_described = _links(part, _MEETINGS_OF_COMMITTEE) and _links(part, _ABOUT_COMMITTEE)
    if is_described and not _links(part, _ONE_MEETING):
        return "the description of a committee (purpose, members, contacts)"
    return None


def _has_prose(part: LexborNode) -> bool:
    """True when officers wrote more on the page than the usual word about a committee."""
    return sum(len(block.text().split()) for block in part.css(_WRITTEN)) > _WORDS_ABOUT_COMMITTEE


def _links(part: LexborNode, selector: str) -> list[LexborNode]:
    """The links that are not in a menu, header or footer of the site."""
    return [link for link in part.css(selector) if not _is_of_site(link)]


def _is_of_site(link: LexborNode) -> bool:
    place: LexborNode | None = link
    while place is not None and place.is_element_node:
        if place.tag in _SITE_PLACES:
            return True
        place = place.parent
    return False


def _are_most_words(links: list[LexborNode], part: LexborNode) -> bool:
    """True when at least half of the words of the page's lists, paragraphs and headings are these links."""
    n_linked = sum(len(link.text().split()) for link in links)
    shown = part.css("p, li, h1, h2, h3, td")
    n_shown = sum(len(block.text().split()) for block in shown if not _is_of_site(block))
    return 2 * n_linked >= n_shown
