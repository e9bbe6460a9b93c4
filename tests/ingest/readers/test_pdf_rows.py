from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.pdf_rows import Word, printed_lines

WORDS = st.builds(
    lambda text, left, bottom, width, height, is_apart: Word(
        text, left, bottom, left + width, bottom + height, is_apart
    ),
    st.sampled_from(["Panel", "12.", "(a)", "£4", "|", "on"]),
    st.floats(-50, 600),
    st.floats(-50, 900),
    st.floats(0, 80),
    st.floats(0, 20),
    st.booleans(),
)


def drawn(text: str, left: float, bottom: float, height: float = 10) -> list[Word]:
    """Words of a line, 5 points a letter and 3 between words."""
    words = []
    for word in text.split():
        words.append(Word(word, left, bottom, left + 5 * len(word), bottom + height))
        left += 5 * len(word) + 3
    return words


def paragraph(*lines: str, left: float = 0, top: float) -> list[list[Word]]:
    return [drawn(line, left, top - 12 * place) for place, line in enumerate(lines)]


@given(st.lists(st.lists(WORDS, max_size=6), max_size=12))
def test_every_word_comes_out_once(lines: list[list[Word]]) -> None:
    printed = "".join("".join(line.replace(" | ", " ").split()) for line in printed_lines(lines))
    expected = "".join(word.text for line in lines for word in line)
    assert sorted(printed.replace("|", "")) == sorted(expected.replace("|", ""))


def test_paragraphs_are_parted_by_their_distance() -> None:
    lines = paragraph("The Panel noted", "the report.", top=700) + paragraph("It thanked", "him.", top=668)
    assert printed_lines(lines) == ["The Panel noted", "the report.", "", "It thanked", "him."]


def test_a_double_spaced_paper_is_one_block() -> None:
    lines = [drawn(f"line number {n}", 0, 700 - 24 * n) for n in range(5)]
    assert "" not in printed_lines(lines)


def test_a_row_of_figures_is_one_line_of_cells() -> None:
    lines = [
        drawn("Station", 0, 700) + drawn("First", 100, 700) + drawn("Second", 200, 700),
        drawn("Thaxby", 0, 680) + drawn("11", 100, 680) + drawn("23", 200, 680),
    ]
    assert printed_lines(lines) == ["Station | First | Second", "Thaxby | 11 | 23"]


def test_cells_drawn_one_after_the_other_are_one_row() -> None:
    lines = [drawn("Thaxby", 0, 680), drawn("11", 100, 680), drawn("Oxley", 0, 660), drawn("9", 100, 660)]
    assert printed_lines(lines) == ["Thaxby | 11", "Oxley | 9"]


def test_a_table_drawn_column_by_column_is_read_row_by_row() -> None:
    first = [drawn(name, 0, 700 - 20 * place) for place, name in enumerate(("Station", "Thaxby", "Oxley"))]
    second = [drawn(name, 100, 700 - 20 * place) for place, name in enumerate(("Count", "11", "9"))]
    assert printed_lines(first + second) == ["Station | Count", "Thaxby | 11", "Oxley | 9"]


def test_cells_of_several_lines_are_put_together() -> None:
    left = paragraph("Objectors believe it", "will slow down", "the traffic.", top=700)
    right = paragraph("The limit there", "is 20 miles.", left=200, top=700)
    below = [drawn("Concerns near drives", 0, 650), drawn("See the design.", 200, 650)]
    assert printed_lines(left + right + below) == [
        "Objectors believe it will slow down the traffic. | The limit there is 20 miles.",
        "Concerns near drives | See the design.",
    ]


def test_tall_columns_are_read_one_after_the_other() -> None:
    left = paragraph(*(f"the left line {n}" for n in range(20)), top=700)
    right = paragraph(*(f"the right line {n}" for n in range(20)), left=300, top=700)
    printed = [line for line in printed_lines(left + right) if line]
    assert printed == [f"the {side} line {n}" for side in ("left", "right") for n in range(20)]


def test_a_label_and_a_name_with_a_colon_are_no_cells() -> None:
    lines = [
        drawn("1.", 0, 700) + drawn("the result be noted;", 60, 700),
        drawn("16", 0, 660) + drawn("The Panel is asked", 60, 660),
        drawn("Venue:", 0, 620) + drawn("Town Hall", 100, 620),
    ]
    assert [line for line in printed_lines(lines) if line] == [
        "1. the result be noted;",
        "16 The Panel is asked",
        "Venue: Town Hall",
    ]


def test_a_raised_sign_belongs_to_its_number() -> None:
    lines = [
        drawn("on 11", 0, 700),
        [Word("th", 23.2, 705, 29, 711)],
        drawn("March", 33, 700),
    ]
    assert printed_lines(lines) == ["on 11th March"]


def test_a_gap_in_justified_lines_is_no_cell() -> None:
    lines = [
        drawn("The Panel", 0, 700) + drawn("agreed that", 53, 700),
        drawn("the report be noted and", 0, 688),
    ]
    assert printed_lines(lines) == ["The Panel agreed that", "the report be noted and"]
