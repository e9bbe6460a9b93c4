import pytest

from eval.metrics.backing import date_support, k_precision, name_support, number_support, quote_exactness

QUOTE = "On 5 March 2024 Councillor Okonjo said that five wardens had cost £60,000."


@pytest.fixture
def saying(make_reply):
    """A reply of one sentence that cites the quote."""
    return lambda text, cites=(1,): make_reply([(text, list(cites))], [("minutes.txt", QUOTE)])


def test_numbers_are_borne_out_however_they_are_written(saying):
    assert number_support(saying("5 wardens cost £60,000.00.")).value == 1
    half = number_support(saying("Five wardens cost £61,000."))
    assert (half.value, half.note) == (0.5, "not in the cited words: 61000")


def test_a_sentence_is_borne_out_by_its_own_citations_only(make_reply):
    reply = make_reply([("It cost £60,000.", [2])], [("a.txt", QUOTE), ("b.txt", "It was cheap.")])
    assert number_support(reply).value == 0


@pytest.mark.parametrize("written", ["5 March", "5th of March 2024", "March 5", "05/03/2024"])
def test_a_date_is_the_same_date_in_other_words(saying, written):
    assert date_support(saying(f"It was said on {written}.")).value == 1


def test_another_day_is_not_borne_out(saying):
    assert date_support(saying("It was said on 6 March 2024.")).value == 0
    assert date_support(saying("It was said.")).state == "undefined"


def test_a_name_must_stand_in_the_cited_words(saying):
    assert name_support(saying("The wardens were praised by Councillor Okonjo.")).value == 1
    wrong = name_support(saying("The wardens were praised by Councillor Tarrant."))
    assert (wrong.value, wrong.note) == (0.5, "not in the cited words: Tarrant")


def test_the_first_word_of_a_sentence_is_no_name(saying):
    assert name_support(saying("Wardens were paid.")).state == "undefined"


@pytest.mark.parametrize("marks", ['"{}"', "“{}”", "‘{}’", "'{}'"])
def test_quoted_words_are_found_in_any_quotation_marks(saying, marks):
    assert quote_exactness(saying("He said " + marks.format("five wardens had cost"))).value == 1
    wrong = quote_exactness(saying("He said " + marks.format("six wardens had cost")))
    assert (wrong.value, wrong.note) == (0, "not in the cited words: six wardens had cost")


def test_an_apostrophe_is_no_quotation_mark(saying):
    assert quote_exactness(saying("The Panel’s view of the force’s wardens was fair.")).state == "undefined"


def test_words_that_nobody_wrote_lower_k_precision_and_are_named(saying):
    assert k_precision(saying("Five wardens cost £60,000.")).value == 1
    # Of helicopter, landed, harbour, March only March is in the cited words.
    invented = k_precision(saying("A helicopter landed in the harbour in March."))
    assert invented.value == 0.25
    assert "helicopter" in invented.note


def test_nothing_said_is_undefined(make_reply):
    assert k_precision(make_reply()).state == "undefined"
