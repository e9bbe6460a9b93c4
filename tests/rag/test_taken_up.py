"""A matter that was put off is told with what a later meeting decided on it, and with nothing else's decision."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.settings import Settings
from rag.wording import LATER

MAY = """Fennick Town Council

Minutes of the meeting held on 6 May 2025

4. Schedule of street works

The Surveyor recommended that \u00a34,000 be provided for kerbs in Pear Street. It was proposed by Cllr Alder, \
seconded by Cllr Birch and agreed that consideration of the schedule be deferred to the June meeting.

5. Planning applications

25/0104 Barn at Low Mill: RESOLVED: That the application be deferred for a visit to the barn at Low Mill.

6. Skate ramp

RESOLVED: That the skate ramp be deferred until the noise survey is to hand.

7. Clock tower lights

Cllr Alder asked that the lights be deferred. RESOLVED: That new lights be bought for the clock tower.

8. Pavilion lease

RESOLVED: That the lease of the pavilion be deferred.
"""
JUNE = """Fennick Town Council

Minutes of the meeting held on 3 June 2025

3. Schedule of street works

The Surveyor circulated a revised schedule. It was proposed by Cllr Birch, seconded by Cllr Alder and agreed that the \
revised schedule be adopted, with \u00a33,200 for kerbs in Pear Street.

4. Planning applications

25/0131 Porch at 9 Hill Row: RESOLVED: That no objection be raised to the porch.

6. Skate ramp

RESOLVED: That the skate ramp be deferred again to the July meeting.

7. Clock tower lights

RESOLVED: That the clock tower lights be switched on in October.

8. Pavilion lease

RESOLVED: That the lease of the pavilion be granted to the bowls club for five years.
"""
JULY = """Fennick Town Council

Minutes of the meeting held on 1 July 2025

5. Skate ramp

Cllr Birch moved that the skate ramp be built at a cost of \u00a321,000. Seconded by Cllr Alder. Carried by 6 \
votes to 2.

6. Planning applications

25/0104 Barn at Low Mill: RESOLVED: That the barn at Low Mill be supported.
"""


@pytest.fixture(scope="module")
def minutebook(library_of) -> Iterator[Minutebook]:
    papers = {"may.txt": MAY, "june.txt": JUNE, "july.txt": JULY}
    exempt = {
        "june-exempt.txt": (
            "Fennick Town Council\n\nNot for publication\n\nMinutes of the meeting held on 4 June 2025\n\n"
            "1. Pavilion lease\n\nRESOLVED: That the rent of the pavilion be \u00a390 a month.\n"
        )
    }
    with assemble(Settings(library=library_of(papers, exempt=exempt))) as opened:
        yield opened


def _later(answer: Answer) -> list[str]:
    return [each.text for each in answer.sentences if each.text.startswith(LATER)]


@pytest.mark.parametrize(
    ("question", "decided", "day"),
    [
        ("What was decided about the schedule of street works?", "schedule be adopted", "3 June 2025"),
        ("What was decided on 6 May 2025 about the pavilion lease?", "to the bowls club", "3 June 2025"),
        ("What was decided on 6 May 2025 about the skate ramp?", "Carried by 6 votes", "1 July 2025"),
        ("What was decided on 6 May 2025 about the barn at Low Mill?", "Mill be supported", "1 July 2025"),
    ],
)
def test_what_was_put_off_is_told_with_the_decision_of_a_later_meeting(
    minutebook: Minutebook, question: str, decided: str, day: str
) -> None:
    answer = minutebook.ask(question, scope=Scope.public())
    assert decided in answer.text
    assert (
        f"What was put off came back on {day}: look there for all that was decided on it." in answer.warnings
    )


def test_a_decision_under_a_title_of_any_meeting_is_not_taken_for_it(minutebook: Minutebook) -> None:
    answer = minutebook.ask("What was decided on 6 May 2025 about the barn at Low Mill?", scope=Scope.owner())
    assert "porch" not in answer.text


def test_what_somebody_only_asked_to_put_off_was_not(minutebook: Minutebook) -> None:
    answer = minutebook.ask(
        "What was decided on 6 May 2025 about the clock tower lights?", scope=Scope.owner()
    )
    assert _later(answer) == []


def test_an_exempt_meeting_is_passed_over_for_who_may_not_see_it(minutebook: Minutebook) -> None:
    answer = minutebook.ask("What was decided on 6 May 2025 about the pavilion lease?", scope=Scope.public())
    assert "\u00a390" not in answer.text
