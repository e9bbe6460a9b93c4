"""The evidence shown to a model: keys, budget, one line each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.labels import passage_label
from rag.model.evidence import count_tokens, gather, render


@pytest.fixture(scope="module")
def hits(minutebook, owner):
    return minutebook.search("What was said about street lighting in Mill Lane?", scope=owner, k=20)


@pytest.mark.parametrize("budget", [200, 400, 800, 2000])
def test_the_budget_is_kept(hits, budget):
    gathered = gather(hits, budget)
    assert gathered
    assert count_tokens(render(gathered)) <= budget + 100
    assert sum(count_tokens(line) for line in render(gathered).splitlines()) <= budget + len(gathered)


def test_a_larger_budget_only_adds_at_the_end(hits):
    small, large = gather(hits, 300), gather(hits, 1500)
    assert [each.passage for each in large][: len(small)] == [each.passage for each in small]


def test_at_least_one_passage_is_given_however_small_the_budget(hits):
    assert len(gather(hits, 1)) == 1
    assert gather([], 1000) == []


def test_keys_are_numbered_and_no_passage_comes_twice(hits):
    gathered = gather(hits, 100_000)
    assert [each.key for each in gathered] == [f"E{n}" for n in range(1, len(gathered) + 1)]
    passage_ids = [each.passage.passage_id for each in gathered]
    assert len(set(passage_ids)) == len(passage_ids)


def test_each_passage_is_one_line_under_its_key_and_label(hits):
    gathered = gather(hits, 1000)
    lines = render(gathered).splitlines()
    assert len(lines) == len(gathered)
    for each, line in zip(gathered, lines, strict=True):
        assert line.startswith(f"[{each.key}] (")
        assert " ".join(each.passage.text.split()) in line


def test_each_passage_stands_under_its_own_label(hits):
    gathered = gather(hits, 2000)
    for each, line in zip(gathered, render(gathered).splitlines(), strict=True):
        assert line.startswith(f"[{each.key}] ({passage_label(each.hit.record, each.passage)})")


@given(st.text(max_size=300))
def test_tokens_can_be_counted_of_any_text_and_grow_with_it(text):
    assert 1 <= count_tokens(text) <= count_tokens(text + " and more words")
