"""Askers and what they may see, as text that can be kept and compared."""

from __future__ import annotations

import json

from api.identity.roles import Asker, AskerRole
from ingest.papers import Access, Scope


def rights_of(scope: Scope) -> str:
    """The same text for scopes that see the same."""
    access, bodies, elsewhere = scope.rights
    return json.dumps([sorted(access), None if bodies is None else sorted(bodies), sorted(elsewhere)])


def asker_text(asker: Asker) -> str:
    """An asker, for work that goes on when the request has ended."""
    return json.dumps(
        {
            "id": asker.asker_id,
            "name": asker.name,
            "role": asker.role.value,
            "bodies": None if asker.bodies is None else sorted(asker.bodies),
            "access": sorted(asker.access),
        }
    )


def asker_from(text: str) -> Asker:
    """The asker that ``asker_text`` wrote down."""
    kept = json.loads(text)
    return Asker(
        kept["id"],
        kept["name"],
        AskerRole(kept["role"]),
        None if kept["bodies"] is None else frozenset(kept["bodies"]),
        frozenset(Access(each) for each in kept["access"]),
    )
