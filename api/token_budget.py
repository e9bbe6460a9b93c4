"""How much a language model may read and write for one asker in a day, kept where a restart does not forget it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from api.errors import BudgetSpent
from api.records.database import Records


class TokenBudget:
    """Tokens by asker and day (UTC); any thread and any process may count."""

    def __init__(self, records: Records, per_day: int) -> None:
        """``per_day`` 0 is no limit."""
        self._records = records
        self._per_day = per_day

    def require_left(self, asker_id: str) -> None:
        """Go on where something is left; a question that begins within the budget may end beyond it.

        Raises:
            BudgetSpent: Nothing is left until midnight (UTC).
        """
        now = datetime.now(UTC)
        if self._per_day and self.spent(asker_id, now) >= self._per_day:
            midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
            raise BudgetSpent(
                f"A language model has read and written {self._per_day:,} tokens for you today, which is all it may. "
                f"Ask again tomorrow (after {midnight:%H:%M} UTC).",
                (midnight - now).total_seconds(),
            )

    def spent(self, asker_id: str, now: datetime) -> int:
        """Tokens that the asker used up on the day of ``now`` (UTC)."""
        with self._records.reading() as connection:
            row = connection.execute(
                "SELECT n_tokens FROM quotas WHERE asker_id = ? AND day = ?",
                (asker_id, now.date().isoformat()),
            ).fetchone()
        return 0 if row is None else int(row["n_tokens"])

    def spend(self, asker_id: str, n_tokens: int) -> None:
        """Count tokens on today's budget; those of days before are forgotten.

        Raises:
            RecordsError: They could not be counted.
        """
        today = datetime.now(UTC).date().isoformat()
        with self._records.writing() as connection:
            connection.execute("DELETE FROM quotas WHERE day < ?", (today,))
            connection.execute(
                """INSERT INTO quotas VALUES (?, ?, ?)
                    ON CONFLICT (asker_id, day) DO UPDATE SET n_tokens = n_tokens + excluded.n_tokens""",
                (asker_id, today, n_tokens),
            )
