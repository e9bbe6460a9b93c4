"""The record of a draft as text that can stand inside a comment, an attribute or an element."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rag.briefings.briefing import BriefRequest
from rag.briefings.provenance import Provenance, from_json, to_json, unmarked, wording


def record_of(topic: str) -> Provenance:
    fields = {"drafted_at": datetime.now(UTC), "library": "abc", "request": {"topic": topic}, "salt": "00"}
    return Provenance.model_validate(fields)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_was_asked_comes_back_and_nothing_in_it_ends_what_it_stands_in(topic):
    kept = record_of(topic)
    text = to_json(kept)
    assert not {"--", "<", ">", "\n"} & {text[at : at + size] for at in range(len(text)) for size in (1, 2)}
    assert from_json(text, "draft.md") == kept
    assert kept.as_request() == BriefRequest(topic=topic)


def test_a_word_processor_s_quotes_dashes_spaces_and_our_marks_make_no_other_wording():
    plain = 'The Chair\'s view - in short: "no"'
    assert wording("Note: The Chair\u2019s\u00a0view \u2013 in  short: \u201cno\u201d. [1][12]") == plain
    assert wording("The Chair's view") != wording("The Chairs' view")
    assert unmarked("It cost \u00a35 [sic]. [3]") == "It cost \u00a35 [sic]."


def test_prints_of_two_drafts_differ_for_the_same_words():
    one = record_of("lamps")
    other = one.model_copy(update={"salt": "11"})
    assert one.print_of("The lamps.") == one.print_of("The lamps. [4]") != other.print_of("The lamps.")
