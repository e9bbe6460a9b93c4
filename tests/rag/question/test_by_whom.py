"""Questions of which somebody is a part: whose vote, or whose words, are asked for."""

import pytest

from rag.question.somebody import somebody
from rag.question.speech import speech_asked
from rag.question.votes import Side, result_asked, vote_asked


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Who voted against the ferry fares?", {Side.AGAINST}),
        ("Which members of the harbour committee voted for it?", {Side.FOR}),
        ("Who abstained?", {Side.ABSTAINED}),
        ("Which councillors voted against or abstained?", {Side.AGAINST, Side.ABSTAINED}),
        ("Who dissented from the decision on the lamps?", {Side.AGAINST}),
        ("Who were the members who voted in favour?", {Side.FOR}),
        ("Whose vote against the fares was recorded?", {Side.AGAINST}),
        ("How did each councillor vote on the lamps?", set()),
    ],
)
def test_who_voted_is_read_with_the_side(question, sides):
    asked = vote_asked(question)
    assert asked is not None
    assert (asked.sides, asked.voter) == (sides, None)


@pytest.mark.parametrize(
    ("question", "voter"),
    [
        ("How did Mr Pell vote on the fares?", "Mr Pell"),
        ("Did Councillor Haddow vote against the lamps?", "Councillor Haddow"),
        ("Which way did the Chair vote?", "the Chair"),
        ("How did Cr Venn use her casting vote?", "Cr Venn"),
        ("What was Cllr Venn's vote on the budget?", "Cllr Venn"),
    ],
)
def test_how_one_person_voted_is_read_with_the_person(question, voter):
    asked = vote_asked(question)
    assert asked is not None
    assert asked.voter is not None
    assert asked.voter.printed == voter


@pytest.mark.parametrize(
    "question",
    [
        "How many members voted against the fares?",
        "How did the committee vote on the fares?",
        "Did the council vote for the lamps?",
        "Who can vote on the committee?",
        "Who was voted in as chair?",
        "Who spoke against the fares?",
        "What was put to the vote?",
    ],
)
def test_other_questions_ask_for_no_vote_by_name(question):
    assert vote_asked(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "How did they vote on the ferry fares?",
        "How did the Harbour Committee vote on the lamps?",
        "How did councillors vote on the budget in May 2024?",
        "What was the vote on the amendment to the fares?",
        "How did the vote on the pier go?",
    ],
)
def test_how_the_vote_of_all_went_is_asked_of_no_person(question):
    assert result_asked(question)
    assert vote_asked(question) is None


@pytest.mark.parametrize(
    "question", ["How did Mr Pell vote on the fares?", "Who voted for it?", "How can they vote by post?"]
)
def test_one_persons_vote_is_not_that_of_all(question):
    assert not result_asked(question)


@pytest.mark.parametrize(
    ("question", "who", "about"),
    [
        ("What did Councillor Haddow say about the ferry fares?", "Councillor Haddow", {"ferri", "fare"}),
        (
            "What did the Chief Constable tell the panel about drones in May 2024?",
            "the Chief Constable",
            {"drone"},
        ),
        ("What was Mr Pell's view on the lamps?", "Mr Pell", {"lamp"}),
        ("Did Ann Lorimer say anything about railings?", "Ann Lorimer", {"rail"}),
        ("What were the views of Dr Marsh on paint?", "Dr Marsh", {"paint"}),
        ("What did Mrs Noakes say?", "Mrs Noakes", set()),
    ],
)
def test_whose_words_on_what_are_read(question, who, about):
    asked = speech_asked(question)
    assert asked is not None
    assert (asked.speaker.printed, asked.about) == (who, about)


@pytest.mark.parametrize(
    "question",
    [
        "What did the committee say about the fares?",
        "What did members say about the lamps?",
        "What does the report say about lamps?",
        "What did Ferry Services Company say about fares?",
        "What did the Commissioner's office say about lamps?",
        "What was said about the lamps?",
        "Who said that the fares were too high?",
    ],
)
def test_what_a_body_a_paper_or_nobody_said_is_asked_of_no_person(question):
    assert speech_asked(question) is None


def test_a_person_is_read_by_name_or_by_office():
    named, office = somebody("Cllr Ann de Marsh"), somebody("the Deputy Chief Executive")
    assert named is not None
    assert (named.name[-1], named.has_title) == ("Marsh", True)
    assert office is not None
    assert office.office == "deputy chief executive"
    assert somebody("residents") is None
    assert somebody("OPCC") is None
