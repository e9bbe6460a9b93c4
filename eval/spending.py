"""What an answer took of a language model: tokens sent and written, and what they cost where prices are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.prices import PriceTable
from rag.model.evidence import count_tokens


@dataclass(frozen=True)
class Spending:
    """Tokens of one question or of several, counted here and on the safe side: no server is asked, none bills by it.

    ``cost`` is in ``currency``, and None where the price of the model is not known: that is never 0.
    """

    n_calls: int
    n_prompt_tokens: int
    n_reply_tokens: int
    cost: float | None = None
    currency: str | None = None

    @classmethod
    def of(
        cls, calls: Sequence[tuple[str, str]], model: str | None, prices: PriceTable | None
    ) -> Spending | None:
        """The spending of calls, each a prompt with its reply; None where no model was asked."""
        if not calls or model is None:
            return None
        n_prompt = sum(count_tokens(prompt) for prompt, _ in calls)
        n_reply = sum(count_tokens(reply) for _, reply in calls if reply)
        cost = prices.cost(model, n_prompt, n_reply) if prices else None
        currency = prices.currency if prices and cost is not None else None
        return cls(len(calls), n_prompt, n_reply, cost, currency)

    @property
    def n_tokens(self) -> int:
        """Sent and written together."""
        return self.n_prompt_tokens + self.n_reply_tokens

    def to_json(self) -> dict[str, object]:
        """The fields by name."""
        return {
            "calls": self.n_calls,
            "prompt_tokens": self.n_prompt_tokens,
            "reply_tokens": self.n_reply_tokens,
            "cost": self.cost,
            "currency": self.currency,
        }
