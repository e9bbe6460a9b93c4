"""Measuring the ledger: entries counted once, labels on which readers differ left aside, errors that say what to do."""

import json
from pathlib import Path

import pytest

from eval.errors import GoldenError, NoPapers
from eval.ledger import load_labels, main, measure
from ingest.structure.ledger_entries import EntryKind

MINUTES = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025

21. Street lighting in Mill Lane

The Manager undertook to send a map to members by the end of May.

The Clerk would ask the county.

RESOLVED: That the report be noted.
"""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "minutes.txt"
    path.write_text(MINUTES, "utf-8")
    return path


def labelled(folder: Path, *entries: dict[str, object], paper: str = "minutes.txt") -> Path:
    path = folder / "labels.jsonl"
    path.write_text(json.dumps({"paper": paper, "entries": entries}) + "\n", "utf-8")
    return path


MAP = {"kind": "commitment", "words": "send a map", "owner": "The Manager", "due": "by the end of May"}
NOTED = {"kind": "decision", "words": "That the report be noted"}


def test_what_is_found_missed_and_wrong_is_counted_by_kind(tmp_path, paper):
    missing = {"kind": "decision", "words": "That the lamps be mended"}
    tallies = measure(load_labels(labelled(tmp_path, MAP, NOTED, missing)), [paper])
    promises, decisions = tallies[EntryKind.COMMITMENT], tallies[EntryKind.DECISION]
    assert (promises.right, len(promises.wrong), promises.precision, promises.recall) == (1, 1, 0.5, 1.0)
    assert (decisions.right, len(decisions.missed), decisions.precision, decisions.recall) == (1, 1, 1.0, 0.5)
    assert (promises.owners[True], promises.dues[True]) == (1, 1)


def test_an_optional_label_counts_neither_way(tmp_path, paper):
    asked = {"kind": "commitment", "words": "would ask the county", "optional": True}
    gone = {"kind": "commitment", "words": "would mend the lamps", "optional": True}
    tally = measure(load_labels(labelled(tmp_path, MAP, asked, gone)), [paper])[EntryKind.COMMITMENT]
    assert (tally.right, tally.wrong, tally.missed) == (1, [], [])


def test_a_labelled_paper_that_is_not_given_is_named(tmp_path, paper):
    labels = load_labels(labelled(tmp_path, MAP, paper="other.txt"))
    with pytest.raises(GoldenError, match=r"other\.txt: labelled, but not among the papers given"):
        measure(labels, [tmp_path])


def test_a_paper_that_cannot_be_read_is_named(tmp_path, paper):
    paper.write_bytes(b"")
    with pytest.raises(NoPapers, match=r"minutes\.txt"):
        measure(load_labels(labelled(tmp_path, MAP)), [paper])


def test_a_wrong_line_is_told_with_its_number_and_field(tmp_path):
    path = labelled(tmp_path, {"kind": "promise", "words": "send a map"})
    with pytest.raises(GoldenError, match=r"labels\.jsonl, line 1: field 'entries\.0\.kind'"):
        load_labels(path)


def test_the_figures_are_printed_as_a_table(tmp_path, paper, capsys):
    main([str(labelled(tmp_path, MAP, NOTED)), str(paper)])
    printed = capsys.readouterr().out
    assert "| commitment | 1 | 1 | 0 | 0.50 | 1.00 | 1 of 1 | 1 of 1 |" in printed
    assert "wrong: minutes.txt: the clerk would ask the county." in printed
