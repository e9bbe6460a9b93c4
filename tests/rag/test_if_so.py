"""Whether something is so is told with the short sentence that says it, and the one that names what it is of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.question.deed import deeds_asked
from rag.settings import Settings

SPRING = """Minutes of the meeting of the Ostrey Moor Parish Council held on Monday 3 March 2025 in the Hall

4. Matters arising

(a) Flooding in Tanner's Lane. The Clerk had sent photographs of the flooding in Tanner's Lane to the county council \
on 9 February. No reply had been received.

(b) Broadband. The Clerk had written to the telephone company on 11 February about the slow broadband. The company \
had replied that a cabinet would be fitted.

5. Pavilion

The Treasurer said that a grant of \u00a34,000 towards the roof of the cricket pavilion had been promised by the \
Sports Trust in November. It had not yet been paid.

6. Lych gate

Mrs Farrow said that the hinge of the lych gate at the churchyard had snapped in the gale. The carpenter had looked \
at it. This was still outstanding.

7. Actions

| No. | Action | Owner |
|---|---|---|
| 1 | Write to the county council about flooding in Tanner's Lane and the ditch beside it | Clerk |
| 2 | Ask the carpenter for a price for the lych gate | Mrs Farrow |

8. Salt bins

The salt bins in Ostrey Road had been filled. A member thanked the contractor.
"""


@pytest.fixture(scope="module")
def parish(library_of) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"minutes.txt": SPRING}))) as opened:
        yield opened


def told(parish: Minutebook, question: str) -> list[str]:
    return [each.text for each in parish.ask(question, scope=Scope.owner()).sentences]


@pytest.mark.parametrize(
    ("question", "names", "says"),
    [
        ("Has the county council replied about the flooding in Tanner's Lane?", "photographs", "No reply"),
        ("Did the county respond about the flooding in Tanner's Lane?", "photographs", "No reply"),
        ("Has the grant for the cricket pavilion been paid?", "\u00a34,000", "not yet been paid"),
        ("Has the lych gate been mended?", "lych gate", "still outstanding"),
    ],
)
def test_the_sentence_that_says_if_it_is_so_follows_the_one_that_names_it(
    parish: Minutebook, question: str, names: str, says: str
) -> None:
    sentences = told(parish, question)
    place = next(number for number, each in enumerate(sentences) if says in each)
    assert any(names in each for each in sentences[:place])


def test_the_pair_comes_before_the_action_that_led_to_it(parish: Minutebook) -> None:
    sentences = told(parish, "Has the county council replied about the flooding in Tanner's Lane?")
    assert "photographs" in sentences[0]
    assert "No reply" in sentences[1]


def test_what_is_told_of_another_point_is_not_taken_for_it(parish: Minutebook) -> None:
    sentences = told(parish, "Has the telephone company replied about the slow broadband?")
    assert any("cabinet would be fitted" in each for each in sentences)
    assert not any("No reply had been received" in each for each in sentences)


def test_one_sentence_that_says_all_stays_as_it_is(parish: Minutebook) -> None:
    assert told(parish, "Have the salt bins in Ostrey Road been filled?")[0].startswith("The salt bins")


@pytest.mark.parametrize(
    ("question", "deeds"),
    [
        ("Has the county council replied about the lane?", {"replied"}),
        ("Has the promised grant been paid?", {"paid"}),
        ("Did the Friends of the Park answer the letter?", {"answer"}),
        ("Is the bridge open to lorries?", {"open"}),
        ("Isn't the lift mended yet?", {"mended"}),
        ("Is there a reply from the county?", {"reply"}),
        ("Was the standard changed to fourteen minutes?", {"changed"}),
        ("Has planning permission been granted?", {"granted"}),
        ("Who replied about the lane?", set()),
        ("What was decided about the lane?", set()),
        ("Will the lane be closed?", set()),
    ],
)
def test_what_should_be_so_is_read_from_the_question(question: str, deeds: set[str]) -> None:
    assert deeds_asked(question) == deeds
