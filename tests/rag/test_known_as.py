"""What a paper calls somebody, which votes it records by name, and what it gives as their words."""

import pytest

from rag.known_as import SELF, known_as
from rag.question.somebody import somebody
from rag.question.votes import Side, VoteAsked
from rag.votes import records_vote


def known(printed, *texts):
    who = somebody(printed)
    assert who is not None
    return known_as(who, texts)


def test_the_letters_and_the_office_that_a_paper_gives_mean_the_person():
    lorimer = known("Ann Lorimer", "Present: Ann Lorimer (AL, Treasurer) and Bede Marsh (BM)")
    assert lorimer.sign("AL spoke and BM agreed").startswith(f"{SELF} spoke")
    assert lorimer.sign("The Treasurer spoke").startswith(SELF)
    assert SELF not in lorimer.sign("BM and the Chair spoke")


def test_who_holds_an_office_is_known_by_the_name_that_stands_with_it():
    constable = known("the Chief Constable", "In attendance: Mr R Nixon, Chief Constable.")
    assert constable.sign("Mr Nixon was confident.").startswith(SELF)
    assert SELF not in constable.sign("The Assistant Chief Constable was confident.")


def test_a_title_of_honour_stands_before_a_name():
    pell = known("Right Hon. Ann Pell")
    assert pell.sign("Hon. Ann Pell spoke.") == f"{SELF} spoke."


def test_who_held_an_office_before_does_not_hold_it():
    clerk = known("the Clerk", "The previous Clerk has moved away.")
    assert SELF not in clerk.sign("The previous Clerk has moved away.")
    assert SELF in clerk.sign("The Clerk has moved away.")


def test_somebody_spoken_to_does_not_hold_the_office_that_is_named_next():
    pell = known("Mrs Pell", "In reply to Mrs Pell, the Treasurer, who was new, said no.")
    assert SELF not in pell.sign("The Treasurer said so.")


def test_a_namesake_is_somebody_else():
    marsh = known("Ann Marsh")
    assert SELF in marsh.sign("Councillor Ann Marsh spoke.")
    assert SELF in marsh.sign("Councillor A Marsh spoke.")
    assert SELF not in marsh.sign("Councillor Bede Marsh spoke.")


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Councillors Haddow and Venn voted against the recommendation.", Side.AGAINST),
        ("The motion was carried, Councillor Orme dissenting.", Side.AGAINST),
        ("Cllr Venn asked that his vote against (a) be recorded.", Side.AGAINST),
        ("Cllr Venn wished it to be recorded that she had voted against.", Side.AGAINST),
        ("Councillor Pell abstained.", Side.ABSTAINED),
        ("Councillor Venn requested that her abstention be minuted.", Side.ABSTAINED),
        ("For: Councillors Haddow, Pell and S Venn", Side.FOR),
        ("Approved 4-3 (Pell, Venn, Orme opposed).", Side.AGAINST),
        ("The substitute failed 1-6 (Venn in favor).", Side.FOR),
        ("The Chair used her casting vote in favour of the motion.", Side.FOR),
        ("Councillor Venn: Against; Councillor Pell: For", Side.FOR),
        ("For 3, against 1 (Cllr Venn), 1 abstention (Cllr Orme).", Side.AGAINST),
        ("For 3, against 1 (Cllr Venn), 1 abstention (Cllr Orme).", Side.ABSTAINED),
        ("Carried with 2 against (Pell, Venn).", Side.AGAINST),
    ],
)
def test_a_vote_by_name_is_recorded(text, side):
    assert records_vote(text, VoteAsked(frozenset({side})))


@pytest.mark.parametrize(
    "text",
    [
        "Eight members were in favour of the proposal, two were against and one abstained.",
        "The Committee voted against the motion.",
        "Moved by Councillor Venn, seconded by Councillor Orme and carried by 7 votes to 2.",
        "For information: Cllr Venn",
        "Resolution No. 2024-12",
        "There were 3 for and 1 against (one seat is vacant).",
        "Present: Mr Orme (for item 4)",
        "Councillor Venn was against the closure of the pier.",
        "RESOLVED: That Councillor Venn be thanked.",
    ],
)
def test_what_names_nobody_who_voted_records_no_vote(text):
    assert not records_vote(text, VoteAsked(frozenset()))


def test_a_list_of_names_is_one_of_votes_where_the_line_over_it_says_so():
    asked = VoteAsked(frozenset({Side.AGAINST}))
    assert records_vote("Councillor S Venn", asked, "2. Lamps\nThe following voted against the motion:")
    assert not records_vote("Councillor S Venn", asked, "2. Lamps\nThe following spoke:")


def test_one_persons_vote_is_told_by_their_own_name_only():
    asked = VoteAsked(frozenset(), somebody("Cllr Haddow"))
    haddow = known("Cllr Haddow")
    assert records_vote("Councillors Haddow and Venn voted against.", asked, known=haddow)
    assert not records_vote(
        "Councillor Haddow moved the motion and Councillor Venn voted against.", asked, known=haddow
    )
