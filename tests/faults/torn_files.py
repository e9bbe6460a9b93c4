"""Damages copies of a library at random and checks that none of them misleads: ``torn_files.py --rounds 200``.

One file of each copy gets bytes flipped, is cut off, or has a stretch zeroed. Then the library is opened, asked,
read as a whole and checked. Damage is *detected* when opening, reading or the check says so, or when the index
is not taken into use; it is *without effect* when everything the library holds and answers is as before (bytes
that hold nothing can't be missed). Answers that differ without a word of warning are failures, and so are
errors that are not told as damage, an index that is not rebuilt, and a term index that is not made anew.
Prints a Markdown table; exit status 1 on any failure.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from made_papers import SUBJECTS, WordEncoder, write_paper

from ingest.errors import LibraryDamaged, LibraryError
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.index import build_generation, open_index
from ingest.store.library import Library
from ingest.store.records import TermsDamaged
from rag.assembly import Minutebook
from rag.question.query import Filters
from rag.settings import Settings

OWNER = Scope.owner()
N_PAPERS, N_LATER = 18, 4
HARMS = ("flipped", "cut off", "zeroed")
QUESTIONS = [f"What was resolved about {subject}?" for subject in SUBJECTS[:3]]
_CACHES = ("index", "revision", "writer.lock", "library.sqlite-shm")


# A library to damage.


def make_library(place: Path) -> Path:
    """A library as it lies on the disk while a writer is at work: some papers are in the log alone."""
    folder, papers, copy = place / "library", place / "papers", place / "as-it-lies"
    papers.mkdir()
    paths = [write_paper(papers, number, number + 1) for number in range(N_PAPERS)]
    with Library.create_or_open(folder) as library:
        _take(library, paths[:-N_LATER])
    with Library.create_or_open(folder) as library:
        _take(library, [write_paper(papers, 3, 900)])
        library.withdraw(library.papers(OWNER)[0].paper_id, "made up")
        _take(library, paths[-N_LATER:], is_indexing=True)
        shutil.copytree(folder, copy)
    assert (copy / "library.sqlite-wal").stat().st_size
    return copy


def _take(library: Library, paths: list[Path], *, is_indexing: bool = False) -> None:
    Intake(library, access=Access.PUBLIC, encoder=WordEncoder(), is_indexing=is_indexing).ingest(paths)


def part_of(file: Path, folder: Path) -> str:
    """What kind of file it is, for the table."""
    name = file.relative_to(folder)
    if name.parts[0] != "index":
        return "original" if name.parts[0] == "originals" else name.name
    return f"index: {name.name}"


def harm(file: Path, how: str, chance: random.Random) -> None:
    """Damage the file, which is not empty."""
    content = bytearray(file.read_bytes())
    if how == "cut off":
        content = content[: chance.randrange(len(content))]
    elif how == "zeroed":
        start, length = chance.randrange(len(content)), chance.choice((64, 512, 4096))
        content[start : start + length] = bytes(len(content[start : start + length]))
    else:
        for _ in range(chance.choice((1, 1, 8))):
            content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    file.write_bytes(content)


# What a library says.


def everything_in(library: Library) -> list[object]:
    """All that can be read, in a form that can be compared."""
    said: list[object] = [library.snapshot(), library.bodies(OWNER), library.meetings(OWNER)]
    for record in library.papers(OWNER):
        paper_id = record.paper_id
        said += [record, library.text(OWNER, paper_id), library.passages(OWNER, paper_id)]
        said += [library.windows_of(OWNER, paper_id), library.original(OWNER, paper_id)]
    table = library.vectors(OWNER)
    said += [table.matrix.tobytes(), table.window_ids.tolist(), table.sentence_numbers.tolist()]
    said += [library.lexical(OWNER, ["street", "librari", "dredg", "ward"], limit=1000)]
    return said


def answers_of(minutebook: Minutebook) -> list[str]:
    """Answers, hits and a filtered search, without what depends on the clock."""
    said = []
    for question in QUESTIONS:
        answer = minutebook.ask(question, scope=OWNER).to_json()
        answer["record"].pop("took_ms")
        said.append(json.dumps(answer, sort_keys=True))
        hits = minutebook.search(question, scope=OWNER, k=20)
        said.append(json.dumps([hit.to_json() for hit in hits]))
    body = minutebook.library.bodies(OWNER)[-1]
    found = minutebook.search(QUESTIONS[0], scope=OWNER, filters=Filters(body=body), k=20)
    return [*said, json.dumps([hit.to_json() for hit in found])]


@contextlib.contextmanager
def over(folder: Path, *, with_index: bool) -> Iterator[Minutebook]:
    """Minutebook over the library, as a process that stays up has it."""
    library = Library.open(folder)
    try:
        index = open_index(library) if with_index else None
    except BaseException:
        library.close()
        raise
    settings = Settings(library=folder, index="chroma" if with_index else "exact")
    with Minutebook(settings, library, WordEncoder(), index, None) as minutebook:
        yield minutebook


@dataclass(frozen=True)
class Sound:
    """What the undamaged library says, with and without its index."""

    everything: list[object]
    exact: list[str]
    indexed: list[str]

    @classmethod
    def of(cls, folder: Path) -> Sound:
        with over(folder, with_index=True) as minutebook:
            if minutebook._index is None or minutebook.library.check():
                raise SystemExit("the library to damage is not sound itself")
            everything, indexed = everything_in(minutebook.library), answers_of(minutebook)
        with over(folder, with_index=False) as minutebook:
            return cls(everything, answers_of(minutebook), indexed)


# One damaged copy.


@dataclass
class Tally:
    """Outcomes by kind of file; ``failures`` has a sentence for each thing that must not be."""

    by_part: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: list[str] = field(default_factory=list)
    n_rebuilds_wanted: int = 0
    n_rebuilt: int = 0
    n_terms_repaired: int = 0


def examine(folder: Path, part: str, sound: Sound, tally: Tally) -> str:
    """How the damage shows: the first of opening, reading, the index's probe, and the check."""
    try:
        with over(folder, with_index=True) as minutebook:
            has_index = minutebook._index is not None
            try:
                answers = answers_of(minutebook)
                everything = everything_in(minutebook.library)
            except LibraryDamaged:
                return "at first read"
            if answers not in (sound.indexed, sound.exact) or everything != sound.everything:
                raise AssertionError("other answers, and no word of it")
            problems = minutebook.library.check()
    except TermsDamaged:
        _repair_terms(folder, sound, tally)
        return "at opening"
    except LibraryError:
        return "at opening"
    if not has_index:
        if tally.n_rebuilt < tally.n_rebuilds_wanted:
            _rebuild(folder, sound, tally)
        return "index not used"
    return "by check" if problems else "without effect"


