"""Whether somebody who keeps the papers of some bodies may take a paper in: nobody publishes in another body's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.papers import Origin, Paper, Stated, Supplied
from ingest.store.records import PaperRecord
from ingest.structure.bodies import is_same_body
from ingest.structure.body_names import body_of, is_certain
from ingest.structure.opening import opening_of

_ASK = "Have it sent by an officer of that body, or by an administrator."
_OR_SETTLE = "If it is of your own body, send it in a zip archive with a papers.csv that says so."


@dataclass(frozen=True)
class OwnBodies:
    """The bodies whose papers may be taken in; ``names`` None means every body."""

    names: frozenset[str] | None = None

    def why_not(self, paper: Paper, supplied: Supplied) -> str | None:
        """Why a paper that was just read may not be taken in, in words for its sender; None where it may.

        What an officer wrote down must name one of the bodies, and so must the opening. A body that is read further
        down, or named beside others, must be one that can mean theirs, unless an officer's words settle it.
        """
        if self.names is None:
            return None
        said = paper.facts.body
        if supplied.body is not None:
            if not self._has(supplied.body.value):
                return f"{paper.name}: what was written down about it says {supplied.body.value}. {self._theirs} {_ASK}"
            content = paper.text.content
            said = body_of(content, opening_of(content))
        if (
            said is None
            or said.origin is Origin.INFERRED
            or self._may_be(said, is_settled=bool(supplied.body))
        ):
            return None
        reason = f"{paper.name}: it is of {said.value}, going by {said.basis}. {self._theirs} {_ASK}"
        return reason if is_certain(said) else f"{reason} {_OR_SETTLE}"

    def why_not_replaced(self, stored: PaperRecord) -> str | None:
        """Why a stored paper may not be taken in again, under whatever words; None where it may.

        Its body is not named: the sender need not be one who may see it.
        """
        if self.names is None or stored.body is None or not is_certain(stored.body):
            return None
        if self._has(stored.body.value):
            return None
        return f"{stored.name}: the library holds it as a paper of another body. {self._theirs} {_ASK}"

    def _may_be(self, said: Stated[str], *, is_settled: bool) -> bool:
        if self._has(said.value):
            return True
        if is_certain(said) and not is_settled:
            return False
        can_mean_theirs = any(is_same_body(said.value, each) for each in self.names or ())
        return can_mean_theirs or (is_settled and not is_certain(said))

    def _has(self, body: str) -> bool:
        return _plain(body) in map(_plain, self.names or ())

    @property
    def _theirs(self) -> str:
        return f"You may hand in papers of {_listed(self.names or ())}."


def _listed(names: Iterable[str]) -> str:
    return "; ".join(sorted(names)) or "no body"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
