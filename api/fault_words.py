"""What is wrong with a request, in words that say what to do; the framework's own speak of its types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_VALUE_ERROR = "Value error, "
_NOT_AN_OBJECT = frozenset({"model_attributes_type", "model_type", "dict_type"})
_NO_DATE = frozenset(
    {"date_parsing", "date_from_datetime_parsing", "date_type", "date_from_datetime_inexact"}
)
_UNKNOWN = "Extra inputs are not permitted"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (``body.question``), and what."""

    location: str
    message: str


def fault_of(found: Mapping[str, Any]) -> Fault:
    """A fault as the framework found it, plainly told. Nothing that was sent is in it but names of fields."""
    kind, place = str(found["type"]), tuple(str(part) for part in found["loc"])
    if kind == "json_invalid":
        # The framework takes the character at which it gave up for a part of the place.
        return Fault(place[0], f"this is not JSON from character {place[-1]} on")
    return Fault(".".join(place), _message(kind, place, str(found["msg"])))


def _message(kind: str, place: tuple[str, ...], said: str) -> str:
    if kind in _NOT_AN_OBJECT and place == ("body",):
        return "send a JSON object, and with it the header Content-Type: application/json"
    if kind in _NO_DATE:
        return "a date is written as 2019-09-24"
    if "Expected UploadFile" in said:
        return "send a file here, with its name, and not text"
    if said == _UNKNOWN:
        name = "parameter" if place[0] == "query" else "field"
        return f"there is no such {name}; those that there are stand at /docs"
    return said.removeprefix(_VALUE_ERROR)
