"""What the groups of a login provider may do here: ``MINUTEBOOK_OIDC_GROUPS``, read and applied.

    {"councillors": {"role": "member"},
     "cmt-team": {"role": "officer", "bodies": ["Harbour Panel"], "access": "restricted"}}

``*`` stands for everybody whom the provider vouches for. Who is in several groups has the highest role among
them (administrator, officer, evaluator, member), all bodies that the groups of that role have, and in each of them
the classes that all of these groups have: no two groups together open what neither opens alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.identity.roles import Asker, AskerRole, narrowest_class
from api.identity.sessions import Person
from ingest.papers import Access

EVERYBODY = "*"


class Grant(BaseModel):
    """What one group may do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: AskerRole
    bodies: tuple[str, ...] | None = Field(
        default=None, description="An officer's bodies, as the papers spell them; without them every body."
    )
    access: Access | None = Field(
        default=None, description="The narrowest class that may be read; without it, as the role says."
    )

    @model_validator(mode="after")
    def _administrators_see_all(self) -> Grant:
        if self.role is AskerRole.ADMINISTRATOR and self.bodies is not None:
            raise ValueError("administrators see every body: leave bodies out, or make the group officers")
        return self


def asker_from(person: Person, grants: Mapping[str, Grant]) -> Asker | None:
    """Who the person is here; None where no group of theirs may do anything."""
    theirs = [grant for group, grant in grants.items() if group == EVERYBODY or group in person.groups]
    if not theirs:
        return None
    order = list(AskerRole)
    role = max((grant.role for grant in theirs), key=order.index)
    of_role = [grant for grant in theirs if grant.role is role]
    bodies: frozenset[str] | None = frozenset(body for grant in of_role for body in grant.bodies or ())
    if any(grant.bodies is None for grant in of_role):
        bodies = None
    classes = [grant.access or narrowest_class(role) for grant in of_role]
    return Asker.of(person.asker_id, person.name, role, bodies, min(classes, key=lambda each: each.rank))
