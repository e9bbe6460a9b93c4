"""Papers that are one text, told from pairs that are alike: not every two of them need to have been compared."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date

from ingest.papers import Kind
from ingest.store.forms import Form
from ingest.structure.likeness import Relation


def grouped(alike: Mapping[str, Set[str]], forms: Mapping[str, Form]) -> list[list[Form]]:
    """Groups of two papers and more, the best first in each; a paper joins the first group that takes it.

    All of a group must agree: an undated copy does not make one paper of two that are dated differently.

    Args:
        alike: For each paper those that hold the same words, both ways.
        forms: The papers that ``alike`` names.
    """
    groups: list[_Group] = []
    for connected in _connected(alike):
        joined: list[_Group] = []
        for form in sorted((forms[each] for each in connected), key=lambda each: each.rank):
            group = next((each for each in joined if each.takes(form)), None)
            if group is None:
                group = _Group()
                joined.append(group)
            group.add(form)
        groups += joined
    return [group.members for group in groups if len(group.members) > 1]


class _Group:
    """Papers that are one text, in the order in which they came; equal facts are compared once."""

    def __init__(self) -> None:
        self.members: list[Form] = []
        self._kinds: dict[tuple[Kind, str | None, date | None], Form] = {}

    def takes(self, form: Form) -> bool:
        """Whether nothing speaks against the paper's being the same as each of these."""
        return all(each.can_be(form, Relation.SAME) for each in self._kinds.values())

    def add(self, form: Form) -> None:
        """Take it as one of these."""
        self.members.append(form)
        self._kinds.setdefault((form.kind, form.body, form.date), form)


def _connected(alike: Mapping[str, Set[str]]) -> list[set[str]]:
    """The papers that are alike, or alike to what is alike, together; in order of their ids."""
    found: list[set[str]] = []
    seen: set[str] = set()
    for first in sorted(alike):
        if first in seen:
            continue
        reached, waiting = {first}, [first]
        while waiting:
            new = {each for each in alike[waiting.pop()] if each not in reached}
            reached |= new
            waiting += new
        seen |= reached
        found.append(reached)
    return found
