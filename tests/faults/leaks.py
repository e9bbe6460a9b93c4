"""Looks for a leak through every door of the service: ``leaks.py --probes 10000``.

A real service over papers of two bodies in every class of access, full of words that stand nowhere else, is
asked by six askers for everything that it gives: papers, spans, pages, searches, answers, conversations,
briefings and summaries in each format, the ledger, timelines, the OpenAI and MCP interfaces, lists, errors, pages.
In no reply, and in no header, may stand a word from a place that its asker may not see. What a member is told must be,
letter for letter, what a service tells that holds the public papers alone, also where the question names what is
hidden. What may not be seen and what is not there must look the same. And nothing that may be seen may be missing.

A route of the described interface that is neither asked nor named as giving no words (``leak_probes``) is a miss.
Prints a Markdown table of probes by route; exit status 1 on any leak or miss.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from askers import ASKERS, Known, keys_for
from attacked import described_routes, serving
from leak_keeping import look_at_what_is_kept
from leak_probes import NO_WORDS, one_round, probes
from leak_search import Found, Search
from secret_papers import HARBOUR, LIGHTHOUSE, Made, make_library

from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.database import Records
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library


def public_alone(papers: Path, library: Path) -> dict[str, str]:
    """A library of the public papers alone; the header of a member of it."""
    with Library.create_or_open(library) as opened:
        Intake(opened, access=Access.PUBLIC, is_indexing=False).ingest([papers / "public"])
    with Records(library) as records:
        return {"authorization": f"Bearer {Keys(records).add('member', AskerRole.MEMBER).text}"}


def look_round(search: Search, known: Known, made: Sequence[Made]) -> None:
    """Every kind of request once by everybody, however few probes are to be sent."""
    secret = made[0].secrets[0]
    for probe in one_round(random.Random(0), known, secret):  # noqa: S311 - varied, not hidden
        for asker in ASKERS:
            search.look(asker, probe)


def look_once(search: Search) -> None:
    """What is asked by everybody once."""
    for asker in ASKERS:
        search.nothing_is_missing(asker)
        search.look_the_same(asker)


def look_on(search: Search, known: Known, made: Sequence[Made], n_probes: int, seed: int) -> None:
    """One kind of request after the other by everybody, until so many were sent in all."""
    secrets = [secret for paper in made for secret in paper.secrets]
    for probe in probes(random.Random(seed), known, secrets):  # noqa: S311 - varied, not hidden
        if sum(search.found.probes.values()) >= n_probes:
            return
        for asker in ASKERS:
            search.look(asker, probe)


def forgotten_routes(found: Found) -> list[str]:
    """Routes that the service describes, and that were neither asked nor named as giving no words."""
    return sorted(described_routes() - found.probes.keys() - NO_WORDS.keys())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the probes and print what they came to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--probes", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="minutebook-leaks-"))
    try:
        made = make_library(folder / "papers", folder / "library")
        known, keys, found = Known.of(folder / "library"), keys_for(folder / "library"), Found()
        alone = public_alone(folder / "papers", folder / "alone")
        with (
            serving(folder / "library") as address,
            serving(folder / "alone") as other_address,
            httpx.Client(base_url=address, timeout=120) as client,
            httpx.Client(base_url=other_address, timeout=120, headers=alone) as other,
        ):
            search = Search(client.request, other.request, keys, made, known, found)
            look_once(search)
            look_round(search, known, made)
            look_at_what_is_kept(search)
            with ThreadPoolExecutor(asked.threads) as pool:
                seeds = range(asked.seed, asked.seed + asked.threads)
                list(pool.map(lambda seed: look_on(search, known, made, asked.probes, seed), seeds))
    finally:
        shutil.rmtree(folder)
    found.missed += [f"{route} was not asked" for route in forgotten_routes(found)]
    sys.stdout.write(report(found))
    return 1 if found.leaks or found.missed else 0


def report(found: Found) -> str:
    """The probes by route as a Markdown table, then every leak and every miss."""
    n_probes = sum(found.probes.values())
    lines = [
        "| route | probes |",
        "|---|---|",
        *(f"| {route} | {n} |" for route, n in sorted(found.probes.items())),
    ]
    lines.append(f"| all, by {len(ASKERS)} askers of {HARBOUR} and {LIGHTHOUSE} | {n_probes:,} |")
    lines.append(f"\nStatus: {dict(sorted(found.statuses.items()))}")
    lines.append(f"Leaks: {len(found.leaks)}. Missing or failed: {len(found.missed)}.")
    return "\n".join([*lines, *found.leaks[:20], *found.missed[:20]]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
