"""Forms say what they say once and plainly: an empty, doubled or unknown field is refused, not passed over.

The framework takes an empty field for one that was not sent, and the last of two for the only one: who meant to say
who may see a paper, and did not, must be told so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from api.parameters import LONGEST_TOLD


def form_of(*names: str) -> Callable[[Request], Awaitable[None]]:
    """A dependency of a route whose form has these fields and no other."""

    async def plain_fields_only(request: Request) -> None:
        """Go on where each field is known, is there once, and is not empty.

        Raises:
            RequestValidationError: One is not; 422.
        """
        # Read before by the framework, for the route's own fields.
        sent = list((await request.form()).multi_items())
        given = [name for name, _ in sent]
        told = {name: _fault(name, given, names) for name in given}
        told |= {
            name: "the field is empty; leave it out or fill it in" for name, value in sent if value == ""
        }
        faults = [(name, fault) for name, fault in told.items() if fault]
        if faults:
            raise RequestValidationError(
                [
                    {"type": "value_error", "loc": ("body", name[:LONGEST_TOLD]), "msg": fault}
                    for name, fault in faults
                ]
            )

    return plain_fields_only


def _fault(name: str, given: list[str], names: tuple[str, ...]) -> str | None:
    if name not in names:
        return f"there is no such field; there are: {', '.join(names)}"
    return "the field is there more than once; send it once" if given.count(name) > 1 else None
