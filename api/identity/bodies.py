"""Names of bodies as people give them, and as the library's papers spell them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from api.identity.errors import RoleUnknown

LONGEST_BODY = 200
_LEAST_LETTERS = 2


def spelt_as(given: str, bodies: Sequence[str]) -> str | None:
    """The body of that name as the papers spell it; only case and spaces may differ. None where there is none."""
    return {_plain(body): body for body in bodies}.get(_plain(given))


def nearest_bodies(given: str, bodies: Sequence[str]) -> list[str]:
    """At most three bodies with names like the one given; without any such the first three."""
    spelt = {_plain(body): body for body in bodies}
    near = difflib.get_close_matches(_plain(given), spelt, n=3, cutoff=0.4) or list(spelt)[:3]
    return [spelt[each] for each in near]


def as_spelt(given: str, bodies: Sequence[str]) -> str:
    """The name to give a paper: as other papers spell it, or as it was given where no paper is of that body yet.

    Raises:
        RoleUnknown: It is no name.
    """
    name = " ".join(given.split())
    is_name = name.isprintable() and sum(map(str.isalpha, name)) >= _LEAST_LETTERS
    if not is_name or len(name) > LONGEST_BODY:
        raise RoleUnknown(
            f"{name[:40]!r} names no body. Give the name of the committee, panel or board, "
            f"at most {LONGEST_BODY} printable characters."
        )
    return spelt_as(name, bodies) or name


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
