"""Which sentences undo an earlier decision, and which only speak of doing so."""

import pytest

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.terms import index_terms
from rag.undoing import How, undoings_in


def passage(text: str, role: Role = Role.DISCUSSION) -> StoredPassage:
    return StoredPassage(1, Span(100, 100 + len(text)), role, text=text, item="9", item_title="Ferry")


@pytest.mark.parametrize(
    ("text", "role", "how", "number"),
    [
        ("RESOLVED that minute 31 be rescinded.", Role.RESOLUTION, How.RESCINDED, "31"),
        ("It was agreed to rescind the decision recorded in minute 31/24.", Role.DISCUSSION, How.RESCINDED, "31/24"),
        ("That Resolution No. 2023-18 be and is hereby revoked. Carried", Role.DISCUSSION, How.RESCINDED, "2023-18"),
        ("The clerk reported that decision 31 had been set aside.", Role.DISCUSSION, How.RESCINDED, "31"),
        ("As no grant had come, the approval in minute 31 had lapsed.", Role.DISCUSSION, How.LAPSED, "31"),
        ("Resolved: that resolution 2023/18 be replaced by the following.", Role.RESOLUTION, How.REPLACED, "2023/18"),
        ("That point 2 of Resolution 2023/18 be amended to read 4. Carried", Role.DISCUSSION, How.AMENDED, "2023/18"),
        ("Minute 31: the clerk reported that the rent had been reduced to $410.", Role.DISCUSSION, How.FIGURE, "31"),
    ],
)  # fmt: skip
def test_a_decision_named_by_its_number_is_undone(text: str, role: Role, how: How, number: str):
    (found,) = undoings_in(passage(text, role), ())
    assert (found.how, found.number) == (how, number)


@pytest.mark.parametrize(
    "text",
    [
        "Cllr Moss gave notice of a motion to revoke Resolution 2023/18.",
        "Cllr Moss moved that minute 31 be rescinded. The motion was lost.",
        "That Resolution 2023-18 be rescinded. DEFEATED 2-5",
        "It was agreed to consider in May whether minute 31 should be rescinded.",
        "It was agreed that minute 31 be not rescinded.",
        "Mrs Rook asked that minute 31 be rescinded.",
        "The motion under minute 31 lapsed for want of a seconder.",
        "Agreed that the minutes be amended as marked, and minute 31 be signed.",
        "Resolved that minute 31 be amended to read 12 and not 21.",
        "Minute 31: the clerk reported that the rent was $410.",
        "The decision in minute 31 was discussed.",
    ],
)
def test_what_is_only_thought_of_or_put_right_undoes_nothing(text: str):
    assert list(undoings_in(passage(text), ())) == []


def test_what_is_only_recommended_undoes_nothing():
    assert list(undoings_in(passage("That minute 31 be rescinded.", Role.RECOMMENDATION), ())) == []


@pytest.mark.parametrize(
    ("text", "how", "about", "right"),
    [
        ("The minutes were signed, subject to the toll in minute 31 reading $4.50.", How.READING, "toll", "$4.50"),
        ("The minutes were agreed, the grant to the band in item 31 being shown as $300.", How.READING, "band", "$300"),
        ("Minute 31: the toll to read $4.50. The minutes were then signed.", How.READING, "toll", "$4.50"),
        ("Agreed that the minutes be amended to show in minute 31 that Cllr Moss voted no.", How.RECORD, "moss", ""),
    ],
)  # fmt: skip
def test_a_record_may_be_put_right_without_the_words_that_were_wrong(
    text: str, how: How, about: str, right: str
):
    (found,) = undoings_in(passage(text), ())
    assert (found.how, found.number, found.right) == (how, "31", right)
    assert about in found.about


def test_a_correction_that_tells_both_is_left_to_those_that_read_both():
    text = "The minutes were signed, subject to the toll in minute 31 reading $4.50 and not $5.40."
    assert list(undoings_in(passage(text), ())) == []


def test_a_point_and_a_day_are_read_with_the_number():
    text = "RESOLVED that paragraph (b) of minute 31 of 4 March 2024 be revoked."
    (found,) = undoings_in(passage(text, Role.RESOLUTION), ())
    assert found.point == "(b)"
    assert [each.isoformat() for each in found.days] == ["2024-03-04"]


def test_a_decision_may_be_named_by_its_words():
    text = (
        "RESOLVED that the decision of 4 March 2024 to lease the ferry landing to Oster Boats be rescinded."
    )
    (found,) = undoings_in(passage(text, Role.RESOLUTION), ())
    assert found.number is None
    assert set(index_terms("lease ferry landing")) <= found.about
    assert [each.isoformat() for each in found.days] == ["2024-03-04"]
