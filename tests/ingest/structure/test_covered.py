"""What touches the covered part of a text, against a plain look at every span."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.papers import Span
from ingest.structure.covered import Covered

SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 40), st.integers(1, 8))


@given(st.lists(SPANS, max_size=12), SPANS)
def test_a_span_touches_when_it_overlaps_any_of_the_spans(spans, asked):
    assert Covered(spans).touches(asked) is any(asked.overlaps(each) for each in spans)


def test_a_span_that_begins_before_the_last_and_overlaps_it_is_covered_whole():
    covered = Covered()
    for span in (Span(0, 2), Span(5, 9), Span(4, 7)):
        covered.add(span)
    assert [covered.touches(Span(place, place + 1)) for place in (1, 2, 3, 4, 8, 9)] == [
        True, False, False, True, True, False,
    ]  # fmt: skip


def test_nothing_touches_what_covers_nothing():
    assert not Covered().touches(Span(0, 5))
