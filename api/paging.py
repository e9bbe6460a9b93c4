"""Long lists in pages: a cursor names the last entry that was given, and the next page goes on after it.

Because the cursor holds the sort key of an entry and not a count, nothing is given twice or left out where entries
come or go in between, the entry itself included. It tells nothing that the page before did not, and gives no right:
what is listed after it is what the asker may see when asking.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pydantic import BaseModel, ConfigDict, Field

from api.errors import CursorRefused

T = TypeVar("T")
Key = tuple[bool | int | str, ...]
"""Orders a list; entries of one list have keys of the same types, no two the same key."""

FEWEST, MOST, USUAL = 1, 500, 100
LONGEST_CURSOR = 2000
_LARGEST = 2**63 - 1


class PageQuery(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=USUAL, ge=FEWEST, le=MOST, description="Most entries in the page.")
    cursor: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_CURSOR,
        description="What the page before gave as next; without it, the first page.",
    )


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some entries of a list in its order; ``next`` is the cursor of the following page, None after the last."""

    items: tuple[T, ...]
    next: str | None


def page_of(items: Sequence[T], asked: PageQuery, listing: Listing, key: Callable[[T], Key]) -> Page[T]:
    """The page that was asked for of a list that is in the order of its keys.

    Raises:
        CursorRefused: The cursor is none of this list.
    """
    first = 0
    if asked.cursor is not None:
        first = bisect_right(items, listing.read(asked.cursor), key=key)
    taken = tuple(items[first : first + asked.limit])
    is_last = first + asked.limit >= len(items)
    return Page(taken, None if is_last else listing.cursor(key(taken[-1])))


def _encoded(written: bytes) -> str:
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def _decoded(cursor: str) -> bytes:
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)


def _refused() -> CursorRefused:
    return CursorRefused(
        "The cursor is not one that this list gave with these filters. "
        "Leave it out to begin with the first page."
    )


def _is_huge(key: Sequence[object]) -> bool:
    """Whether a number in the key is more than a database can compare with."""
    return any(isinstance(part, int) and abs(part) > _LARGEST for part in key)


@dataclass(frozen=True)
class Listing:
    """A list that can be paged through: its name, the types of its keys, and what it was limited to."""

    name: str
    types: tuple[type[bool] | type[int] | type[str], ...]
    filters: str = ""

    def cursor(self, key: Key) -> str:
        """The cursor that goes on after the entry with this key."""
        return _encoded(json.dumps([self._mark, *key], separators=(",", ":")).encode())

    def read(self, cursor: str) -> Key:
        """The key after which to go on.

        Raises:
            CursorRefused: It is none of this list with these filters.
        """
        try:
            mark, *key = json.loads(_decoded(cursor))
        except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError):
            mark, key = None, []
        if mark != self._mark or [type(part) for part in key] != list(self.types) or _is_huge(key):
            raise _refused()
        return tuple(key)

    @property
    def _mark(self) -> str:
        return hashlib.sha256(f"{self.name}\n{self.filters}".encode("utf-8", "backslashreplace")).hexdigest()[
            :12
        ]


_NUMBER_BYTES = 8


@dataclass(frozen=True)
class SealedListing:
    """A list in the order of its row numbers, which count the entries of all askers: its cursors don't tell them.

    The number is encrypted with AES-SIV (RFC 5297): whoever has not the ``key``, of 32 bytes, can neither read nor make
    a cursor, and one number always gives the same, so that a reply that has not changed keeps its tag.
    """

    name: str
    key: bytes

    def cursor(self, number: int) -> str:
        """The cursor that goes on after the entry with this number."""
        return _encoded(AESSIV(self.key).encrypt(number.to_bytes(_NUMBER_BYTES), [self.name.encode()]))

    def read(self, cursor: str) -> int:
        """The number after which to go on.

        Raises:
            CursorRefused: It is none of this list.
        """
        try:
            return int.from_bytes(AESSIV(self.key).decrypt(_decoded(cursor), [self.name.encode()]))
        except (binascii.Error, UnicodeError, ValueError, InvalidTag):
            raise _refused() from None
