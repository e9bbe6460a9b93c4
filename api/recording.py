"""The recorder of a request: who asks, with what settings, over which library."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.identity.asking import asker_of
from api.records.recorder import Recorder as Recorder
from api.service import service_of


def recorder_of(request: Request) -> Recorder:
    """The recorder of a request."""
    service = service_of(request)
    return Recorder(
        service.audit,
        asker_of(request),
        str(request.state.request_id),
        settings=service.settings.for_answers().fingerprint(),
        library=service.library.snapshot(),
    )


Recording = Annotated[Recorder, Depends(recorder_of)]
