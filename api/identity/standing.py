"""Whether somebody whose work goes on after their request is still let in, with no fewer rights than they had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.identity.groups import Grant, asker_from
from api.identity.keys import Keys, now
from api.identity.roles import OWNER, Asker, Right
from api.identity.sessions import Person, Sessions
from api.records.database import Records


class Standing:
    """Looks at the keys and sessions of one library folder, each time anew. Any thread may call any method."""

    def __init__(self, records: Records, grants: Mapping[str, Grant]) -> None:
        """``grants`` say what the groups of a login provider may do."""
        self._keys = Keys(records)
        self._sessions = Sessions(records)
        self._grants = grants

    def holds(self, asker: Asker) -> bool:
        """Whether one of the asker's keys or sessions is good and may do and see all that the asker might.

        The owner holds the library itself, and always stands.
        """
        is_owner = asker.asker_id == OWNER.asker_id
        return is_owner or any(_covers(each, asker) for each in self._as_now(asker.asker_id))

    def _as_now(self, asker_id: str) -> Iterator[Asker]:
        at = now()
        for record in self._keys.listed():
            if record.asker.asker_id == asker_id and record.state(at) == "live":
                yield record.asker
        for each in self._sessions.listed():
            if each.asker_id == asker_id:
                asker = asker_from(Person(each.asker_id, each.name, each.groups), self._grants)
                if asker is not None:
                    yield asker


def _covers(asker: Asker, earlier: Asker) -> bool:
    """Whether the first may do and see all that the second may."""
    has_bodies = asker.bodies is None or (earlier.bodies is not None and earlier.bodies <= asker.bodies)
    has_rights = all(asker.has(right) for right in Right if earlier.has(right))
    return has_bodies and has_rights and earlier.access <= asker.access
