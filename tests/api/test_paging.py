"""Pages of a list: whole, in order, and steady while entries come and go."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import CursorRefused
from api.paging import Listing, PageQuery, SealedListing, page_of

LISTING = Listing("papers", (bool, int, str))
NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1)
KEYS = st.lists(st.tuples(st.booleans(), NUMBERS, st.text()), unique=True).map(sorted)


def whole(keys, limit, between=lambda keys: None):
    taken, cursor = [], None
    while True:
        page = page_of(keys, PageQuery(limit=limit, cursor=cursor), LISTING, lambda key: key)
        taken += page.items
        if page.next is None:
            return taken
        cursor = page.next
        between(keys)


@given(KEYS, st.integers(1, 7))
def test_the_pages_together_are_the_list(keys, limit):
    assert whole(keys, limit) == keys


@given(KEYS, st.integers(1, 3), st.tuples(st.booleans(), NUMBERS, st.text()))
def test_what_was_there_all_along_comes_once_whatever_comes_in_between(keys, limit, late):
    def insert(current):
        if late not in current:
            current.append(late)
            current.sort()

    at_first = list(keys)
    taken = whole(keys, limit, insert)
    assert [key for key in taken if key in at_first] == at_first
    assert len(set(taken)) == len(taken)


def test_the_next_page_follows_also_where_the_last_entry_has_gone():
    keys = [(False, number, "") for number in range(6)]
    first = page_of(keys, PageQuery(limit=3), LISTING, lambda key: key)
    del keys[2]
    rest = page_of(keys, PageQuery(limit=3, cursor=first.next), LISTING, lambda key: key)
    assert [key[1] for key in rest.items] == [3, 4, 5]
    assert rest.next is None


def forged(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["x", "####", "\u00e9", "W10", forged(), forged("mark", True, 1, "a"), "[" * 2000, forged([[[[]]]])],
)
def test_a_cursor_that_no_list_gave_is_refused(cursor):
    with pytest.raises(CursorRefused, match="first page"):
        LISTING.read(cursor)


def test_a_cursor_of_another_list_or_with_other_filters_is_refused():
    cursor = LISTING.cursor((True, 1, "a"))
    assert LISTING.read(cursor) == (True, 1, "a")
    for other in (Listing("ledger", LISTING.types), Listing("papers", LISTING.types, "body")):
        with pytest.raises(CursorRefused):
            other.read(cursor)


@given(st.text(max_size=40))
def test_no_words_given_as_a_cursor_do_anything_but_be_refused(cursor):
    with pytest.raises(CursorRefused):
        LISTING.read(cursor)


def test_a_key_of_other_types_is_refused():
    mark = json.loads(base64.urlsafe_b64decode(LISTING.cursor((True, 1, "a")) + "=="))[0]
    for key in (
        (1, 1, "a"),
        (True, "1", "a"),
        (True, 1),
        (True, 1, "a", "b"),
        (True, 1, None),
        (True, 2**63, "a"),
    ):
        with pytest.raises(CursorRefused):
            LISTING.read(forged(mark, *key))


SEALED = SealedListing("jobs", b"k" * 32)
ROWS = st.integers(0, 2**63 - 1)


@given(ROWS)
def test_a_sealed_cursor_gives_its_number_back_and_is_always_the_same(number):
    cursor = SEALED.cursor(number)
    assert SEALED.read(cursor) == number
    assert SEALED.cursor(number) == cursor


@given(ROWS, ROWS)
def test_a_sealed_cursor_does_not_tell_its_number_nor_how_far_two_are_apart(number, other):
    written, others = (base64.urlsafe_b64decode(SEALED.cursor(each)) for each in (number, other))
    assert len(written) == len(others)
    assert number.to_bytes(8) not in written
    if number != other:
        assert written[:16] != others[:16]
        assert bytes(a ^ b for a, b in zip(written[16:], others[16:], strict=True)) != (
            number ^ other
        ).to_bytes(8)


@given(ROWS, st.integers(0, 23), st.integers(1, 255))
def test_a_sealed_cursor_that_was_changed_is_refused(number, place, change):
    written = bytearray(base64.urlsafe_b64decode(SEALED.cursor(number)))
    written[place] ^= change
    for forged_bytes in (written, written[:-1], bytes(written) + b"x", written[:16], b""):
        with pytest.raises(CursorRefused, match="first page"):
            SEALED.read(base64.urlsafe_b64encode(forged_bytes).decode().rstrip("="))


@given(st.text(max_size=40))
def test_no_words_are_a_sealed_cursor(cursor):
    with pytest.raises(CursorRefused):
        SEALED.read(cursor)


def test_a_sealed_cursor_of_another_list_or_service_is_refused():
    for other in (SealedListing("conversations", SEALED.key), SealedListing("jobs", b"o" * 32)):
        with pytest.raises(CursorRefused):
            other.read(SEALED.cursor(7))
