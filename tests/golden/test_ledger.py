"""The ledger held against what a careful reader found: the sample papers, and real ones where they are there."""

from pathlib import Path

import pytest

from eval.ledger import load_labels, measure
from ingest.papers import Access
from ingest.readers.read import read
from ingest.structure.ledger import ledger_of
from ingest.structure.ledger_entries import EntryKind
from ingest.structure.paper import structure
from rag.rewording import rewordings_in

LABELS = Path(__file__).with_name("ledger.jsonl")
SAMPLES = Path(__file__).parents[2] / "examples" / "papers"
SEEDS = Path(__file__).parents[3] / "shared" / "papers" / "seeds"
LEAST = 0.9
COMMITMENTS = {"000_eedf0c1956bc88da.txt": 3, "002_e85a23fc583d8396.txt": 9, "003_2f9ef18e411084d7.txt": 3}
"""How many a careful reader finds in each of the real minutes."""

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the real papers are not in {SEEDS}")


def test_nine_in_ten_entries_of_each_kind_are_right_and_nine_in_ten_are_found():
    for kind, tally in measure(load_labels(LABELS), [SAMPLES]).items():
        assert tally.precision >= LEAST, (kind, tally.wrong)
        assert tally.recall >= LEAST, (kind, tally.missed)


def entries_of(name: str) -> list[tuple[EntryKind, str]]:
    text = read((SEEDS / name).read_bytes(), name)
    paper = structure(text, name, "", Access.PUBLIC)
    found = ledger_of(paper.facts.kind.value, paper.passages, text.content)
    return [(each.kind, text.content[each.span.start : each.span.end]) for each in found]


@needs_seeds
@pytest.mark.parametrize(("name", "expected"), COMMITMENTS.items())
def test_every_commitment_of_real_minutes_is_found_and_no_other(name, expected):
    assert len([words for kind, words in entries_of(name) if kind is EntryKind.COMMITMENT]) == expected


@needs_seeds
def test_the_correction_in_real_minutes_is_read_with_both_wordings():
    (words,) = [
        words for kind, words in entries_of("002_e85a23fc583d8396.txt") if kind is EntryKind.CORRECTION
    ]
    told = [(each.wrong, each.right) for each in rewordings_in(words)]
    assert told == [("County Hall, Glenfield", "City Hall, Leicester")]
