"""Reads a prompt file and checks it: front matter, then text with exactly the placeholders it names."""

from __future__ import annotations

import hashlib
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

_FOLDER = Path(__file__).parent


class PromptError(Exception):
    """A prompt file that does not say what it must."""


class _Head(BaseModel):
    """The front matter of a prompt file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: int
    placeholders: tuple[str, ...]
    purpose: str


@dataclass(frozen=True)
class Prompt:
    """A prompt as stored: ``fingerprint`` is sixteen hex digits of the whole file."""

    name: str
    version: int
    purpose: str
    placeholders: tuple[str, ...]
    text: str
    fingerprint: str

    def fill(self, **values: str) -> str:
        """The prompt with every placeholder replaced once; braces in the values stay as they are.

        Raises:
            PromptError: A value is missing, or one is given that the prompt does not name.
        """
        if set(values) != set(self.placeholders):
            raise PromptError(f"prompt {self.name} takes {sorted(self.placeholders)}, got {sorted(values)}.")
        pieces = []
        for literal, name, _, _ in string.Formatter().parse(self.text):
            pieces.append(literal)
            if name is not None:
                pieces.append(values[name])
        return "".join(pieces)


def every_prompt() -> tuple[Prompt, ...]:
    """All prompts, by name.

    Raises:
        PromptError: See ``load``.
    """
    return tuple(load(path.stem) for path in sorted(_FOLDER.glob("*.md")))


@cache
def load(name: str) -> Prompt:
    """The prompt called ``name``, checked.

    Raises:
        PromptError: There is no such file, or its front matter and its text disagree.
    """
    path = _FOLDER / f"{name}.md"
    if not path.is_file():
        raise PromptError(f"no prompt {name} in {_FOLDER}.")
    whole = path.read_text(encoding="utf-8")
    parts = whole.split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise PromptError(f"{path.name}: begin with front matter between two lines of ---.")
    text = parts[2].strip() + "\n"
    try:
        head = _Head.model_validate(yaml.safe_load(parts[1]))
        found = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except (yaml.YAMLError, ValueError) as error:  # pydantic's own error is a ValueError
        raise PromptError(f"{path.name}: its front matter or its braces can't be read: {error}") from error
    if head.name != name:
        raise PromptError(f"{path.name}: the front matter calls it {head.name}. Give both one name.")
    if found != set(head.placeholders):
        raise PromptError(
            f"{path.name}: the front matter names {sorted(head.placeholders)}, the text has {sorted(found)}."
        )
    return Prompt(
        name=name,
        version=head.version,
        purpose=head.purpose,
        placeholders=head.placeholders,
        text=text,
        fingerprint=hashlib.sha256(whole.encode()).hexdigest()[:16],
    )
