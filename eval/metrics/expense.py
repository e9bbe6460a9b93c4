"""What an answer took of a language model; undefined where none was asked, and cost where no price is known.

Tokens are counted by the local encoding that budgets prompts, so two runs compare and no bill is predicted to
the penny.
"""

from __future__ import annotations

from eval.metrics.score import Score, scored, undefined
from eval.spending import Spending

_NO_MODEL = "no model was asked"


def tokens(spent: Spending | None) -> Score:
    """Tokens sent to the model and written by it."""
    return undefined(_NO_MODEL) if spent is None else scored(spent.n_tokens)


def cost(spent: Spending | None) -> Score:
    """What those tokens cost, in the currency of the price table; never 0 for a price that is not known."""
    if spent is None:
        return undefined(_NO_MODEL)
    if spent.cost is None:
        return undefined("the price of the model is not known: give --prices")
    return scored(spent.cost)
