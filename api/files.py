"""A briefing as a file to hand over: Word, HTML or Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.briefings.briefing import Briefing
from rag.briefings.export import briefing_to_docx, briefing_to_html, briefing_to_markdown


@dataclass(frozen=True)
class BriefingFile:
    """The bytes with the type that tells a browser what they are."""

    content: bytes
    media_type: str


_MAKERS: dict[str, tuple[Callable[[Briefing], str | bytes], str]] = {
    ".docx": (briefing_to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".html": (briefing_to_html, "text/html; charset=utf-8"),
    ".md": (briefing_to_markdown, "text/markdown; charset=utf-8"),
}


def as_file(briefing: Briefing, ending: str) -> BriefingFile:
    """The briefing in the format of a file ending: ``.docx``, ``.html`` or ``.md``."""
    make, media_type = _MAKERS[ending]
    made = make(briefing)
    return BriefingFile(made.encode() if isinstance(made, str) else made, media_type)


def file_name(briefing: Briefing, ending: str) -> str:
    """A name for the download: the title's letters and figures in ASCII, at most 80 characters."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", str(briefing.to_json()["title"])).strip("-")[:80]
    return f"{plain or 'briefing'}{ending}"
