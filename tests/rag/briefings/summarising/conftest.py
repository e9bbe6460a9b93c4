"""Papers of an invented panel, and summaries of them."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from ingest.papers import Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.briefings.briefing import Briefing
from rag.briefings.summary import SummaryRequest
from rag.settings import Settings

OWNER = Scope.owner()
HEAD = (
    "HARROW SAFER STREETS PANEL\n\nMinutes of the meeting held on {day} in the Hall\n\n"
    "Present: Councillor A. Lindqvist (Chair)\n\n"
)
MINUTES = (
    HEAD.format(day="Tuesday 11 March 2025")
    + """20. Minutes

The minutes of the meeting held on 3 December 2024 were confirmed and signed.

21. Street lighting in Mill Lane

(i) The Street Works Manager said that 14 of the 60 lamps in Mill Lane had failed since October.

(ii) Councillor Okonjo said that residents were afraid to walk home. The lane had been dark for years and nobody cared.

(iii) The Street Works Manager undertook to bring a timetable for the repair of the lamps to the next meeting.

(iv) Members heard that a contractor would charge £310 for each new lamp and needed nine weeks for all of them.

RESOLVED:

(a) That the broken lamps in Mill Lane be replaced by the end of June 2025; and

(b) That £18,500 be taken from the street works reserve for the lamps.

22. Mobile library

(i) The librarian reported that 212 people had used the mobile library at Fenwick Green in February.

(ii) A second stop near the school had been asked for by 41 parents in a letter to the Panel.

RESOLVED:

That the report be noted.

23. Date of next meeting

Tuesday 10 June 2025 at 10.00 am.
"""
)
LATER = (
    HEAD.format(day="Tuesday 10 June 2025")
    + """30. Minutes

RESOLVED: That the minutes of the meeting held on 11 March 2025 be confirmed, subject to the sum in minute 21(b) \
being amended from '£18,500' to '£13,500'.
"""
)
REPORT = """HARROW SAFER STREETS PANEL

Tuesday 10 June 2025

Report of the Street Works Manager

Repairs of pavements in Castle Street

Recommendation

1. That the Panel agree to repair the pavement in Castle Street first, at a cost of £41,000.

Background

2. The survey of April 2025 found 212 broken slabs in Castle Street, more than in any other street of the town.

3. Two residents were hurt by falls on the pavement in Castle Street during the past winter.

Options

4. Repair Castle Street and the whole of Mill Lane in one contract for £77,000.
"""
AGENDA = """HARROW SAFER STREETS PANEL

AGENDA

Tuesday 10 June 2025 at 10.00 am

1. Apologies for absence

2. Repairs of pavements in Castle Street

3. Mobile library at Fenwick Green

4. Date of next meeting
"""
EXEMPT = """HARROW SAFER STREETS PANEL

Tuesday 10 June 2025

Report of the Solicitor

Not for publication: exempt under paragraph 3 of Schedule 12A

Claim by the lamp contractor

1. The contractor claims £99,001 for the delay.
"""
Summarise = Callable[..., Briefing]


@pytest.fixture(scope="session")
def minutebook(library_of) -> Iterator[Minutebook]:
    folder = library_of(
        {"march.txt": MINUTES, "later.txt": LATER, "report.txt": REPORT, "agenda.txt": AGENDA},
        exempt={"claim.txt": EXEMPT},
    )
    library = Library.open(folder)
    with Minutebook(Settings(library=folder), library, QueryEncoder(), None, None) as opened:
        yield opened


@pytest.fixture(scope="session")
def paper(minutebook) -> Summarise:
    """The summary of a paper by its name."""

    def summarise(name: str, scope: Scope = OWNER) -> Briefing:
        paper_id = next(each.paper_id for each in minutebook.library.papers(OWNER) if each.name == name)
        return minutebook.summarise(SummaryRequest(paper_id=paper_id), scope=scope)

    return summarise


@pytest.fixture(scope="session")
def meeting(minutebook) -> Summarise:
    def summarise(body: str, day: date) -> Briefing:
        return minutebook.summarise(SummaryRequest(body=body, meeting_date=day), scope=OWNER)

    return summarise


@pytest.fixture(scope="session")
def minutes() -> str:
    """Minutes with two items, of which one decides nothing but a matter of form."""
    return MINUTES


@pytest.fixture(scope="session")
def report() -> str:
    """A report with a recommendation and an option."""
    return REPORT


@pytest.fixture(scope="session")
def agenda() -> str:
    """An agenda of four items."""
    return AGENDA


@pytest.fixture(scope="session")
def texts() -> Callable[[Briefing, str], list[str]]:
    """The sentences of the sections with a key."""
    return lambda summary, key: [
        each.text for section in summary.sections if section.key == key for each in section.sentences
    ]


@pytest.fixture(scope="session")
def notes() -> Callable[[Briefing], str]:
    """The notes of all sections."""
    return lambda summary: " ".join(note for section in summary.sections for note in section.notes)


@pytest.fixture(scope="session")
def every_sentence() -> Callable[[Briefing], list]:
    return lambda summary: [each for section in summary.sections for each in section.sentences]
