"""Which papers are compared word by word at all: those that share enough runs of words, and no others."""

import random
import sqlite3

import pytest

from ingest.store.schema import _TWINS
from ingest.store.sketches import candidates, forget_sketch, keep_sketch
from ingest.structure.same_words import words_of

USUAL = (
    "the public be excluded from the meeting for the items that follow under the act as amended in nineteen"
)


@pytest.fixture
def connection():
    opened = sqlite3.connect(":memory:")
    for statement in _TWINS:
        opened.execute(statement)
    yield opened
    opened.close()


def text(seed: int, n_words: int = 400) -> str:
    chance = random.Random(seed)
    return " ".join(f"{chance.choice('abcdefgh')}{chance.randrange(10**4)}x" for _ in range(n_words))


def test_a_copy_and_a_part_are_found_among_many_and_strangers_are_not(connection):
    for number in range(50):
        keep_sketch(connection, f"stranger{number}", words_of(f"{text(number)} {USUAL}"))
    keep_sketch(connection, "pack", words_of(" ".join(text(n) for n in range(100, 110))))
    part = keep_sketch(connection, "part", words_of(text(103)))
    assert candidates(connection, "part", part) == ["pack"]
    copy = keep_sketch(connection, "copy", words_of(text(7).upper().replace(" ", "\n")))
    assert candidates(connection, "copy", copy) == ["stranger7"]


def test_a_form_of_words_that_most_papers_hold_leads_to_none(connection):
    usual = text(1, 60)
    for number in range(250):
        keep_sketch(connection, f"p{number}", words_of(f"{usual} {text(1000 + number, 20)}"))
    own = keep_sketch(connection, "own", words_of(f"{usual} {text(5000, 20)}"))
    assert len(candidates(connection, "own", own)) < 10


def test_a_paper_of_few_words_is_compared_with_none(connection):
    keep_sketch(connection, "one", words_of("Apologies were received."))
    assert len(keep_sketch(connection, "other", words_of("Apologies were received."))) == 0


def test_nothing_is_left_of_a_forgotten_paper(connection):
    keep_sketch(connection, "one", words_of(text(1)))
    forget_sketch(connection, "one")
    for table in ("sketches", "sketch_hashes"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_any_number_of_equal_papers_find_each_other_and_the_packs_that_hold_them(connection):
    own = text(3)
    for number in range(120):
        keep_sketch(connection, f"copy{number:03d}", words_of(own.replace(" ", "\n" * (1 + number % 3))))
    pack = keep_sketch(connection, "pack", words_of(f"{text(1)} {own} {text(2)}"))
    assert candidates(connection, "pack", pack)
    last = keep_sketch(connection, "last", words_of(own.upper()))
    found = candidates(connection, "last", last)
    assert found[0] == "copy000"
    assert "pack" in found
    assert len(found) <= 60
