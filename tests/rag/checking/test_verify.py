"""Each sentence against its sources: one thing changed in a true sentence is found out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.checking.regions import Source
from rag.checking.verify import Verdict, folded, is_quoted, verify

LAMPS = (
    "The Street Works Manager, Jo Marsh, reported that 14 of the 60 lamps in Mill Lane had failed since October 2024. "
    "Mending them was expected to cost \u00a39,400 and to take five weeks."
)
PATROLS = (
    "Councillor Okonjo asked about patrols. The Road Safety Officer said that 45 per cent of the "
    "school crossings had no "
    "patrol and that recruitment in Fore Street was not complete."
)
BUDGET = "RESOLVED: That the Panel support the proposed precept increase of 4.99% for 2025/26, by eight votes to three."
DEPOT = "The sale of the depot in Quay Street to Harker Limited was approved on 11 March 2025 and will not be delayed."

TRUE = [
    ("14 of the 60 lamps in Mill Lane had failed since October 2024.", LAMPS),
    (
        "The Manager, Jo Marsh, reported that fourteen lamps had failed in Mill Lane.".replace(
            "fourteen", "14"
        ),
        LAMPS,
    ),
    ("Mending the lamps was expected to cost \u00a39,400 and take 5 weeks.", LAMPS),
    ("The Road Safety Officer said that 45% of the school crossings had no patrol.", PATROLS),
    ("Recruitment in Fore Street was not complete, the Road Safety Officer said.", PATROLS),
    ("The Panel resolved to support the proposed precept increase of 4.99% for 2025/26.", BUDGET),
    ("The Panel supported the proposed precept increase by 8 votes to 3.", BUDGET),
    ("The sale of the depot in Quay Street to Harker Limited was approved on 11 March 2025.", DEPOT),
    ("The depot sale will not be delayed.", DEPOT),
    (
        "The budget of \u00a39.4 million was noted.",
        "The budget of \u00a39.4m was noted by the Panel in March.",
    ),
]

CHANGED = [
    ("15 of the 60 lamps in Mill Lane had failed since October 2024.", LAMPS),
    ("14 of the 61 lamps in Mill Lane had failed since October 2024.", LAMPS),
    ("Fourteen hundred of the 6 lamps in Mill Lane had failed since October 2024.", LAMPS),
    ("14 of the 60 lamps in Mill Lane had failed since October 2023.", LAMPS),
    ("14 of the 60 lamps in Hill Lane had failed since October 2024.", LAMPS),
    (
        "14 of the 60 lamps in Mill Street had failed since October 2024.".replace(
            "Mill Street", "Castle Street"
        ),
        LAMPS,
    ),
    ("14 of the 60 lamps in Mill Lane had failed since November 2024.", LAMPS),
    ("14 of the 60 lamps in Mill Lane had not failed since October 2024.", LAMPS),
    ("The Street Works Manager, Jo Pell, reported that 14 lamps had failed.", LAMPS),
    ("The Street Works Manager, Ann Marsh, reported that 14 lamps had failed.", LAMPS),
    ("Mending them was expected to cost \u00a39,500 and to take five weeks.", LAMPS),
    ("Mending them was expected to cost \u00a394,000 and to take five weeks.", LAMPS),
    ("Mending them was expected to cost \u00a39,400 and to take six weeks.", LAMPS),
    ("Mending them was never expected to cost \u00a39,400 or to take five weeks.", LAMPS),
    ("Councillor Okafor asked about patrols.", PATROLS),
    ("The Road Safety Officer said that 54 per cent of the school crossings had no patrol.", PATROLS),
    ("The Road Safety Officer said that 45 of the school crossings had no patrol.", PATROLS),
    ("Recruitment of patrols in Back Street was not complete, said the Road Safety Officer.", PATROLS),
    ("The Panel supported the proposed precept increase of 4.98% for 2025/26.", BUDGET),
    ("The Panel supported the proposed precept increase of 4.99% for 2026/27.", BUDGET),
    ("The Panel supported the proposed precept increase by nine votes to three.", BUDGET),
    ("The Panel supported the proposed precept increase by eight votes to two.", BUDGET),
    ("The Panel did not support the proposed precept increase of 4.99% for 2025/26.", BUDGET),
    ("The Panel cannot support the proposed precept increase of 4.99% for 2025/26.", BUDGET),
    ("The Panel didn\u2019t support the proposed precept increase of 4.99% for 2025/26.", BUDGET),
    ("The sale of the depot in Quay Street to Parker Limited was approved on 11 March 2025.", DEPOT),
    ("The sale of the depot in Quay Street to Harker Limited was approved on 12 March 2025.", DEPOT),
    ("The sale of the depot in Quay Street to Harker Limited was approved on 11 April 2025.", DEPOT),
    ("The sale of the depot in Quay Street to Harker Limited was approved on 11 March 2024.", DEPOT),
    ("The sale of the depot in Dock Street to Harker Limited was approved on 11 March 2025.", DEPOT),
    ("The sale of the depot in Quay Street to Harker Limited was not approved on 11 March 2025.", DEPOT),
    ("The sale of the depot in Quay Street to Harker Limited will be delayed.", DEPOT),
    ("Recruitment in Fore Street was complete, said the Road Safety Officer.", PATROLS),
    ("The budget of \u00a39.5m was noted.", "The budget of \u00a39.4m was noted by the Panel in March."),
    ("None of the lamps in Mill Lane had failed since October 2024.", LAMPS),
    ("Every one of the school crossings had a patrol, said the Road Safety Officer on 3 May.", PATROLS),
]


@pytest.mark.parametrize(("sentence", "source"), TRUE)
def test_a_true_sentence_in_other_words_is_supported(sentence, source):
    assert verify(sentence, [source]) in (Verdict.SUPPORTED, Verdict.PARTLY)


def test_there_are_at_least_thirty_changes():
    assert len(CHANGED) >= 30


@pytest.mark.parametrize(("sentence", "source"), CHANGED)
def test_one_thing_changed_is_found_out(sentence, source):
    assert verify(sentence, [source]) in (Verdict.CONTRADICTED, Verdict.NOT_FOUND)


def test_a_changed_figure_among_the_same_words_is_a_contradiction_and_not_just_missing():
    assert (
        verify("15 of the 60 lamps in Mill Lane had failed since October 2024.", [LAMPS])
        is Verdict.CONTRADICTED
    )


def test_a_sentence_on_another_subject_is_not_found():
    assert verify("The swimming pool closes at noon in winter.", [LAMPS]) is Verdict.NOT_FOUND
    assert verify("Owls hunted 900 voles near Bodmin.", [LAMPS]) is Verdict.NOT_FOUND


def test_a_quotation_is_supported_whatever_its_quotes_and_spaces():
    assert (
        verify("the \u2018lamps\u2019\u00a0 in  Mill Lane", ["We saw the 'lamps' in\nMill Lane."])
        is Verdict.SUPPORTED
    )


def test_no_source_supports_nothing():
    assert verify("14 lamps failed.", []) is Verdict.NOT_FOUND


def test_two_sources_may_bear_out_a_sentence_together():
    sentence = "14 of the 60 lamps in Mill Lane had failed, and the depot was sold to Harker Limited."
    assert verify(sentence, [LAMPS, DEPOT]) in (Verdict.SUPPORTED, Verdict.PARTLY)
    assert verify(sentence, [LAMPS]) in (Verdict.CONTRADICTED, Verdict.NOT_FOUND)


def test_part_of_the_words_is_partly():
    assert verify("The lamps in the lane had failed because of heavy rain.", [LAMPS]) in (
        Verdict.PARTLY,
        Verdict.NOT_FOUND,
    )


@given(st.text(alphabet="abc DEF 123.,'\u2019\n", min_size=1, max_size=80))
def test_every_text_quotes_itself(text):
    assert is_quoted(text, text)
    assert folded(text) == folded(folded(text))
    if folded(text):
        assert verify(text, [f"Before. {text} After."]) is Verdict.SUPPORTED


PUT = "That six oak benches be put in the park."


@pytest.mark.parametrize(
    ("source", "sentence", "is_borne_out"),
    [
        (PUT, "Six oak benches will be put in the park.", False),
        (
            "Motion by Hask, second by Ivar, to close the old school in 2026. Motion failed 2-3.",
            "The old school will close in 2026.",
            False,
        ),
        ("The roof needs £7 million. Motion by Hask to sell the hall.", "The roof needs £7 million.", True),
    ],
)
def test_what_was_only_put_to_a_meeting_bears_out_nothing_as_decided(
    source: str, sentence: str, is_borne_out: bool
) -> None:
    resolved, put = Source(source), Source(source, is_undecided=True)
    assert verify(sentence, [resolved]) is Verdict.SUPPORTED
    assert (verify(sentence, [put]) is Verdict.SUPPORTED) == is_borne_out
