import pytest

from ingest.readers.markers import numeral, to_letters, to_roman


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (4, "1", "4"),
        (4, "i", "iv"),
        (9, "I", "IX"),
        (3, "a", "c"),
        (27, "a", "aa"),
        (28, "A", "AB"),
        (4, "?", "4"),
    ],
)
def test_numbers_print_in_the_style_asked_for(number: int, style: str, printed: str) -> None:
    assert numeral(number, style) == printed


def test_numbers_without_letters_print_as_digits() -> None:
    assert (to_letters(0), to_roman(0), to_roman(4000)) == ("0", "0", "4000")


def test_roman_numerals_are_all_different() -> None:
    assert len({to_roman(number) for number in range(1, 4000)}) == 3999
