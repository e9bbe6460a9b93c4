"""How much a language model may read and write for one asker in a day, kept where a restart does not forget it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from api.errors import BudgetSpent
from api.records.database import Records
from rag.metering import Meter, metered
from rag.model.evidence import count_tokens


class TokenBudget:
    """Tokens by asker and day (UTC); any thread and any process may count."""

    def __init__(self, records: Records, per_day: int) -> None:
        """``per_day`` 0 is no limit."""
        self._records = records
        self._per_day = per_day

    @contextmanager
    def spending(self, asker_id: str, model: str | None) -> Iterator[Bill]:
        """Count what a language model reads and writes for the block in this thread, also where it fails.

        ``model`` None, where there is none, needs no budget.

        Raises:
            BudgetSpent: Nothing is left, and the block is not begun.
            RecordsError: What was spent could not be counted.
        """
        if model is not None:
            self.require_left(asker_id)
        with metered() as meter:
            bill = Bill(self, asker_id, meter, model)
            try:
                yield bill
            finally:
                bill.settle()

    def require_left(self, asker_id: str) -> None:
        """Go on where something is left; work that begins within the budget may end beyond it.

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


class Bill:
    """What a piece of work has taken so far; work of many parts asks between them if it may go on.

    It says afterwards, too, which model was asked, and with what.
    """

    def __init__(self, budget: TokenBudget, asker_id: str, meter: Meter, model: str | None) -> None:
        self._budget = budget
        self._asker_id = asker_id
        self._meter = meter
        self._model = model
        self._n_settled = 0

    @property
    def model(self) -> str | None:
        """The model that was sent words of papers, whatever came of it; None where none was."""
        return self._model if self._meter.calls else None

    @property
    def prompts(self) -> Mapping[str, str]:
        """The hash of each stored prompt that the model was asked with, by its name and version."""
        return self._meter.prompts

    def settle(self) -> None:
        """Count what has come since on the asker's budget.

        Raises:
            RecordsError: It could not be counted.
        """
        n_calls = len(self._meter.calls)
        n_tokens = tokens_of(self._meter.calls[self._n_settled : n_calls])
        if n_tokens:
            self._budget.spend(self._asker_id, n_tokens)
        self._n_settled = n_calls

    def require_left(self) -> None:
        """Settle, and go on where a model has taken nothing so far or something is left.

        Raises:
            BudgetSpent: Nothing is left until midnight (UTC).
            RecordsError: It could not be counted.
        """
        self.settle()
        if self._n_settled:
            self._budget.require_left(self._asker_id)


def tokens_of(calls: Sequence[tuple[str, str]]) -> int:
    """What a language model read and wrote, in tokens counted here on the safe side."""
    return sum(count_tokens(prompt) + (count_tokens(reply) if reply else 0) for prompt, reply in calls)
