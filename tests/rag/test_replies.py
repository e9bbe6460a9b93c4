"""What somebody said is told with the reply to it; where nobody replied, it is said to be their words alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.settings import Settings

MINUTES = """Minutes of the meeting of the Hallow Dean Parish Council held on Tuesday 4 March 2025 in the Reading Room

Present: Cllr Petra Osk (Chair), Cllr Wilf Tarn, Cllr Ines Moy

In attendance: Mrs Hilda Frain (Clerk), Mr Sam Rook, Footpaths Officer

1. Public participation

Mr Abel Stour said that the weir on the Leam had been sold to a fishing club. The Chair replied that it still \
belonged to the parish.

Mrs Joan Pettle said that the duck pond had not been dredged for 20 years. Mr Rook said that it was dredged in 2019.

Mr Cyril Bane claimed that the new lamps in Mill Lane had cost \u00a390,000. He asked for them to be taken down. The \
Clerk answered that they had cost \u00a314,200.

Miss Ada Voss, Forge Cottage: Why has the chapel roof been left without slates?

Mr Abel Stour said that rats had been seen in the stables behind the forge.

2. Hall

Cllr Tarn said that the hall boiler had broken down on nine days in February. Cllr Moy thanked the caretaker for the \
flowers.

Mrs Frain said that the hall windows would be painted in June.

3. Bells

Cllr Moy asked if the church bells had been tuned. It was agreed that four ropes be bought.

Cllr Moy asked how many ringers had left, and was told that it was six.
"""


@pytest.fixture(scope="module")
def parish(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as opened:
        yield opened


def asked(parish: Minutebook, question: str) -> Answer:
    return parish.ask(question, scope=Scope.owner())


@pytest.mark.parametrize(
    ("question", "claim", "reply"),
    [
        ("Has the weir on the Leam been sold?", "sold to a fishing club", "still belonged to the parish"),
        ("When was the duck pond last dredged?", "not been dredged for 20 years", "dredged in 2019"),
        ("How much did the lamps in Mill Lane cost?", "cost \u00a390,000", "cost \u00a314,200"),
    ],
)
def test_a_claim_is_told_with_the_reply_right_after_it(
    parish: Minutebook, question: str, claim: str, reply: str
) -> None:
    answer = asked(parish, question)
    told = [each.text for each in answer.sentences]
    place = next(number for number, text in enumerate(told) if claim in text)
    assert reply in told[place + 1]
    assert sum(reply in text for text in told) == 1
    assert not any("no reply to it" in each for each in answer.warnings)


@pytest.mark.parametrize(
    ("question", "who", "done"),
    [
        ("Have rats been seen in the stables?", "Mr Abel Stour", "said"),
        ("Why has the chapel roof no slates?", "Miss Ada Voss", "asked"),
        ("Have the church bells been tuned?", "Cllr Moy", "asked"),
    ],
)
def test_a_claim_without_a_reply_is_said_to_be_that_persons_words(
    parish: Minutebook, question: str, who: str, done: str
) -> None:
    answer = asked(parish, question)
    assert answer.status == "partial"
    assert any(f"This is what {who} {done}" in each for each in answer.warnings)


@pytest.mark.parametrize(
    "question",
    [
        "When will the hall windows be painted?",
        "On how many days did the hall boiler break down?",
        "What did Mr Stour say about rats?",
        "How many ringers have left?",
    ],
)
def test_what_officers_tell_members_report_or_somebody_is_asked_to_have_said_is_told_plainly(
    parish: Minutebook, question: str
) -> None:
    answer = asked(parish, question)
    assert answer.answered
    assert not any("no reply to it" in each for each in answer.warnings)


def test_the_next_speaker_on_something_else_does_not_reply(parish: Minutebook) -> None:
    answer = asked(parish, "On how many days did the hall boiler break down?")
    assert [each.text for each in answer.sentences if "nine days" in each.text]
    assert not any("flowers" in each.text for each in answer.sentences)
