"""What can go wrong with what the service keeps.

    ApiError
    └── RecordsError             the records can't be read or written: nothing is answered unrecorded
        ├── RecordsMissing       there are none in the folder
        ├── RecordsTooNew        a newer Minutebook wrote them
        ├── RecordsDamaged       the file, or the chain of the audit, is not as it was written
        ├── RecordNotFound       no such job, conversation or answer, or none of the asker's
        ├── TooManyKept          an asker has as many records of a kind as are kept
        ├── KeyReused            an Idempotency-Key came again with another request
        └── NotYet               a job has not ended well, so there is no result

Every message says what happened, with the value, and then what to do.
"""

from __future__ import annotations

from api.errors import ApiError


class RecordsError(ApiError):
    """What the service keeps can't be read or written."""


class RecordsMissing(RecordsError):
    """No service has kept anything in the folder yet."""


class RecordsTooNew(RecordsError):
    """The records were written by a newer version of Minutebook."""


class RecordsDamaged(RecordsError):
    """The records are not as they were written."""


class RecordNotFound(RecordsError):
    """There is no such record, or it is somebody else's: both look the same."""


class TooManyKept(RecordsError):
    """An asker has as many conversations, or one has as many questions, as are kept."""


class KeyReused(RecordsError):
    """The same Idempotency-Key came with something else."""


class NotYet(RecordsError):
    """There is no result, because the job still waits or runs, or ended without one."""
