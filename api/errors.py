"""What can go wrong at the edges, before a question reaches the library.

    ApiError
    ├── WrongUse             what was asked for can't be done by anyone: exit status 2
    │   └── SettingsRefused  a setting is unknown or out of bounds: nothing starts
    ├── PathMissing          a file or folder that was named isn't there
    ├── PaperUnclear         a file name that several papers have, where one is needed
    ├── BackupDamaged        a backup that should be restored is not sound
    ├── UploadRejected       an uploaded file can't be read as a paper
    └── AddressTaken         the service can't listen where it was told to

Every message says what was given and then what to give instead.
"""


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


class AddressTaken(ApiError):
    """The address or port of the service is in use or not of this machine."""
