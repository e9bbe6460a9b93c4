"""Where files are handed in, and which stored paper an upload takes the place of.

A file's place is its desk and its name: the same name again at one desk is the same paper. Those who may not see the
same papers hand in at different desks, and a paper that its sender may not see is never replaced, nor told of: what
would take its place is stored as if there were none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count

from ingest.own_bodies import OwnBodies
from ingest.papers import Access, Scope
from ingest.places import source_of_upload
from ingest.readers.parts import PART_OF
from ingest.store.changing import paper_id_of
from ingest.store.library import Library
from ingest.store.records import Arrival, PaperNotFound, PaperRecord

_TURN = re.compile(r"\d+/")
"""What stands before the name where the places before are those of papers that the sender may not see."""


@dataclass(frozen=True)
class Desks:
    """The sender's ``own`` desk, ``others`` of those who keep papers of the same bodies, and what the sender sees."""

    own: str = ""
    others: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope.owner)

    def place_of(self, source: str, library: Library, bodies: OwnBodies) -> str:
        """The place at which what comes from ``source``, a name at the sender's own desk, is stored now.

        It is that of the live paper of this name that the sender may see, at the own desk or at another one;
        otherwise one at the own desk that tells nothing of papers which the sender may not see.
        """
        name = source.removeprefix(source_of_upload("", self.own))
        free = source
        for turn in count(1):
            free = source_of_upload(name, self.own if turn == 1 else f"{self.own}{turn}/")
            record = _live(library, Scope.owner(), free)
            if record is None and not (self._is_held and library.has_held(free)):
                break  # who is held to some classes can't tell a withdrawn paper from one that is hidden
            if record is not None and record.access in self.scope.access:
                return free
        for other in (source_of_upload(name, desk) for desk in self.others):
            record = _live(library, self.scope, other)
            if record is not None and bodies.why_not_replaced(record) is None:
                return other
        return free

    def arrivals(self, name: str, library: Library) -> dict[Arrival, str]:
        """The live papers that came of a file of this name from these desks, each with the path that is shown."""
        found: dict[Arrival, str] = {}
        for desk in (self.own, *self.others):
            source, before = source_of_upload(name, desk), source_of_upload("", desk)
            is_numbered = self._is_held and desk == self.own
            for each in library.arrivals(source, before if is_numbered else f"{source}{PART_OF}"):
                path = each.source.removeprefix(before)
                path = _TURN.sub("", path, count=1) if is_numbered and _TURN.match(path) else path
                if f"{path}{PART_OF}".startswith(f"{source.removeprefix(before)}{PART_OF}"):
                    found[each] = path
        return found

    @property
    def _is_held(self) -> bool:
        return not self.scope.access >= frozenset(Access)


def _live(library: Library, scope: Scope, source: str) -> PaperRecord | None:
    try:
        return library.paper(scope, paper_id_of(source))
    except PaperNotFound:
        return None
