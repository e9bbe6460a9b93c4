"""What an officer wrote down about papers, beside them: it takes the place of what is read in them.

A mistake is told of and stops nothing else; where it may have been about who may see a paper, the paper is
not shown wider than restricted. Above the entries that ``sidecar_entries`` reads, below the intake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from ingest.papers import Access, Kind, Notice, Origin, Stated, Status, Supplied
from ingest.sidecar_entries import (
    Entry,
    SidecarError,
    read_table,
    read_toml,
    subject_of,
)
from ingest.structure.dates import DATE, parse_date
from ingest.structure.times import parse_time

NOTICE = "sidecar"
"""Code of the notice that something written down about a paper could not be used."""
_LONGEST = 500

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Sidecars:
    """What the sidecars of one folder say of each of its papers, by file name.

    ``complaints`` are about no paper that is there: for each sidecar, what is wrong. Where ``is_doubtful``, the
    table could not be read, and every paper of the folder bears ``notices``.
    """

    supplied: Mapping[str, Supplied] = field(default_factory=dict)
    complaints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    is_doubtful: bool = False

    def of(self, name: str) -> Supplied:
        """What was written down about a file; nothing where nothing was."""
        given = self.supplied.get(name, Supplied())
        if not self.is_doubtful:
            return given
        return replace(given, notices=(*self.notices, *given.notices), is_doubtful=True)


def read_sidecars(
    files: Mapping[str, bytes | SidecarError], names: Collection[str], widest: Access | None = None
) -> Sidecars:
    """Read the sidecars of one folder.

    Args:
        files: The sidecars, by file name; an error for one that can't be opened.
        names: The other files of the folder.
        widest: The widest access that they may give; None where it is theirs to say.
    """
    supplied: dict[str, Supplied] = {}
    complaints: dict[str, list[str]] = defaultdict(list)
    notices: list[Notice] = []
    for sidecar in (name for name in files if subject_of(name) is None):
        try:
            entries = read_table(sidecar, _opened(files[sidecar]))
        except SidecarError as error:
            complaints[sidecar].append(str(error))
            notices.append(Notice(NOTICE, str(error)))
            continue
        for name, entry in entries.items():
            if name in names:
                supplied[name] = _understood(entry, widest)
            else:
                message = (
                    "no such file is beside it. Write the name as the file has it, or leave the row out."
                )
                complaints[sidecar].append(f"{entry.places['file']}: \u201c{name}\u201d: {message}")
    for sidecar in sorted(files):
        subject = subject_of(sidecar)
        if subject is None:
            continue
        if subject not in names:
            complaints[sidecar].append(
                f"{sidecar}: there is no file {subject} beside it. Rename one of the two."
            )
            continue
        supplied[subject] = over(_of_toml(sidecar, files[sidecar], widest), supplied.get(subject, Supplied()))
    told = {sidecar: tuple(messages) for sidecar, messages in complaints.items()}
    return Sidecars(supplied, told, tuple(notices), bool(notices))


def _opened(data: bytes | SidecarError) -> bytes:
    if isinstance(data, SidecarError):
        raise data
    return data


def _of_toml(sidecar: str, data: bytes | SidecarError, widest: Access | None) -> Supplied:
    try:
        return _understood(read_toml(sidecar, _opened(data)), widest)
    except SidecarError as error:
        return Supplied(notices=(Notice(NOTICE, str(error)),), is_doubtful=True)


def over(nearer: Supplied, wider: Supplied) -> Supplied:
    """What both say, the first before the second; where they differ, a notice says so."""
    notices = [*wider.notices, *nearer.notices]

    def first(name: str, one: Stated[T] | None, other: Stated[T] | None) -> Stated[T] | None:
        if one is not None and other is not None and one.value != other.value:
            message = (
                f"{name}: {other.basis} says \u201c{other.value}\u201d, {one.basis} \u201c{one.value}\u201d"
            )
            notices.append(Notice(NOTICE, f"{message}, which counts. Make them agree."))
        return one if one is not None else other

    return Supplied(
        title=first("title", nearer.title, wider.title),
        kind=first("kind", nearer.kind, wider.kind),
        body=first("body", nearer.body, wider.body),
        date=first("date", nearer.date, wider.date),
        time=first("time", nearer.time, wider.time),
        status=first("status", nearer.status, wider.status),
        author=first("author", nearer.author, wider.author),
        agenda_number=first("item", nearer.agenda_number, wider.agenda_number),
        access=nearer.access or wider.access,
        notices=tuple(notices),
        is_doubtful=nearer.is_doubtful or wider.is_doubtful,
    )


def _understood(entry: Entry, widest: Access | None) -> Supplied:
    """The values of an entry; those that mean nothing are told of and left out."""
    errors = list(entry.errors)

    def value(name: str, read: Callable[[object], T]) -> T | None:
        if name not in entry.values:
            return None
        try:
            return read(entry.values[name])
        except ValueError as error:
            shown = f"{name} \u201c{str(entry.values[name])[:60]}\u201d"
            errors.append(f"{entry.places[name]}: {shown} {error} It was left out.")
            return None

    def fact(name: str, read: Callable[[object], T]) -> Stated[T] | None:
        found = value(name, read)
        return None if found is None else Stated(found, Origin.SUPPLIED, entry.sidecar)

    access = value("access", _one_of(Access))
    if access is not None and widest is not None and access.rank < widest.rank:
        errors.append(
            f"{entry.places['access']}: what comes in a pack can make a paper narrower, not {access}. Use "
            "--access, or unpack it."
        )
        access = None
    return Supplied(
        title=fact("title", _words),
        kind=fact("kind", _one_of(Kind)),
        body=fact("body", _words),
        date=fact("date", _day),
        time=fact("time", _clock),
        status=fact("status", _one_of(Status)),
        author=fact("author", _words),
        agenda_number=fact("item", _item),
        access=access,
        notices=tuple(Notice(NOTICE, error) for error in errors),
        is_doubtful=bool(entry.errors) or ("access" in entry.values and access is None),
    )


def _words(value: object) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if not words or len(words) > _LONGEST:
        raise ValueError(f"is no text of 1 to {_LONGEST} characters.")
    return words


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    match = DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    day = parse_date(match) if match else None
    if day is None:
        raise ValueError("is no day of the calendar. Write it like 2025-03-11.")
    return day


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    found = parse_time(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("is no time of day. Write it like 14:00.")
    return found


def _item(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str) or not 1 <= len(str(value).strip()) <= 20:
        raise ValueError("is no item number. Write it like 6 or 6a.")
    return str(value).strip()


def _one_of(choices: type[E]) -> Callable[[object], E]:
    def read(value: object) -> E:
        try:
            return choices(str(value).strip().lower())
        except ValueError:
            raise ValueError(f"is none of {', '.join(choices)}.") from None

    return read
