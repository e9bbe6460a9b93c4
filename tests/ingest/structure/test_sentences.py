"""Where sentences of committee prose end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.sentences import sentences


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def test_full_stops_question_and_exclamation_marks_end_sentences():
    assert split("It was late. Was it? Yes! The end.") == ["It was late.", "Was it?", "Yes!", "The end."]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. K. Culverwell declared an interest.",
        "The tender of T.J. Hollis was accepted.",
        "Counsel spoke on Pell v. Harbour Board and on Gov. Code 54.",
        "Cllr. Ashe and Dr. Oyelaran-Reyes left.",
        "The Revd. was absent, see para. 4 and fig. 2 of the report.",
        "The precept rose by 4.99 per cent to 12.5 million.",
        "The meeting began at 2.00 p.m. in the hall.",
        "The cost was approx. 40 pounds.",
        "Under s.106, i.e. the usual terms, it was paid.",
        "It was noted that St. Anne's Road was closed.",
        "See item no. 24 of the agenda.",
    ],
)
def test_titles_initials_decimals_and_abbreviations_do_not_end_a_sentence(text):
    assert split(text) == [text]


def test_a_number_before_a_full_stop_does_not_open_a_new_sentence_in_a_list():
    assert split("24. The Panel met.") == ["24. The Panel met."]
    assert split("a. The Panel met. It rose.") == ["a. The Panel met.", "It rose."]


@pytest.mark.parametrize("word", ["staff", "us", "ill", "plan", "mix", "2019"])
def test_a_short_word_that_begins_a_wrapped_line_still_ends_its_sentence(word):
    assert split(f"This was told to\n{word}. The Panel met.") == [
        f"This was told to\n{word}.",
        "The Panel met.",
    ]


@pytest.mark.parametrize("mark", ["b", "B", "iv", "xiv", "XL", "lxxii", "12", "3a", "- 4", "- c"])
def test_letters_figures_and_roman_numerals_at_the_start_of_a_line_are_marks_of_a_list(mark):
    assert split(f"It was told:\n  {mark}. The Panel met. It rose.")[-2:] == [
        split(f"It was told:\n  {mark}. The Panel met.")[-1],
        "It rose.",
    ]
    assert split(f"{mark}. The Panel met.") == [f"{mark}. The Panel met."]


def test_a_sentence_that_ends_in_a_figure_still_ends():
    assert split("Offences fell to 34. Thefts rose to 12. That was all.") == [
        "Offences fell to 34.",
        "Thefts rose to 12.",
        "That was all.",
    ]


def test_a_quotation_closes_with_its_sentence():
    assert split("He said \u201cIt is done.\u201d The Panel agreed.") == [
        "He said \u201cIt is done.\u201d",
        "The Panel agreed.",
    ]


def test_bullets_points_and_blank_lines_end_a_sentence():
    assert split("This led to:\n- 31 arrests\n- 12 charges\n(a) one more\n\nA new block") == [
        "This led to:",
        "- 31 arrests",
        "- 12 charges",
        "(a) one more",
        "A new block",
    ]


def test_semicolons_end_a_sentence_only_at_the_end_of_a_line():
    assert split("first; second;\nthird") == ["first; second;", "third"]


def test_a_hard_wrapped_line_goes_on():
    assert split("The Panel\nconsidered a report\nof the Clerk.") == [
        "The Panel\nconsidered a report\nof the Clerk."
    ]


def test_only_the_asked_range_is_read():
    text = "One is here. Two is here. Three is here."
    assert [text[s.start : s.end] for s in sentences(text, 13, 25)] == ["Two is here."]
    assert sentences(text, 5, 5) == []
    assert sentences("") == []


PROSE = st.text(
    alphabet=st.sampled_from(list("abcdeXYZ0139.!?;:,()\n\n  \t-*\u2022\u201c\u201d'\u00b7\u00e9")),
    max_size=200,
)


@given(PROSE)
def test_spans_are_in_order_trimmed_and_do_not_overlap(text):
    found = sentences(text)
    for one, other in zip(found, found[1:], strict=False):
        assert one.end <= other.start
    for span in found:
        piece = text[span.start : span.end]
        assert piece == piece.strip() != ""


@given(PROSE)
def test_no_letter_or_figure_is_lost(text):
    kept = "".join(text[span.start : span.end] for span in sentences(text))
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@given(PROSE, st.integers(0, 200), st.integers(0, 200))
def test_sentences_of_a_range_stay_inside_it_and_lose_nothing(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = sentences(text, start, end)
    assert all(start <= span.start < span.end <= end for span in found)
    kept = "".join(text[span.start : span.end] for span in found)
    assert [c for c in kept if c.isalnum()] == [c for c in text[start:end] if c.isalnum()]
