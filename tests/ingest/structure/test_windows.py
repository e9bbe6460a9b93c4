"""Search windows: sizes, access classes, and what is embedded."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.papers import Access, Kind, Role, Span, Text
from ingest.store.encoder import WINDOW_WORD_PIECES, count_word_pieces
from ingest.structure.tree import passages
from ingest.structure.windows import LONGEST, embedded_texts, units, windows

PROSE = (
    "The Street Works Manager presented a report on the lamps in Mill Lane. 14 of the 60 lamps had "
    "failed since October. "
    "The contractor had been called out twice and had mended nine of them by the end of February. "
)
MINUTES = (
    "Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025\n\n"
    "24. Street lighting\n\n" + PROSE * 3 + "\n\nArising from discussion these points were made:\n\n"
    "(i) " + PROSE + "\n\n(ii) " + PROSE * 2 + "\n\nThis led to:\n\n- 31 arrests\n- 12 charges\n\n"
    "RESOLVED: That the report be noted.\n\n"
    "25. Exclusion of the public\n\nRESOLVED: That the public be excluded from the meeting.\n\n"
    "26. Sale of the depot\n\n" + PROSE * 9 + "\n"
)


def holds_passage(window, passage) -> bool:
    return passage.ordinal in window.passages and window.span.overlaps(passage.span)


def test_every_passage_lies_in_the_windows_that_name_it(paper_of):
    paper = paper_of(MINUTES)
    for passage in paper.passages:
        covering = [window for window in paper.windows if holds_passage(window, passage)]
        assert covering
        assert min(window.span.start for window in covering) <= passage.span.start
        assert max(window.span.end for window in covering) >= passage.span.end


def test_a_window_has_one_access_class_and_one_item(paper_of):
    paper = paper_of(MINUTES)
    assert {window.access for window in paper.windows} == {Access.PUBLIC, Access.EXEMPT}
    for window in paper.windows:
        covered = [paper.passages[ordinal] for ordinal in window.passages]
        assert {each.access for each in covered} == {window.access}
        assert len({each.item for each in covered}) == 1


def test_a_window_is_about_as_long_as_measured_best(paper_of):
    for window in paper_of(MINUTES).windows:
        assert window.span.end - window.span.start <= LONGEST


def test_a_long_passage_is_cut_where_sentences_end(paper_of):
    paper = paper_of(MINUTES)
    depot = [window for window in paper.windows if window.access is Access.EXEMPT]
    assert len(depot) >= len(PROSE) * 9 // LONGEST
    for window in depot:
        assert paper.text.content[window.span.start : window.span.end].rstrip().endswith((".", "depot"))


def test_sentences_lie_inside_their_window_in_order_and_the_last_is_the_window(paper_of):
    for window in paper_of(MINUTES).windows:
        assert window.sentences[-1] == window.span
        for sentence in window.sentences:
            assert window.span.holds(sentence)
        for one, other in zip(window.sentences[:-1], window.sentences[1:-1], strict=False):
            assert one.end <= other.start


def test_what_is_embedded_fits_the_encoder_for_ordinary_prose(paper_of):
    paper = paper_of(MINUTES)
    texts = embedded_texts(paper)
    assert len(texts) == sum(len(window.sentences) for window in paper.windows)
    assert max(count_word_pieces(text) for text in texts) <= WINDOW_WORD_PIECES


def test_sentences_are_embedded_under_their_item_and_windows_under_the_paper(paper_of):
    paper = paper_of(MINUTES)
    texts = embedded_texts(paper)
    assert any(text.startswith("Street lighting: ") for text in texts)
    assert sum(text.startswith(f"{paper.facts.title.value}. ") for text in texts) == len(paper.windows)


def test_short_bullets_stay_in_one_unit_with_their_lead_in():
    content = "It was a good year. This led to:\n- 31 arrests\n- 12 charges"
    found = [content[each.start : each.end] for each in units(content, Span(0, len(content)))]
    assert found == ["It was a good year.", "This led to:\n- 31 arrests\n- 12 charges"]


def test_no_passages_make_no_windows():
    assert windows("", []) == []


PIECES = st.sampled_from(
    [
        "24. Street lighting",
        "25. Pavements",
        PROSE,
        PROSE * 4,
        "word " * 300,
        "RESOLVED: That it be noted.",
        "- a bullet",
        "RESOLVED: That the public be excluded from the meeting.",
        "The public returned to the meeting.",
        "x" * 2500,
        "Contact: tel. 01632 960123",
        "(i) A point.",
        "NOT FOR PUBLICATION",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(PIECES, min_size=1, max_size=10),
    st.sampled_from([Kind.MINUTES, Kind.REPORT, Kind.AGENDA, Kind.OTHER]),
)
def test_whatever_the_paper_windows_cover_it_and_keep_access_apart(pieces, kind):
    content = "\n\n".join(pieces)
    found, _ = passages(Text(content, "text"), kind, Access.PUBLIC)
    made = windows(content, found)
    assert [window.ordinal for window in made] == list(range(len(made)))
    for passage in found:
        letters = {n for n in range(passage.span.start, passage.span.end) if content[n].isalnum()}
        covering = [window for window in made if passage.ordinal in window.passages]
        covered = {n for window in covering for n in range(window.span.start, window.span.end)}
        assert letters <= covered
        assert {window.access for window in covering} == {passage.access}
    for window in made:
        assert all(window.span.holds(sentence) for sentence in window.sentences)
        for passage in found:
            if passage.access is not window.access:
                assert not passage.span.overlaps(window.span)
        assert window.sentences[:-1]


def test_a_heading_stands_in_the_window_of_a_short_passage_below_it(paper_of, find):
    paper = paper_of(MINUTES)
    heading = find(paper, "Exclusion of the public")
    window = next(each for each in paper.windows if heading.ordinal in each.passages)
    assert Role.RESOLUTION in [paper.passages[ordinal].role for ordinal in window.passages]