def _repair_terms(folder: Path, sound: Sound, tally: Tally) -> None:
    with contextlib.suppress(LibraryDamaged), Library.create_or_open(folder) as library:
        if everything_in(library) != sound.everything:
            raise AssertionError("another library after the term index was made anew")
        tally.n_terms_repaired += 1


def _rebuild(folder: Path, sound: Sound, tally: Tally) -> None:
    with Library.create_or_open(folder) as library:
        build_generation(library)
    with over(folder, with_index=True) as minutebook:
        if minutebook._index is None or answers_of(minutebook) not in (sound.indexed, sound.exact):
            raise AssertionError("the index was not rebuilt")
    tally.n_rebuilt += 1


def run(rounds: int, seed: int, n_rebuilds: int) -> Tally:
    """Damage as many copies, each kind of file in turn."""
    chance, tally = random.Random(seed), Tally(n_rebuilds_wanted=n_rebuilds)
    with tempfile.TemporaryDirectory() as place:
        whole = make_library(Path(place))
        parts: dict[str, list[Path]] = defaultdict(list)
        for file in sorted(path for path in whole.rglob("*") if path.is_file() and path.stat().st_size):
            parts[part_of(file, whole)].append(file.relative_to(whole))
        shutil.copytree(whole, Path(place) / "looked-at")
        sound = Sound.of(Path(place) / "looked-at")
        # The file that is the truth and its log get more than their share.
        order = ["library.sqlite", "library.sqlite-wal"] * 3 + sorted(parts)
        for number in range(rounds):
            part, how = order[number % len(order)], HARMS[(number + number // len(order)) % len(HARMS)]
            damaged = Path(place) / f"damaged-{number}"
            shutil.copytree(whole, damaged)
            harm(damaged / chance.choice(parts[part]), how, chance)
            try:
                tally.by_part[part][examine(damaged, part, sound, tally)] += 1
            except Exception as error:
                tally.by_part[part]["failed"] += 1
                tally.failures.append(f"copy {number}, {part} {how}: {type(error).__name__}: {error}")
            shutil.rmtree(damaged)
            print(f"copy {number + 1} of {rounds}: {len(tally.failures)} failed", file=sys.stderr)
    return tally


OUTCOMES = ("at opening", "at first read", "index not used", "by check", "without effect", "failed")


def report(tally: Tally, rounds: int, seed: int) -> None:
    print(f"{rounds} damaged copies, seed {seed}\n")
    print(f"| file | {' | '.join(OUTCOMES)} |\n|---|{'---:|' * len(OUTCOMES)}")
    for part, counts in sorted(tally.by_part.items()):
        print(f"| {part} | {' | '.join(str(counts[outcome]) for outcome in OUTCOMES)} |")
    total: Counter[str] = sum(tally.by_part.values(), Counter())
    print(f"| all | {' | '.join(str(total[outcome]) for outcome in OUTCOMES)} |")
    print(f"\nIndexes rebuilt: {tally.n_rebuilt}. Term indexes made anew: {tally.n_terms_repaired}.")
    for failure in tally.failures:
        print(f"\n{failure}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rebuilds", type=int, default=1000, help="damaged indexes to build anew, at most")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    tally = run(given.rounds, given.seed, given.rebuilds)
    report(tally, given.rounds, given.seed)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
