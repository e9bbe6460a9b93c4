"""Names of files that were sent, made safe to keep and to show."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

from api.errors import WrongUse

LONGEST_NAME = 255


def upload_name(given: str | None) -> str:
    """The file name alone, without folders of any system and without control characters.

    Raises:
        WrongUse: Nothing is left, or it is longer than `LONGEST_NAME` characters.
    """
    last = PureWindowsPath(PurePosixPath(given or "").name).name
    name = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    if not name.strip(".") or len(name) > LONGEST_NAME:
        raise WrongUse(f"the file needs a name of 1 to {LONGEST_NAME} characters.")
    return unicodedata.normalize("NFC", name)
