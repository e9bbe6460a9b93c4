"""A briefing as a file to hand over: Word, HTML or Markdown, by the template that is set."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from api.errors import WrongUse
from rag.briefings.briefing import Briefing
from rag.briefings.carried import with_record
from rag.briefings.export import briefing_to_docx, briefing_to_html, briefing_to_markdown
from rag.briefings.provenance import Provenance
from rag.briefings.template import Template, default_template, load_template
from rag.errors import TemplateError


@dataclass(frozen=True)
class BriefingFile:
    """The bytes with the type that tells a browser what they are."""

    content: bytes
    media_type: str


_MAKERS: dict[str, tuple[Callable[[Briefing, Template], str | bytes], str]] = {
    ".docx": (briefing_to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".html": (briefing_to_html, "text/html; charset=utf-8"),
    ".md": (briefing_to_markdown, "text/markdown; charset=utf-8"),
}


def template_at(path: Path | None) -> Template:
    """The template in the file; without one the template that is shipped.

    Raises:
        WrongUse: The file can't be used as a template.
    """
    if path is None:
        return default_template()
    try:
        return load_template(path)
    except TemplateError as error:
        raise WrongUse(str(error)) from error


def as_file(
    briefing: Briefing, ending: str, template: Template | None = None, record: Provenance | None = None
) -> BriefingFile:
    """The briefing in the format of a file ending: ``.docx``, ``.html`` or ``.md``.

    With the record of what it was drafted from in it, the file can be brought up to date.
    """
    make, media_type = _MAKERS[ending]
    made = make(briefing, template or default_template())
    content = made.encode() if isinstance(made, str) else made
    return BriefingFile(content if record is None else with_record(content, ending, record), media_type)


def file_name(briefing: Briefing, ending: str) -> str:
    """A name for the download: the title's letters and figures in ASCII, at most 80 characters."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", str(briefing.to_json()["title"])).strip("-")[:80]
    return f"{plain or 'briefing'}{ending}"
