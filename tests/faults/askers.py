"""Who asks in the attacks: six people with keys, by the plain rule of what they may see, and what they ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from secret_papers import BODIES

from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.database import Records
from ingest.papers import Access, Scope
from ingest.store.library import Library


@dataclass(frozen=True)
class Asker:
    """Somebody with a key, and by the plain rule what they may see."""

    name: str
    role: AskerRole
    body: str | None = None

    def may_see(self, body: str, access: Access) -> bool:
        """The rule, written apart from the code that is tried."""
        if self.role is AskerRole.ADMINISTRATOR or access is Access.PUBLIC:
            return True
        return self.role is AskerRole.OFFICER and self.body == body


ASKERS = (
    Asker("administrator", AskerRole.ADMINISTRATOR),
    *(Asker(f"officer of {body}", AskerRole.OFFICER, body) for body in BODIES),
    *(Asker(f"member of {body}", AskerRole.MEMBER, body) for body in BODIES),
    Asker("evaluator", AskerRole.EVALUATOR),
)
"""Who sees most comes first: what a cache kept of theirs must not reach the others."""
MEMBER = ASKERS[3]


def keys_for(library: Path) -> dict[str, str]:
    """A key for each asker, by name."""
    with Records(library) as records:
        return {
            asker.name: Keys(records)
            .add(asker.name, asker.role, bodies=None if asker.body is None else frozenset({asker.body}))
            .text
            for asker in ASKERS
        }


@dataclass(frozen=True)
class Known:
    """What the owner of the library knows of it, to ask for by name and number."""

    papers: Mapping[str, str]
    passages: tuple[str, ...]
    entries: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Known:
        owner = Scope.owner()
        with Library.open(folder) as library:
            papers = {record.name: record.paper_id for record in library.papers(owner)}
            passages = [each.passage_id for one in papers.values() for each in library.passages(owner, one)]
            entries = [each.entry_id for each in library.ledger(owner)]
        return cls(papers, tuple(passages), tuple(entries))
