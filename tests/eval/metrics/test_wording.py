from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.wording import (
    content_words,
    first_words,
    fold,
    has_negation,
    holds_words,
    longest_shared_run,
    numbers,
    stem,
    words,
)


def test_quotes_dashes_underlines_and_white_space_are_folded():
    assert fold("the \u2018panel\u2019s\u2019  <u>view</u>\u00a0\u2013\n here") == "the 'panel's' view - here"


def test_number_words_ordinals_and_amounts_become_one_figure():
    assert words("Five 5th £5.00 60,000 £1,200.50") == ["5", "5", "5", "60000", "1200.50"]


def test_only_plain_numbers_count_as_numbers():
    assert numbers("145 warrants, £60m, 12.5 hours, two men") == {"145", "12.5", "2"}


def test_content_words_leave_out_empty_words_and_negations():
    assert content_words("The budget was not approved by the Panel") == ["budget", "approved", "panel"]


def test_negations_are_seen_as_whole_words_only():
    assert has_negation("It was never agreed") and not has_negation("Notable northern nodes")


def test_forms_of_one_word_share_a_stem():
    assert stem("recommendations") == stem("recommended") == stem("recommending")
    assert stem("agencies") == stem("agency")
    assert stem("planned") == stem("plan's") == stem("plans")
    assert stem("2019") == "2019"


def test_a_shared_run_is_counted_in_words_in_a_row():
    assert longest_shared_run("a b c d".split(), "x b c y d".split()) == 2
    assert longest_shared_run([], ["a"]) == 0


def test_a_phrase_is_held_as_whole_words_only():
    assert holds_words("held in County Hall, Glenfield", "county hall")
    assert not holds_words("the accounts", "account")
    assert not holds_words("anything", "...")


def test_first_words_counts_blank_separated_words():
    assert first_words("one  two\nthree four", 3) == "one two three"


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_more_than_once(text):
    assert words(fold(text)) == words(text)


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_a_shared_run_stands_in_both_texts(some, other):
    size = longest_shared_run(some, other)
    runs = [some[start : start + size] for start in range(len(some) - size + 1)]
    assert any(run == other[start : start + size] for run in runs for start in range(len(other) - size + 1))
