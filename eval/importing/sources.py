"""Files of public question sets, read with their mistakes told by file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from eval.errors import SourceError

Model = TypeVar("Model", bound=BaseModel)


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers from 1, blank ones left out; a file of any size.

    Raises:
        SourceError: It can't be read, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                if text.strip():
                    yield number, text
    except OSError as error:
        raise SourceError(f"{path}: can't be read ({error.strerror}). Check the path.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8. Give the set as it was published.") from error


def parsed(path: Path, number: int | None, content: str | bytes, model: type[Model], layout: str) -> Model:
    """The content of a file, or of one line of it, as a model; ``layout`` says what was expected.

    Raises:
        SourceError: It is something else; the message names file, line and field.
    """
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        where = f"{path}, line {number}" if number else f"{path}"
        what = f"field '{place}': {first['msg']}" if place else first["msg"]
        raise SourceError(f"{where}: {what}. {layout}") from error


def whole(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        SourceError: It can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: can't be read ({error.strerror}). Check the path.") from error
