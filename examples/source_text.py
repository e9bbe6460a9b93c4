"""The sources of the sample papers: settings, then one block a line.

A source starts with settings between two lines of ``---``; ``file`` names the paper and, by its ending,
the format. Then one block a line: ``#`` to ``###`` headings, ``-`` bullets, ``+`` entries that the word
processor numbers, ``|`` table rows, lines from ``[scan]`` to ``[end]`` that become a page without a text
layer, and ``[cut N]`` where a web page leaves the minutes of item N unfinished.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

PUBLISHER = "Haldenshire County Council"
FIXED_TIME = datetime(2025, 2, 3, 9, 0, 0)  # stands in for the clock, so that two runs agree
LABELLED_POINT = re.compile(r"^(\([a-z0-9]+\)|\d+(?:\.\d+)*\.?)\s+(?=\S)")

BlockKind = Literal["heading", "text", "bullet", "numbered", "table", "scan"]


class SourceError(Exception):
    """A source can't be turned into a paper; the message names the file and the line."""


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list entry, table or scanned page.

    ``level`` counts from 1 and is 0 for anything but a heading; ``lines`` holds one line of text, except
    for tables (one line a row, cells parted by ``|``) and scans (the lines on the page).
    """

    kind: BlockKind
    lines: tuple[str, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """The words of a block that is a single line."""
        return " ".join(self.lines)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row."""
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in self.lines]


@dataclass(frozen=True)
class Source:
    """The settings and the body of one file in ``sources/``."""

    settings: dict[str, str]
    body: str

    @property
    def file_name(self) -> str:
        """The name of the paper to be written."""
        return self.settings["file"]

    def blocks(self) -> list[Block]:
        """The body as blocks, in order."""
        found: list[Block] = []
        scan: list[str] | None = None
        for line in self.body.splitlines():
            if line == "[scan]":
                scan = []
            elif line == "[end]" and scan is not None:
                found.append(Block("scan", tuple(scan)))
                scan = None
            elif scan is not None:
                scan.append(line)
            elif line.startswith("|") and found and found[-1].kind == "table":
                found[-1] = Block("table", (*found[-1].lines, line))
            elif line.strip():
                found.append(_block(line))
        if scan is not None:
            raise SourceError(f"{self.file_name}: [scan] without [end]. Close the scanned page.")
        return found


def _block(line: str) -> Block:
    """The block that a single line stands for."""
    if heading := re.match(r"(#{1,3}) (.+)", line):
        return Block("heading", (heading[2],), len(heading[1]))
    markers: dict[str, BlockKind] = {"- ": "bullet", "+ ": "numbered"}
    if kind := markers.get(line[:2]):
        return Block(kind, (line[2:],))
    return Block("table" if line.startswith("|") else "text", (line,))


def read_source(path: Path) -> Source:
    """Read one source file.

    Raises:
        SourceError: the settings are missing or have no ``file``.
    """
    match = re.match(r"---\n(.*?)\n---\n(.*)", path.read_text(encoding="utf-8"), re.DOTALL)
    if match is None:
        raise SourceError(f"{path.name}: no settings at the top. Put them between two lines of ---.")
    settings = dict(line.split(": ", 1) for line in match[1].splitlines())
    if "file" not in settings:
        raise SourceError(f"{path.name}: no file name in the settings. Add a line such as file: minutes.pdf")
    return Source(settings, match[2].strip("\n") + "\n")
