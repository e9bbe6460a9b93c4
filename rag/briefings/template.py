"""The template of briefings: the order of sections, house words, and how much; a TOML file a council can change.

What makes a briefing safe to use is no part of it: citations, sources, the summary and the mark of a draft.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from rag.briefings.wording import HEADINGS
from rag.errors import TemplateError

SECTION_KEYS = tuple(HEADINGS)
SUMMARY = "summary"
ALWAYS_THERE = "The summary, citations, sources and the mark of a draft can't be switched off."
LONGEST_FILE = 65_536
"""Bytes of a template file."""
_TITLE = "{title}"


class SectionRule(BaseModel):
    """How one section is headed and how many points it may have; None leaves it as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: str
    heading: str | None = Field(default=None, min_length=1, max_length=120)
    most_points: int | None = Field(default=None, ge=1, le=200)

    @field_validator("key")
    @classmethod
    def _is_known(cls, key: str) -> str:
        if key not in SECTION_KEYS:
            raise ValueError(f"no section is called {key!r}. Sections: {', '.join(SECTION_KEYS)}")
        return key

    @field_validator("heading")
    @classmethod
    def _has_words(cls, heading: str | None) -> str | None:
        if heading is not None and not heading.strip():
            raise ValueError("a heading needs words")
        return heading

    @model_validator(mode="after")
    def _keeps_the_summary_whole(self) -> Self:
        if self.key == SUMMARY and self.most_points is not None:
            raise ValueError("most_points can't be set for the summary, which speaks of every item")
        return self


class Template(BaseModel):
    """A template as its file says it; see ``template.toml`` for what each field does."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: str = Field(default=_TITLE, max_length=200)
    draft: str = Field(
        default="Draft: not approved. An officer must check every sentence against its source before this is used.",
        max_length=240,
    )
    most_points: int = Field(default=40, ge=1, le=200)
    leave_out: list[str] = Field(default_factory=list)
    section: list[SectionRule] = Field(default_factory=list)

    @field_validator("title")
    @classmethod
    def _holds_the_title(cls, title: str) -> str:
        if _TITLE not in title or set("{}") & set(title.replace(_TITLE, "")):
            raise ValueError(f"the title line must hold {_TITLE}, and no other braces")
        return title

    @field_validator("draft")
    @classmethod
    def _says_draft(cls, statement: str) -> str:
        if not re.search(r"\bdraft\b", statement, re.IGNORECASE):
            raise ValueError(f'the statement must hold the word "draft". {ALWAYS_THERE}')
        return statement

    @field_validator("leave_out")
    @classmethod
    def _may_be_left_out(cls, keys: list[str]) -> list[str]:
        allowed = [key for key in SECTION_KEYS if key != SUMMARY]
        wrong = [key for key in keys if key not in allowed]
        if wrong:
            raise ValueError(
                f"{', '.join(map(repr, wrong))} can't be left out. {ALWAYS_THERE} "
                f"Sections that can be left out: {', '.join(allowed)}"
            )
        return keys

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        named = Counter([*(rule.key for rule in self.section), *self.leave_out])
        twice = [key for key, count in named.items() if count > 1]
        if twice:
            raise ValueError(
                f"{', '.join(twice)}: named twice. Name a section once, in [[section]] or leave_out"
            )
        return self

    def titled(self, title: str) -> str:
        """The title line of a briefing with this title."""
        return self.title.replace(_TITLE, title)

    def over(self, usual: Template) -> Template:
        """This template, with what its file does not say of the sections as the usual one has it; summary first."""
        usual_rules = {rule.key: rule for rule in usual.section}
        own = {rule.key: rule for rule in self.section}
        keys = sorted({**own, **usual_rules}, key=lambda key: key != SUMMARY)
        rules = []
        for key in keys:
            rule = own.get(key) or usual_rules[key]
            if rule.heading is None and key in usual_rules:
                rule = rule.model_copy(update={"heading": usual_rules[key].heading})
            if key not in self.leave_out:
                rules.append(rule)
        return self.model_copy(update={"section": rules})


def template_text() -> str:
    """The template that is shipped, as its file stands, to be copied and changed."""
    return resources.files("rag.briefings").joinpath("template.toml").read_text(encoding="utf-8")


@cache
def default_template() -> Template:
    """The template that holds where no other is given."""
    return _parse(template_text(), "template.toml")


def load_template(path: Path) -> Template:
    """The template in a file, completed from the one that is shipped.

    Raises:
        TemplateError: The file can't be read, is not TOML, or says something that a template can't.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise TemplateError(
                f"{path}: not a file. Give a file such as minutebook brief --show-template prints."
            )
        if size > LONGEST_FILE:
            raise TemplateError(
                f"{path}: {size:,} bytes are too many for a template; {LONGEST_FILE:,} is the most."
            )
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    except OSError as error:
        raise TemplateError(
            f"{path}: {error.strerror}. Begin with a copy of the usual one: minutebook brief --show-template"
        ) from error
    return _parse(text, str(path)).over(default_template())


def _parse(text: str, name: str) -> Template:
    try:
        return Template.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{name}: not TOML: {error}. See minutebook brief --show-template") from error
    except ValidationError as error:
        faults = [_in_words(fault, text, name) for fault in error.errors(include_url=False)]
        raise TemplateError("; ".join(faults) + ". See minutebook brief --show-template") from None


def _in_words(fault: ErrorDetails, text: str, name: str) -> str:
    place = fault["loc"]
    line = _line_of(place, text)
    at = f"{name}, line {line}" if line else name
    field = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        model = SectionRule if len(place) > 1 else Template
        message = f"no such field. Fields: {', '.join(model.model_fields)}. {ALWAYS_THERE}".rstrip(".")
    elif place == ("draft",) and ALWAYS_THERE not in message:
        message = f"{message}. {ALWAYS_THERE}".rstrip(".")
    return f"{at}: {field}: {message}" if field else f"{at}: {message}"


def _line_of(place: Sequence[str | int], text: str) -> int | None:
    """The line, from 1, that a field stands on; None where the file writes it in a way that is not looked for."""
    lines = text.splitlines()
    tables = [n for n, line in enumerate(lines) if re.match(r"\s*\[", line)]
    names = [part for part in place if isinstance(part, str)]
    first = 0
    if len(place) > 1 and names[0] == "section" and isinstance(place[1], int):
        own = [n for n in tables if re.match(r"\s*\[\[\s*section\s*\]\]", lines[n])]
        if place[1] >= len(own):
            return None
        first = own[place[1]] + 1
    last = next((n for n in tables if n >= first), len(lines))
    field = names[-1] if names else ""
    found = next(
        (n for n in range(first, last) if re.match(rf"\s*[\"']?{re.escape(field)}[\"']?\s*=", lines[n])), None
    )
    return (found + 1 if found is not None else first) or None
