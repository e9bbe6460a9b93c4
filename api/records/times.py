"""Times as the records hold them: UTC, ISO 8601, so that their order is that of the text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def now() -> str:
    """This moment, to the millisecond."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def days_ago(days: float) -> str:
    """The moment so many days ago."""
    return stamp(datetime.now(UTC) - timedelta(days=days))
