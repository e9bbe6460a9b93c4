import pytest

from eval.judging.rulings import Claim, Unreadable, read_claims, read_degree, read_degrees


@pytest.mark.parametrize("reply", ["full", " Full.\n", "**FULL**", "`full`"])
def test_one_word_is_a_degree(reply):
    assert read_degree(reply) == "full"


@pytest.mark.parametrize(
    "reply", ["", "yes", "full or partial", "The sentence is full of errors.", "fully", "1", "full\nnone"]
)
def test_anything_else_is_no_degree(reply):
    with pytest.raises(Unreadable):
        read_degree(reply)


def test_every_fact_needs_its_own_line():
    assert read_degrees("2: none\n1. Full\n", 2) == ("full", "none")
    assert read_degrees("1: full - the answer states it", 1) == ("full",)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "1: full",
        "1: full\n2: maybe",
        "1: full\n1: none\n2: none",
        "1: full\n2: none\n3: none",
        "full\nnone",
    ],
)
def test_a_list_that_leaves_a_fact_open_is_no_ruling(reply):
    with pytest.raises(Unreadable):
        read_degrees(reply, 2)


def test_claims_are_read_a_line_each():
    assert read_claims("yes: The lamps failed.\n- No: They were blue.") == (
        Claim("The lamps failed.", True),
        Claim("They were blue.", False),
    )
    assert read_claims("NO CLAIMS.") == ()


@pytest.mark.parametrize(
    "reply", ["", "Sure! Here are the claims:\nyes: The lamps failed.", "maybe: x", "yes:"]
)
def test_a_line_that_rules_nothing_makes_the_whole_unreadable(reply):
    with pytest.raises(Unreadable):
        read_claims(reply)


def test_an_unreadable_reply_is_shown_by_its_beginning():
    with pytest.raises(Unreadable, match=r"can't be read: 'I think that\.\.\.'"):
        read_degree("I think\nthat...")
    with pytest.raises(Unreadable, match="replied nothing"):
        read_degree("  ")
