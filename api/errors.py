"""What can go wrong at the edges, before a question reaches the library.

    ApiError
    ├── WrongUse             what was asked for can't be done by anyone: exit status 2
    │   └── SettingsRefused  a setting is unknown or out of bounds: nothing starts
    ├── PathMissing          a file or folder that was named isn't there
    ├── PaperUnclear         a file name that several papers have, where one is needed
    ├── BackupDamaged        a backup that should be restored is not sound
    ├── UploadRejected       an uploaded file can't be read as a paper
    ├── AnsweringUnavailable the processes that answer are busy, or gone
    ├── IntakeUnavailable    the process that takes papers in ended over one, again and again
    ├── AddressTaken         the service can't listen where it was told to
    ├── AlreadyServed        another service runs on the library
    ├── PageUnknown          a paper has no page of that number
    ├── CursorRefused        what was given as the place to go on from is none
    ├── PackageMissing       a package that is installed on wish only is not there
    ├── ModelUnknown         an OpenAI client asks for another model than there is
    └── ComeBackLater        a limit is reached; carries the seconds to wait
        ├── RateExceeded     too many requests in a short time
        ├── BudgetSpent      the tokens of a language model for the day are used up
        ├── TooManyJobs      as many jobs of one asker wait or run as may
        └── TooBusy          too many questions at once

Every message says what was given and then what to give instead.
"""

from __future__ import annotations

import math


class ApiError(Exception):
    """Base of all errors of this package; the text is meant for the person at the keyboard."""


class WrongUse(ApiError):
    """The command or request itself is wrong; trying again unchanged can't help."""


class SettingsRefused(WrongUse):
    """A setting that Minutebook doesn't know, or with a value that it can't take."""


class PathMissing(ApiError):
    """A file or folder that isn't there."""


class PaperUnclear(ApiError):
    """Several papers have the file name that was given."""


class UploadRejected(ApiError):
    """An uploaded file that can't be read as a paper, or a pack without one; nothing of it was kept."""


class BackupDamaged(ApiError):
    """A backup with something missing or changed; nothing was restored."""


class AnsweringUnavailable(ApiError):
    """No process took the question, or the one that had it ended; asking again helps."""


class NobodyFree(AnsweringUnavailable):
    """No process was free in time; one will be."""


class IntakeUnavailable(ApiError):
    """The process that took a paper in ended by itself, and so did another one; nothing of the paper was kept."""


class AddressTaken(ApiError):
    """The address or port of the service is in use or not of this machine."""


class AlreadyServed(ApiError):
    """Another process serves the library."""


class PageUnknown(ApiError):
    """The paper has no such page, or its format has no pages."""


class PackageMissing(ApiError):
    """A command needs a package that is not installed by default."""


class ModelUnknown(ApiError):
    """An OpenAI client named a model that there isn't."""


class CursorRefused(ApiError):
    """A cursor that no list of ours gave, or that is of another list."""


class ComeBackLater(ApiError):
    """A limit is reached; ``retry_after_s`` are whole seconds, at least 1."""

    def __init__(self, message: str, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = max(1, math.ceil(retry_after_s))


class RateExceeded(ComeBackLater):
    """Too many requests from one asker or one address."""


class BudgetSpent(ComeBackLater):
    """A language model has read and written as much for this asker as it may in a day."""


class TooManyJobs(ComeBackLater):
    """One asker has as many jobs that wait or run as one may have; the next is taken once one of them has ended."""


class TooBusy(ComeBackLater):
    """As many questions are being answered as the service answers at once, and as many wait as may."""
