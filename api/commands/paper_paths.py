"""``--papers PATH...``: one option that takes any number of files and folders."""

from __future__ import annotations

from pathlib import Path

import typer
from typer.core import TyperCommand

from api.errors import PathMissing

PAPERS = "--papers"
_GOLDEN_ENDINGS = (".jsonl", ".ndjson", ".json", ".yaml", ".yml", ".csv")
"""Endings of golden sets, none of which is one of a paper."""


class TakesSeveralPapers(TyperCommand):
    """Lets one ``--papers`` be followed by any number of paths, up to the next option."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, _one_option_a_path(args))


def require_paths(*paths: Path) -> None:
    """Refuse paths at which there is nothing.

    Raises:
        PathMissing: One of them.
    """
    for path in paths:
        if not path.exists():
            raise PathMissing(f"{path}: there is no such file or folder. Check the path.")


def _one_option_a_path(args: list[str]) -> list[str]:
    """``--papers a b`` as ``--papers a --papers b``; a golden set among them stays the argument it is."""
    spread: list[str] = []
    is_in_papers = False
    for position, arg in enumerate(args):
        if arg.startswith("-"):
            is_in_papers = arg == PAPERS
            spread.append(arg)
        elif is_in_papers and args[position - 1] != PAPERS and not arg.lower().endswith(_GOLDEN_ENDINGS):
            spread += [PAPERS, arg]
        else:
            spread.append(arg)
    return spread
