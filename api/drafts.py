"""A draft briefing as the service gives it: with the record that it can be brought up to date and approved by."""

from __future__ import annotations

from typing import Any, Literal

from api.files import BriefingFile, as_file
from rag.briefings.arrange import arrange
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.carried import recorded_json
from rag.briefings.provenance import provenance_of
from rag.briefings.template import Template


class Drafted:
    """A briefing that was just drafted for somebody, ready to be given in any format."""

    def __init__(self, briefing: Briefing, request: BriefRequest, template: Template) -> None:
        self._briefing = briefing
        self._template = template
        self._arranged = arrange(briefing, template)
        self._record = provenance_of(self._arranged, request)

    def to_json(self) -> dict[str, Any]:
        """The briefing with its record, by the template."""
        return recorded_json(self._arranged, self._record)

    def to_file(self, form: Literal["md", "html", "docx"]) -> BriefingFile:
        """The briefing as a file with its record in it."""
        return as_file(self._briefing, f".{form}", self._template, self._record)
