"""The layouts in which public question sets come."""

from __future__ import annotations

from enum import StrEnum


class Layout(StrEnum):
    """A layout that can be imported, by the set that it is known from."""

    BEIR = "beir"
    SQUAD2 = "squad2"
    QMSUM = "qmsum"
