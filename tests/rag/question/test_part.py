"""Who is asked for: parts that somebody played and offices that somebody holds."""

import pytest

from rag.question.part import Part, part_asked


@pytest.mark.parametrize(
    ("question", "part", "office"),
    [
        ("Who was elected chair of the Harbour Committee?", Part.OFFICE, "chair"),
        ("Who chaired the meeting?", Part.OFFICE, "chair"),
        ("Who is the vice-chair?", Part.OFFICE, "vice-chair"),
        ("Who was appointed as the independent examiner?", Part.OFFICE, "independent examiner"),
        ("Who is the Chief Fire Officer?", Part.OFFICE, "chief fire officer"),
        ("Who was appointed to the ferry trust?", Part.APPOINTED, ""),
        ("Who was nominated for the joint panel?", Part.APPOINTED, ""),
        ("Who moved the amendment?", Part.MOVED, ""),
        ("Which councillor proposed the fare?", Part.MOVED, ""),
        ("By whom was the motion seconded?", Part.SECONDED, ""),
        ("Who seconded it?", Part.SECONDED, ""),
        ("Who attended the site visit?", Part.PRESENT, ""),
        ("Who sent apologies?", Part.ABSENT, ""),
        ("Which governors missed the spring meeting?", Part.ABSENT, ""),
        ("Who did not attend?", Part.ABSENT, ""),
        ("Who was at the June meeting of the harbour board?", Part.PRESENT, ""),
        ("Who is standing down as chair?", Part.LEFT, ""),
        ("Which councillors left the meeting for the item?", Part.LEFT, ""),
    ],
)
def test_the_part_and_the_office_are_read_from_the_question(question, part, office):
    asked = part_asked(question)
    assert asked is not None
    assert (asked.part, asked.office) == (part, office)


@pytest.mark.parametrize(
    "question",
    [
        "Who took on the clerk's work when the last one moved away?",
        "Who asked the chief officer about the lamps?",
        "Who was thanked by the chair?",
        "What did the chair say?",
        "When was the treasurer appointed?",
        "Who is responsible for the budget?",
    ],
)
def test_other_questions_ask_for_no_part(question):
    assert part_asked(question) is None


def test_the_body_of_an_office_is_read_without_the_date():
    asked = part_asked("Who was elected chair of the Harbour Committee in June 2024?")
    assert asked is not None
    assert asked.of == {"harbour", "committee"}
