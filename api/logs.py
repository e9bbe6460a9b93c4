"""What the service writes to its log: one line an event, as plain words or JSON, and never what anybody wrote.

An event says which route, which request, who (an id, never a key), how it ended and how long it took. Questions, words
of papers, query strings, headers and the messages of errors stay out: an error in the log is its class and the
places in the code that it went through.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LogFormat = Literal["plain", "json"]
Level = Literal["debug", "info", "warning", "error"]
_MOST_FRAMES = 12
_OURS = ("api", "rag", "ingest", "eval", "prompts")
"""Packages whose own log lines are written with care for what is in them."""


@dataclass(frozen=True)
class LogStyle:
    """How a process logs."""

    form: LogFormat
    level: Level


def start_logging(style: LogStyle) -> None:
    """Send everything that this process logs to standard error, in one form. Call it once, at the start."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        stamp,
        error_without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(style.form)],
        )
    )
    handler.addFilter(_keep_others_quiet)
    root = logging.getLogger()
    for former in list(root.handlers):
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(style.level.upper())


def _renderer(form: LogFormat) -> Callable[[WrappedLogger, str, EventDict], str | bytes]:
    if form == "json":
        return structlog.processors.JSONRenderer(sort_keys=True)
    return structlog.processors.LogfmtRenderer(key_order=("timestamp", "level", "event"), drop_missing=True)


def _keep_others_quiet(record: logging.LogRecord) -> bool:
    """Other libraries may log what passes through them (addresses, bodies): only their warnings are let through."""
    return record.name.split(".")[0] in _OURS or record.levelno >= logging.WARNING


def error_without_words(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The error of an event as its class and the places that it went through; its message may quote a question."""
    found: Any = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = " from ".join(type(each).__name__ for each in _with_causes(error))
        event["places"] = _places(error)
    return event


def _with_causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    left: BaseException | None = error
    while left is not None and left not in chain:
        chain.append(left)
        left = left.__cause__ or (None if left.__suppress_context__ else left.__context__)
    return chain


def _places(error: BaseException) -> list[str]:
    """The innermost places first: file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)
    return [
        f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno} {frame.name}"
        for frame in reversed(frames[-_MOST_FRAMES:])
    ]
