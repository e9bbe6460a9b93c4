"""The file of the interface's description, ``docs/openapi.json``; ``python -m api.openapi`` writes it anew."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from api.app import create_app
from api.description import Description
from api.settings import AppSettings
from ingest.store.library import Library
from rag.assembly import assemble

FILE = Path(__file__).parent.parent / "docs" / "openapi.json"
HOW_TO_RENEW = "python -m api.openapi"


def described() -> Description:
    """The description of the application over an empty library."""
    with tempfile.TemporaryDirectory() as folder:
        Library.create_or_open(Path(folder) / "library").close()
        settings = AppSettings(library=Path(folder) / "library")
        with assemble(settings.for_answers()) as minutebook:
            application = create_app(minutebook, settings)
            description: Description = application.openapi()
            application.state.service.records.close()
    return description


def as_text(description: Description) -> str:
    """The description as the file has it: keys in the order of the routes, and a line feed at the end."""
    return json.dumps(description, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(as_text(described()), "utf-8")
