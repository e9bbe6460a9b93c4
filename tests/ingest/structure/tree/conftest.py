"""Invented minutes and a report, and what must hold for the passages of every paper."""

from collections.abc import Callable, Sequence

import pytest

from ingest.papers import Passage

OPENING = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025

Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo

"""
PROSE = (
    "The Street Works Manager presented a report on the condition of the lamps in Mill Lane and told members that "
    "14 of the 60 lamps had failed since October and that the contractor had been called out twice."
)
REPORT = f"""HARROW SAFER STREETS PANEL

11 March 2025

Report of the Street Works Manager

Subject: Repairs of pavements in Castle Street

Recommendations

1. That the Panel agree to repair the pavement in Castle Street first.

2. That the Panel receive a further report.

Background

3. {PROSE}

4. This resulted in:

- 31 slabs mended
- 12 kerbs lowered

The panel is asked to:

(a) agree to repair the pavement in Castle Street first; and

(b) receive a further report.

Contact

Jo Marsh, Street Works Manager, tel. 01632 960123
"""


@pytest.fixture
def prose() -> str:
    """A long sentence of a discussion."""
    return PROSE


@pytest.fixture
def report() -> str:
    """A report of an officer, with recommendations and numbered paragraphs."""
    return REPORT


@pytest.fixture
def minutes_of() -> Callable[[str], str]:
    """Minutes that go on with the given words after their opening."""
    return lambda body: OPENING + body


@pytest.fixture
def points(minutes_of, prose) -> str:
    """Minutes of a discussion in points, with bullets and lettered resolutions."""
    return minutes_of(
        f"24. Street lighting in Mill Lane\n\n{prose}\n\nArising from discussion the following points were made:\n\n"
        "(i) Members asked when the lamps would be mended. The Manager said by May.\n\n"
        "(ii) The Chair asked for a list of the streets concerned, to include:\n\n"
        "- those by a school;\n- those by the river, where the need for light was said by several members "
        "to be greatest of "
        "all, because the footpath there is narrow and the bank is steep and in winter is often covered with ice;\n\n"
        "(iii) The contract would end in June.\n\nRESOLVED:\n\n(a) That the report be noted;\n\n"
        "(b) That the Manager be asked to report again.\n\n25. Pavements\n\nThe Clerk spoke about "
        "pavements at some length.\n"
    )


@pytest.fixture(scope="session")
def kept_apart() -> Callable[[Sequence[Passage]], None]:
    """Fails where a passage has context that fewer people may read than the passage."""

    def require(found: Sequence[Passage]) -> None:
        for passage in found:
            for context in passage.context:
                for other in found:
                    if other.span.overlaps(context):
                        assert other.access.rank <= passage.access.rank

    return require
