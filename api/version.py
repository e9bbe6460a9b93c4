"""Which Minutebook this is."""

from __future__ import annotations

import importlib.metadata


def version() -> str:
    """The installed version; ``0+uninstalled`` when run from a checkout that was not installed."""
    try:
        return importlib.metadata.version("minutebook")
    except importlib.metadata.PackageNotFoundError:
        return "0+uninstalled"
