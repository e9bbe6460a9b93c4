"""Files that lie, lead elsewhere or unfold without end, each with what must become of it.

Nothing in them does harm outside a parser. Ports and hosts are ones where nothing listens.
"""

from __future__ import annotations

from collections.abc import Iterator

from lying_files.endless_pdfs import pdfs_without_end
from lying_files.in_words import messages, texts, web_pages
from lying_files.lying import LyingFile
from lying_files.pdfs import with_odd_lengths, with_odd_pictures
from lying_files.zipped import archives, misnamed, word_files


def lying_files() -> Iterator[LyingFile]:
    """All of them, the files of one format after another."""
    yield from with_odd_pictures()
    yield from with_odd_lengths()
    yield from pdfs_without_end()
    yield from archives()
    yield from word_files()
    yield from web_pages()
    yield from messages()
    yield from misnamed()
    yield from texts()
