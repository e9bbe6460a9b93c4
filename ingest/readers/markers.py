"""The number or letter printed before a list entry, as word processors and browsers count it."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_ROMAN = 3999


def to_roman(number: int) -> str:
    """Lower-case Roman numeral of 1 to 3,999; other numbers come back as digits."""
    if not 1 <= number <= _MAX_ROMAN:
        return str(number)
    letters = []
    for value, letter in _ROMAN:
        count, number = divmod(number, value)
        letters.append(letter * count)
    return "".join(letters)


def to_letters(number: int) -> str:
    """Letters a to z, then aa, ab, as browsers count; numbers below 1 come back as digits."""
    if number < 1:
        return str(number)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def numeral(number: int, style: str) -> str:
    """The number in the style of HTML's ``type`` attribute: ``1``, ``a``, ``A``, ``i`` or ``I``."""
    match style:
        case "a":
            return to_letters(number)
        case "A":
            return to_letters(number).upper()
        case "i":
            return to_roman(number)
        case "I":
            return to_roman(number).upper()
        case _:
            return str(number)
