"""Who asks, what they may do, and the one place that works out what they may see.

Public papers are for everyone who was let in, of whatever body. What is restricted or exempt is for the
officers of the body, and for administrators.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.papers import Access, Scope, Stated
from ingest.structure.body_names import is_certain

EVERY_CLASS = frozenset(Access)
PUBLIC_ONLY = frozenset({Access.PUBLIC})


class AskerRole(StrEnum):
    """What somebody is to the service, from the least to the most."""

    MEMBER = "member"
    EVALUATOR = "evaluator"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a route needs; ``OPEN`` needs nothing, not even to be known."""

    OPEN = "open"
    READ = "read"
    KEEP = "keep papers"
    EVALUATE = "evaluate"
    ADMINISTER = "administer"


_RIGHTS: dict[AskerRole, frozenset[Right]] = {
    AskerRole.MEMBER: frozenset({Right.OPEN, Right.READ}),
    AskerRole.EVALUATOR: frozenset({Right.OPEN, Right.READ, Right.EVALUATE}),
    AskerRole.OFFICER: frozenset({Right.OPEN, Right.READ, Right.KEEP}),
    AskerRole.ADMINISTRATOR: frozenset(Right),
}
_NARROWEST: dict[AskerRole, Access] = {
    AskerRole.MEMBER: Access.PUBLIC,
    AskerRole.EVALUATOR: Access.PUBLIC,
    AskerRole.OFFICER: Access.EXEMPT,
    AskerRole.ADMINISTRATOR: Access.EXEMPT,
}


def classes_up_to(access: Access) -> frozenset[Access]:
    """The class and all that are wider; never without public."""
    return frozenset(each for each in Access if each.rank <= access.rank)


def narrowest_class(role: AskerRole) -> Access:
    """The narrowest class of papers that the role may read."""
    return _NARROWEST[role]


@dataclass(frozen=True)
class Asker:
    """Somebody who was let in. ``asker_id`` stays the same for good and tells nothing of the credentials.

    ``bodies`` None means every body; ``access`` are the classes that may be read within the bodies.
    """

    asker_id: str
    name: str
    role: AskerRole
    bodies: frozenset[str] | None = None
    access: frozenset[Access] = PUBLIC_ONLY

    @classmethod
    def of(
        cls,
        asker_id: str,
        name: str,
        role: AskerRole,
        bodies: frozenset[str] | None = None,
        access: Access = Access.EXEMPT,
    ) -> Asker:
        """Somebody of a role who may read up to ``access``, and never more than the role may."""
        may_read = min(access, narrowest_class(role), key=lambda each: each.rank)
        return cls(asker_id, name, role, bodies, classes_up_to(may_read))

    @property
    def scope(self) -> Scope:
        """What the asker may see: public papers of every body, and the other classes within theirs."""
        if self.bodies is None or self.access <= PUBLIC_ONLY:
            return Scope(self.access, None, self.asker_id)
        return Scope(self.access, self.bodies, self.asker_id, elsewhere=self.access & PUBLIC_ONLY)

    def has(self, right: Right) -> bool:
        """Whether the asker's role holds the right."""
        return right in _RIGHTS[self.role]

    def may_keep(self, body: Stated[str] | None) -> bool:
        """Whether the asker may withdraw and re-class papers of the body; a guessed one is as good as None."""
        if self.bodies is None or body is None:
            return self.may_say_bodies
        return self.has(Right.KEEP) and body.value in self.bodies and is_certain(body)

    @property
    def may_say_bodies(self) -> bool:
        """Whether the asker may say which body a paper is of: who keeps the papers of every body."""
        return self.has(Right.KEEP) and self.bodies is None


OWNER = Asker.of("owner", "the owner of the library", AskerRole.ADMINISTRATOR)
"""Whoever holds the library file: at the keyboard, and behind a service that this machine alone can reach."""
