"""Has somebody ask who may see all, and then somebody who may not, the same: ``pairs.py --pairs 1000``.

The service remembers answers. Each question is put by an administrator, then by a member, then by the administrator
again, as JSON, as a stream and over the OpenAI interface; half way the service is started anew over the same folder.
No word from a place that the member may not see, and no paper that is not public, may reach the member, and the
administrator must be told the same both times. Prints a line of figures; exit status 1 on any sharing, or where the
administrator was never shown what the member may not see.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from askers import ASKERS, MEMBER, keys_for
from attacked import application, bearer, words_of
from secret_papers import Secret, make_library
from starlette.testclient import TestClient

Ask = Callable[[TestClient, str, str], str]
_SUBJECTS = ("ferry", "staffing", "tender", "contract", "repairs", "price", "survey", "reserve", "harbour")
_ASKED = (
    "What is the lowest price for the {} of the quay in week {}?",
    "Who undertook to report on the {} for the quay, of {} who might?",
    "What was decided about the {} for the quay at item {}?",
    "What did the Office say about the {} in its letter {}?",
    "Who offered the {} for the quay, and for {} weeks?",
)


@dataclass
class Shared:
    """What the pairs came to."""

    n_pairs: int = 0
    n_hidden_shown: int = 0
    faults: list[str] = field(default_factory=list)


def as_json(client: TestClient, question: str, key: str) -> str:
    """The answer in one piece, without the time that it took and its number."""
    answer = client.post("/api/v1/ask", json={"question": question}, headers=bearer(key)).json()
    for each in ("took_ms", "id"):
        answer["record"].pop(each)
    return json.dumps(answer)


def as_stream(client: TestClient, question: str, key: str) -> str:
    """All that is sent of it, sentence by sentence."""
    headers = {**bearer(key), "accept": "text/event-stream"}
    return client.post("/api/v1/ask", json={"question": question}, headers=headers).text


def as_completion(client: TestClient, question: str, key: str) -> str:
    """The answer as an OpenAI client gets it."""
    body = {"model": "minutebook", "messages": [{"role": "user", "content": question}]}
    reply = client.post("/v1/chat/completions", json=body, headers=bearer(key))
    return words_of(reply)


WAYS: tuple[Ask, ...] = (as_json, as_stream, as_completion)


def questions(n: int, seed: int, secrets: Sequence[Secret]) -> Iterator[str]:
    """So many questions, all different; every fifth names what is hidden."""
    chance = random.Random(seed)
    for number in range(n):
        words = chance.choice(_ASKED).format(chance.choice(_SUBJECTS), number + 2)
        name = f" Was it {chance.choice(secrets).word.capitalize()} Limited?" if number % 5 == 0 else ""
        yield words + name


def ask_pairs(
    client: TestClient, keys: dict[str, str], asked: Sequence[str], hidden: Sequence[str], found: Shared
) -> None:
    """Put each question by both; note what one was told of what only the other may see."""
    cleared, uncleared = keys[ASKERS[0].name], keys[MEMBER.name]
    for number, question in enumerate(asked):
        first = as_json(client, question, cleared)
        told = WAYS[number % len(WAYS)](client, question, uncleared).lower()
        again = as_json(client, question, cleared)
        found.n_pairs += 1
        found.n_hidden_shown += any(word in first.lower() for word in hidden)
        own = question.lower()
        found.faults += [f"{question}: {word}" for word in hidden if word in told and word not in own]
        if '"access": "exempt"' in told or '"access": "restricted"' in told:
            found.faults.append(f"{question}: a passage that is not public")
        if first != again:
            found.faults.append(f"{question}: the administrator was told two things")


def main(arguments: Sequence[str] | None = None) -> int:
    """Put the questions and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    found = Shared()
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        made = make_library(Path(folder) / "papers", library)
        secrets = [
            each for paper in made for each in paper.secrets if not MEMBER.may_see(each.body, each.access)
        ]
        keys, hidden = keys_for(library), [each.word for each in secrets]
        asked = list(questions(given.pairs, given.seed, secrets))
        middle = len(asked) // 2
        for part in (asked[:middle], asked[middle:]):
            with application(library) as client:
                ask_pairs(client, keys, part, hidden, found)
    sys.stdout.write(
        f"{found.n_pairs:,} pairs, in {found.n_hidden_shown:,} of which the first asker was shown what the second "
        f"may not see; {len(found.faults)} shared anything.\n"
    )
    sys.stdout.write("".join(f"{each}\n" for each in found.faults[:20]))
    return 1 if found.faults or not found.n_hidden_shown else 0


if __name__ == "__main__":
    sys.exit(main())
