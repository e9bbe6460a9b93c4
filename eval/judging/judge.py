"""A language model as a judge: one prompt to one ruling, asked as often as wanted, every failure told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from eval.judging.rulings import (
    NO_CLAIMS,
    Claim,
    Degree,
    Unreadable,
    read_claims,
    read_degree,
    read_degrees,
)
from prompts.loader import Prompt, load
from rag.errors import ModelError
from rag.model.chat import Writer
from rag.model.evidence import count_tokens
from rag.plain import visible

Ruled = TypeVar("Ruled")
CITATION, CLAIMS, NUGGETS = "judge_citation", "judge_claims", "judge_nuggets"
_MOST_FAILURES = 5
"""After so many failures in a row the model is down, and is not asked again."""


@dataclass(frozen=True)
class Rulings(Generic[Ruled]):
    """What came of one prompt: the rulings that could be read, and why others could not.

    ``is_down`` says that the model failed rather than talked nonsense: it can be asked again another day.
    """

    read: tuple[Ruled, ...]
    problems: tuple[str, ...] = ()
    is_down: bool = False

    @property
    def pairs(self) -> tuple[int, int]:
        """Pairs of repeats, and those of them that agree."""
        both = list(combinations(self.read, 2))
        return len(both), sum(one == other for one, other in both)


class Judge:
    """Puts prompts to one model, each ``n_repeats`` times. Any thread may call it.

    Once the model has failed often enough in a row, every ruling fails at once: a session need not wait for
    each of its questions.
    """

    def __init__(self, writer: Writer, n_repeats: int, prompt_tokens: int) -> None:
        self.name = writer.name
        self.n_repeats = n_repeats
        self._writer = writer
        self._prompt_tokens = prompt_tokens
        self._n_failures = 0
        self._last = ""

    @property
    def is_down(self) -> bool:
        """Whether the model has failed so often in a row that it is not asked again."""
        return self._n_failures >= _MOST_FAILURES

    @property
    def problem(self) -> str | None:
        """Why the model is not asked again; None while it is."""
        return f"the judge failed {self._n_failures} times in a row: {self._last}" if self.is_down else None

    @staticmethod
    def prompts() -> tuple[Prompt, ...]:
        """The prompts that rulings depend on."""
        return tuple(load(name) for name in (CITATION, CLAIMS, NUGGETS))

    def citation(self, statement: str, quotes: Sequence[str]) -> Rulings[Degree]:
        """How far the quotes together bear the statement out."""
        filled = load(CITATION).fill(statement=visible(statement), sources=_listed(quotes))
        return self._rulings(filled, read_degree)

    def claims(self, answer: str, passages: Sequence[str]) -> Rulings[tuple[Claim, ...]]:
        """The claims of an answer, each borne out by the passages or not; those within the budget are shown."""
        prompt = load(CLAIMS)
        left = self._prompt_tokens - count_tokens(
            prompt.fill(answer=visible(answer), sources="", none=NO_CLAIMS)
        )
        shown: list[str] = []
        for passage in passages:
            left -= count_tokens(passage)
            if left < 0 and shown:
                break
            shown.append(passage)
        filled = prompt.fill(answer=visible(answer), sources=_listed(shown), none=NO_CLAIMS)
        return self._rulings(filled, read_claims)

    def nuggets(self, question: str, answer: str, facts: Sequence[str]) -> Rulings[tuple[Degree, ...]]:
        """How far the answer states each of the facts."""
        numbered = "\n".join(f"{number}. {visible(fact)}" for number, fact in enumerate(facts, start=1))
        filled = load(NUGGETS).fill(question=visible(question), answer=visible(answer), facts=numbered)
        return self._rulings(filled, lambda reply: read_degrees(reply, len(facts)))

    def _rulings(self, prompt: str, read: Callable[[str], Ruled]) -> Rulings[Ruled]:
        found: list[Ruled] = []
        problems: list[str] = []
        is_down = False
        for _ in range(self.n_repeats):
            if self.problem is not None:
                problems.append(self.problem)
                is_down = True
                break
            try:
                reply = "".join(self._writer.write(prompt))
                self._n_failures = 0
                found.append(read(reply))
            except Unreadable as problem:
                problems.append(str(problem))
            except ModelError as problem:
                problems.append(f"the judge failed: {problem}")
                self._n_failures += 1
                self._last = str(problem)
                is_down = True
        return Rulings(tuple(found), tuple(problems), is_down)


def _listed(texts: Sequence[str]) -> str:
    return "\n".join(f'{number}. "{visible(text)}"' for number, text in enumerate(texts, start=1))
