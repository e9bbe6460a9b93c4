"""The description of the HTTP interface (OpenAPI 3.1), made complete.

FastAPI describes what the routes say of themselves. Added here is what holds for all of them, and an example of each
reply, taken from a service over invented papers.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from api.problems import MEDIA_TYPE, Problem, problem_reply

OPENAI = "/v1/"
OPEN = ("/health/", "/login", "/logout")
_FORM = "Body_"
"""How the framework's names of forms begin."""
_METHODS = ("get", "post", "put", "patch", "delete")
_FOR_ALL = (401, 403, 429)
_RETRY = {429, 503}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FILES: dict[str, tuple[str, ...]] = {
    "POST /api/v1/briefings": (_WORD, "text/html", "text/markdown"),
    "POST /api/v1/summaries": (_WORD, "text/html", "text/markdown"),
    "GET /api/v1/jobs/{job_id}/result": (_WORD, "text/html", "text/markdown"),
    "GET /api/v1/timeline": ("image/svg+xml", _WORD, "text/html", "text/markdown"),
    "GET /api/v1/audit": ("text/csv",),
}
"""What else than JSON an operation gives where it is asked for."""

Description = dict[str, Any]


def complete(description: Description) -> Description:
    """The description with the shape of problems, who may ask, and an example of each reply; changes it in place."""
    schemas = description["components"].setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update({**problem.pop("$defs", {}), "Problem": problem, "OpenAIError": _OPENAI_ERROR})
    description["components"]["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key (minutebook keys add). Browsers of people who signed in at /login send the "
            "cookie of their session instead. A service that this machine alone can reach, and for which there is no "
            "key and no login, needs neither.",
        }
    }
    for name in (name for name in schemas if name.startswith(_FORM)):
        schemas[name]["additionalProperties"] = False  # see api.form_fields
    for path, item in description["paths"].items():
        for method in _METHODS:
            if method in item:
                _complete(item[method], method.upper(), path)
    return description


def _complete(operation: Description, method: str, path: str) -> None:
    replies = operation["responses"]
    example = _examples().get(f"{method} {path}")
    if not path.startswith(OPEN):
        operation["security"] = [{"key": []}]
        for status in _FOR_ALL:
            replies.setdefault(str(status), problem_reply(status))
    for status, reply in replies.items():
        if int(status) in _RETRY:
            reply["headers"] = {
                "Retry-After": {
                    "description": "Seconds to wait.",
                    "schema": {"type": "integer", "minimum": 1},
                }
            }
        if path.startswith(OPENAI) and MEDIA_TYPE in reply.get("content", {}):
            reply["content"] = {"application/json": {"schema": {"$ref": "#/components/schemas/OpenAIError"}}}
    for kind in _FILES.get(f"{method} {path}", ()):
        replies["200"]["content"][kind] = {"schema": {"type": "string"}}
    if example is not None:
        kinds = next(reply for status, reply in sorted(replies.items()) if status.startswith("2"))["content"]
        kinds["application/json"]["example"] = example
    operation["responses"] = dict(sorted(replies.items()))


_OPENAI_ERROR: Description = {
    "title": "OpenAIError",
    "description": "What went wrong, as OpenAI clients know it.",
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string", "examples": ["invalid_request_error"]},
                "param": {"type": ["string", "null"], "description": "The field that is at fault."},
                "code": {"type": "string", "description": "As in Problem."},
            },
        }
    },
}


@lru_cache(maxsize=1)
def _examples() -> dict[str, object]:
    found: dict[str, object] = json.loads((files("api") / "pages" / "examples.json").read_text("utf-8"))
    return found
