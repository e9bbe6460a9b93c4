"""What can go wrong while papers are read and kept.

    IngestError
    ├── ReadError            a file can't be turned into text (rejected; nothing stored)
    │   ├── UnsupportedFormat
    │   ├── NoText
    │   └── TooLong          it holds more than one paper can (structure.bounds)
    ├── NothingToIngest      a path that is not there, or a folder without files (outcomes)
    ├── SiteError            a site that papers should be fetched from gives none (moderngov.address)
    ├── WeightsDiffer        the encoder's file is not the published one (store.encoder)
    └── LibraryError         the library can't be opened or written
        ├── LibraryMissing
        ├── LibraryTooNew
        ├── LibraryLocked
        ├── DiskFull         there is no room; the same succeeds once there is
        ├── LibraryDamaged
        │   └── TermsDamaged the term index can be made anew (store.records)
        ├── PaperNotFound    no such paper, or none that the asker may see (store.records)
        ├── WordsNotFound    no such words, or none that the asker may see (store.records)
        └── IndexUnusable    the index failed its probe; exact search answers meanwhile (store.index)

Every message says what happened, with the value, and then what to do.
"""

import errno


class IngestError(Exception):
    """Base of all errors of this package; the text is meant for the person at the keyboard."""


class ReadError(IngestError):
    """A file that can't be read as a paper."""


class UnsupportedFormat(ReadError):
    """The content is of a kind that no reader knows."""


class NoText(ReadError):
    """The file is sound but holds no text to search."""


class TooLong(ReadError):
    """The file holds more characters, lines, passages or sentences than one paper can."""


class LibraryError(IngestError):
    """The library can't be used."""


class LibraryMissing(LibraryError):
    """There is no library in the folder."""


class LibraryTooNew(LibraryError):
    """The library was written by a newer version of Minutebook."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""Numbers of the system's errors that mean a full disk."""


class DiskFull(LibraryError):
    """The disk has no room for what should be stored, or takes no more of it; nothing was stored."""


class LibraryDamaged(LibraryError):
    """The library file fails SQLite's own integrity check."""
