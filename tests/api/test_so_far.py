"""What an upload has stored is told by the library itself, and by where papers came from."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from api.jobs.so_far import SoFar
from api.taking_in.wire import Upload
from ingest.desks import Desks
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library


def _lamp(number: int, day: str = "Sundays") -> bytes:
    return f"{number}. Lamp {number}\n\nIt was agreed that lamp {number} be lit on {day}.\n".encode()


def _pack(*lamps: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in lamps:
            archive.writestr(name, content)
    return buffer.getvalue()


def _upload(name: str, desk: str = "") -> Upload:
    return Upload("0" * 32, name, Access.PUBLIC, Desks(desk), None)


def test_what_was_stored_of_a_pack_is_told_and_nothing_of_anybody_else(own_library: Path) -> None:
    with Library.create_or_open(own_library) as library:
        intake = Intake(library, is_indexing=False)
        intake.ingest_upload(_pack(("a.txt", _lamp(1)), ("b.txt", _lamp(2))), "pack.zip", Desks("desk/"))
        so_far = SoFar(library, _upload("pack.zip", "desk/"))
        assert so_far.outcomes() == []
        changed = _pack(("a.txt", _lamp(1)), ("b.txt", _lamp(2, "Mondays")), ("c.txt", _lamp(3)))
        sent = intake.ingest_upload(changed, "pack.zip", Desks("desk/"))
        for name, desk in (("pack.zip", "other/"), ("pack.zip.txt", "desk/"), ("pack.zi", "desk/")):
            intake.ingest_upload(_lamp(len(name + desk)), name, Desks(desk))
        told = so_far.outcomes()
    assert [(each.path, each.status) for each in told] == [
        ("pack.zip!/b.txt", "replaced"),
        ("pack.zip!/c.txt", "new"),
    ]
    assert told == [each for each in sent if each.status != "unchanged"]


def test_one_paper_is_told_by_its_name(own_library: Path) -> None:
    with Library.create_or_open(own_library) as library:
        so_far = SoFar(library, _upload("lamp_%.txt"))
        stored = Intake(library, is_indexing=False).ingest_upload(_lamp(1), "lamp_%.txt")
        Intake(library, is_indexing=False).ingest_upload(_lamp(2), "lamp_1.txt")
        assert so_far.outcomes() == stored
