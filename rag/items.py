"""What stands under one item of a paper: the passages that share its number and title."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.store.records import StoredPassage

PassagesOf = Callable[[str], Sequence[StoredPassage]]
"""Gives the passages of a paper by its id."""


def of_item(held: StoredPassage, passages: PassagesOf) -> list[StoredPassage]:
    """The passages under the item that a passage stands under; where it is of none, those of no item."""
    place = held.item, held.item_title
    return [each for each in passages(held.paper_id) if (each.item, each.item_title) == place]


def under_item(held: StoredPassage, passages: PassagesOf) -> list[StoredPassage]:
    """The passages under the item that a passage stands under; nothing where it is of none."""
    return [] if held.item is None and held.item_title is None else of_item(held, passages)
