"""``minutebook config``."""

from __future__ import annotations

from dataclasses import asdict

from api.commands.options import AsJson, LibraryFolder
from api.terminal import say, say_json


def config(library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """Show every setting, its value and where it came from; secrets are masked."""
    from api.settings import load

    rows = load(library).rows()
    if as_json:
        say_json({"settings": [asdict(row) for row in rows]})
        return
    for row in rows:
        value = "(not set)" if row.value is None else row.value
        say(f"{row.name} = {value}  [{row.source}, {row.variable}]\n    {row.description}")
