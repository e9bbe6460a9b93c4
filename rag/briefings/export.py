"""A briefing as a file to hand over: arranged by a template, told to be a draft or approved, then written.

Text of papers is data: it is escaped in every format, and nothing in it becomes a link or markup.
"""

from __future__ import annotations

from rag.briefings.arrange import arrange
from rag.briefings.briefing import Briefing
from rag.briefings.draft_mark import standing_of
from rag.briefings.markdown import briefing_as_markdown
from rag.briefings.page import briefing_as_html
from rag.briefings.template import Template, default_template
from rag.briefings.word import briefing_as_docx

DRAFT = default_template().draft
"""What stands below the title of a draft where no template says it otherwise."""


def briefing_to_markdown(briefing: Briefing, template: Template | None = None) -> str:
    """A briefing as Markdown, by the usual template where none is given."""
    used = template or default_template()
    arranged = arrange(briefing, used)
    return briefing_as_markdown(arranged, standing_of(arranged, used))


def briefing_to_html(briefing: Briefing, template: Template | None = None) -> str:
    """A briefing as one web page, by the usual template where none is given."""
    used = template or default_template()
    arranged = arrange(briefing, used)
    return briefing_as_html(arranged, standing_of(arranged, used))


def briefing_to_docx(briefing: Briefing, template: Template | None = None) -> bytes:
    """A briefing as a Word file, by the usual template where none is given."""
    used = template or default_template()
    arranged = arrange(briefing, used)
    return briefing_as_docx(arranged, standing_of(arranged, used))
