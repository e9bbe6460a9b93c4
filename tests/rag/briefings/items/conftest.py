"""The papers of an invented panel around one meeting, and the briefing for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.settings import Settings

HEAD = (
    "Minutes of the meeting of the Wharram Flood Panel held on Tuesday {day} in the Moot Hall\n\n"
    "Present: Councillor A. Harker (Chair)\n\n"
)
AGENDA = """Wharram Flood Panel

AGENDA

Tuesday 14 October 2025 at 10.00 am in the Moot Hall

1. Apologies for absence
2. Minutes of the meeting held on 10 June 2025
3. Sluice gates at Scagglethorpe
Report of the Flood Engineer.
4. Sandbag store at Duggleby
The Flood Engineer will give a spoken account of the sandbag store.
5. Beaver dams on the Gypsey Race
This item has been withdrawn.
6. Tidal alarms
"""
REPORT = """Agenda Item 3

WHARRAM FLOOD PANEL

14 October 2025

Report of the Flood Engineer

Sluice gates at Scagglethorpe

Recommendations

1. That the Panel agree to replace the three sluice gates at Scagglethorpe at a cost of £64,000.

2. That the Panel receive a further report in February 2026.

Background

3. The gates were built in 1961 and are worked by hand. They are described in Appendix B.

4. The repair of the sluice gates at Scagglethorpe cost £9,200 in the year to March 2025.

5. The owner of the weir has not been identified.

6. Eleven households were opposed to the closing of the towpath.

Financial Implications

7. The cost would be met from the capital fund.

Legal Implications

8. None.
"""
EARLIER_REPORT = """Agenda Item 5

WHARRAM FLOOD PANEL

11 March 2025

Report of the Flood Engineer

Sluice gates at Scagglethorpe

Recommendation

1. That the Panel agree to replace the three sluice gates at Scagglethorpe by June 2025.

Background

2. The repair of the sluice gates at Scagglethorpe cost £5,700 in the year to March 2024.
"""
MARCH = (
    HEAD.format(day="11 March 2025")
    + """20. Declarations of interest

Councillor B. Wold declared a personal interest in minute 21 as the owner of a meadow beside the sluice gates.

Councillor C. Thixen declared a personal interest in minute 22 as a member of the rowing club.

21. Sluice gates at Scagglethorpe

The Flood Engineer said that the gates had stuck twice during the winter.

The Flood Engineer undertook to send members a plan of the sluice gates at Scagglethorpe before the summer.

The Clerk undertook to write to the owner of the weir at Scagglethorpe.

RESOLVED:

(a) That the replacement of the three sluice gates at Scagglethorpe be deferred to the meeting on 14 October 2025;

(b) That the sluice gates at Scagglethorpe be inspected each month.

22. Rowing on the Gypsey Race

RESOLVED: That rowing be forbidden in winter.
"""
)
JUNE = (
    HEAD.format(day="10 June 2025")
    + """30. Matters arising

The Clerk reported that a plan of the sluice gates at Scagglethorpe had been sent to members on 2 June 2025 (minute 21).

31. Sandbag store at Duggleby

Members heard that 400 of the 900 sandbags at Duggleby were rotten.

RESOLVED: That the sandbag store at Duggleby be noted.
"""
)
OCTOBER = (
    HEAD.format(day="14 October 2025")
    + """40. Sluice gates at Scagglethorpe

The Clerk reported that MARZIPAN had written to the owner of the weir at Scagglethorpe on 3 July 2025 (minute 21).

RESOLVED: That the three sluice gates at Scagglethorpe be replaced with MARZIPAN gates.
"""
)
PAPERS = {
    "agenda-october.txt": AGENDA,
    "report-october.txt": REPORT,
    "report-march.txt": EARLIER_REPORT,
    "minutes-march.txt": MARCH,
    "minutes-june.txt": JUNE,
    "minutes-october.txt": OCTOBER,
}
EXEMPT = {
    "report-exempt.txt": "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A\n\nWHARRAM FLOOD PANEL\n\n"
    "14 October 2025\n\nReport of the Estates Manager\n\nSluice gates at Scagglethorpe: purchase of the QUINCEWEIR\n\n"
    "Recommendation\n\n1. That the Panel agree to buy the QUINCEWEIR at Scagglethorpe.\n"
}


@pytest.fixture(scope="session")
def opened(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of(PAPERS, exempt=EXEMPT))) as minutebook:
        yield minutebook


@pytest.fixture(scope="session")
def public(opened: Minutebook) -> Briefing:
    return opened.brief(BriefRequest(agenda="agenda-october.txt"), scope=Scope.public())


@pytest.fixture(scope="session")
def papers() -> dict[str, str]:
    """All papers that are public, by file name."""
    return PAPERS


@pytest.fixture(scope="session")
def report() -> str:
    """The report to the meeting."""
    return REPORT


@pytest.fixture(scope="session")
def agenda() -> str:
    return AGENDA


@pytest.fixture(scope="session")
def minutes_head() -> Callable[[str], str]:
    """How minutes of the panel begin, for a day."""
    return lambda day: HEAD.format(day=day)


@pytest.fixture(scope="session")
def item() -> Callable[[Briefing, str], dict[str, Section]]:
    """The sections of an item by their keys."""

    def sections_of(briefing: Briefing, number: str) -> dict[str, Section]:
        section = next(each for each in briefing.sections if each.heading.startswith(f"{number}. "))
        return {each.key: each for each in section.sections}

    return sections_of


@pytest.fixture(scope="session")
def told() -> Callable[[Section], list[str]]:
    """What the sentences of a section say."""
    return lambda section: [sentence.text for sentence in section.sentences]
