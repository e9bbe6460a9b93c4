"""What commands change is on the record too, once a service keeps one, and what is gone leaves every copy."""

from __future__ import annotations

from pathlib import Path

from api.identity.roles import OWNER
from api.records.audit import Audit
from api.records.chain import Action, Deed, PaperVersion
from api.records.database import Records
from api.records.erasing import erase_gone
from ingest.store.index import remove_stale
from ingest.store.library import Library


def note_change(folder: Path, library: Library, action: Action, paper: PaperVersion, **detail: str) -> None:
    """Record that the owner changed a paper, and take what is gone out of the index and the records.

    Without a service there are no records.

    Raises:
        RecordsError: The change is made, and could not be recorded.
    """
    remove_stale(library)
    if not Records.are_in(folder):
        return
    with Records(folder) as records:
        audit = Audit(records)
        audit.record(Deed(action, OWNER.asker_id, OWNER.role, papers=[paper], detail=detail))
        erase_gone(records, audit, library)


def note_deed(folder: Path, action: Action, **detail: str) -> None:
    """Record that the owner did something that a service has to do with.

    Raises:
        RecordsError: It is done, and could not be recorded.
    """
    with Records(folder) as records:
        Audit(records).record(Deed(action, OWNER.asker_id, OWNER.role, detail=detail))
