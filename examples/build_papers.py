"""Makes the sample papers in ``papers/`` from the plain texts in ``sources/``.

Run it as ``python examples/build_papers.py``; ``--out FOLDER`` writes somewhere else. Two runs with the
same libraries give the same bytes: nothing is dated by the clock, and chance starts from a fixed seed.
"""

from __future__ import annotations

import argparse
import io
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

from docx import Document
from pdf_paper import pdf_bytes
from source_text import FIXED_TIME, PUBLISHER, BlockKind, Source, read_source
from web_paper import html_bytes

HERE = Path(__file__).resolve().parent


def text_bytes(source: Source) -> bytes:
    """Plain text; with the setting ``wrap``, broken into lines of at most that many characters."""
    width = int(source.settings.get("wrap", "0"))
    lines = []
    for line in source.body.splitlines():
        is_folded = width > 0 and len(line) > width
        lines += textwrap.wrap(line, width, break_on_hyphens=False) if is_folded else [line]
    return ("\n".join(lines) + "\n").encode()


def markdown_bytes(source: Source) -> bytes:
    """The body as it stands."""
    return source.body.encode()


def docx_bytes(source: Source) -> bytes:
    """A Word file with real heading, list and table styles."""
    document = Document()
    facts = document.core_properties
    facts.title, facts.author, facts.comments = source.settings["title"], PUBLISHER, ""
    facts.created = facts.modified = FIXED_TIME
    styles: dict[BlockKind, str] = {"bullet": "List Bullet", "numbered": "List Number", "text": "Normal"}
    for block in source.blocks():
        if block.kind == "heading":
            document.add_heading(block.text, block.level)
        elif block.kind == "table":
            table = document.add_table(0, len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        else:
            document.add_paragraph(block.text, styles[block.kind])
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_times(written)


def _with_fixed_times(archive: io.BytesIO) -> bytes:
    """The same zip archive with one time stamp on every member, so that the bytes can be compared."""
    result = io.BytesIO()
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, FIXED_TIME.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return result.getvalue()


WRITERS: dict[str, Callable[[Source], bytes]] = {
    ".pdf": pdf_bytes,
    ".docx": docx_bytes,
    ".html": html_bytes,
    ".txt": text_bytes,
    ".md": markdown_bytes,
}


def build(folder: Path) -> list[Path]:
    """Write every paper into ``folder``, which is made if need be, and return their paths by name."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for path in sorted((HERE / "sources").glob("*.md")):
        source = read_source(path)
        paper = folder / source.file_name
        paper.write_bytes(WRITERS[paper.suffix](source))
        written.append(paper)
    return sorted(written)


def main() -> None:
    """Build the papers and say how many there are."""
    options = argparse.ArgumentParser(description="Make the sample papers from their sources.")
    options.add_argument("--out", type=Path, default=HERE / "papers", help="folder to write to")
    papers = build(options.parse_args().out)
    size_kb = sum(paper.stat().st_size for paper in papers) / 1024
    sys.stdout.write(f"{len(papers)} papers, {size_kb:.0f} KB\n")


if __name__ == "__main__":
    main()
