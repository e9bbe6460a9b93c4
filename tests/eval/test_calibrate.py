"""The floor is chosen by what it refuses, and a learnt rule is held against it."""

from __future__ import annotations

import json
import random
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from eval.abstention import drawn, off_topic_questions
from eval.bench_sets import BenchQuestion, BenchSet, load_bench_set, store
from eval.calibrate import chosen, draws, looks_of, raised_to_fit
from eval.errors import GoldenError
from eval.learnt import LearntRule, separation
from eval.looks import Asked, Look, share_refused
from ingest.store.library import Library
from rag.calibration import calibration, floor


def _look(margin: float, asked: Asked, source: str = "qmsum-train", *, refused: bool = False) -> Look:
    support = floor(100) + margin
    return Look(source, asked, 100, support / 3, support / 3, support / 3, support, 0.0, refused)


def _looks() -> list[Look]:
    return [
        *(_look(0.01 + number / 50, Asked.ANSWERABLE) for number in range(50)),
        *(_look(-0.2 + number / 50, Asked.OFF_TOPIC) for number in range(12)),
    ]


def test_the_floor_is_raised_until_it_would_refuse_too_many() -> None:
    assert raised_to_fit(_looks(), 0.05) == pytest.approx(0.04)
    assert raised_to_fit(_looks(), 0.0) == pytest.approx(0.0)


def test_no_floor_fits_where_all_of_them_refuse_too_many() -> None:
    with pytest.raises(GoldenError, match="no floor refuses so few"):
        raised_to_fit([_look(-1.0, Asked.ANSWERABLE)])


def test_the_choice_moves_base_and_ends_alike_and_tells_what_it_refuses() -> None:
    used = calibration()
    found = chosen(_looks(), used, {"golden.jsonl": "0" * 64})
    assert found.base == pytest.approx(used.base + 0.04)
    assert found.most - used.most == pytest.approx(found.least - used.least)
    assert found.over_refusal == {"qmsum-train": 0.04}
    assert found.recall == {"qmsum-train, off topic": 1.0}


def test_a_question_that_another_test_refuses_is_refused_at_any_floor() -> None:
    looks = [_look(1.0, Asked.NEAR_MISS, refused=True), _look(1.0, Asked.NEAR_MISS)]
    assert share_refused(looks, Asked.NEAR_MISS, -9.0) == 0.5
    assert share_refused(looks, Asked.ELSEWHERE) is None


def test_questions_are_drawn_for_parts_of_a_set_by_what_the_part_holds() -> None:
    papers = {f"{number}.txt": "" for number in range(8)}
    questions = [BenchQuestion(f"{name} {yes}?", name, yes) for name in papers for yes in (True, False)]
    bench = BenchSet("squad2", papers, tuple(questions), {})
    for draw in draws(bench, ["Why do cats purr?"], random.Random(3)):
        paper = draw.question.split()[0]
        if draw.asked is Asked.OFF_TOPIC:
            assert draw.question == "Why do cats purr?"
        else:
            assert (paper in draw.papers) == (draw.asked is not Asked.ELSEWHERE)
            assert draw.asked is Asked.ELSEWHERE or draw.question.endswith(
                "True?" if draw.asked is Asked.ANSWERABLE else "False?"
            )


def test_a_learnt_rule_tells_apart_what_support_tells_apart() -> None:
    rule = LearntRule(_looks())
    answerable = [rule.score(look) for look in _looks() if look.asked is Asked.ANSWERABLE]
    refusable = [rule.score(look) for look in _looks() if look.asked is Asked.OFF_TOPIC]
    assert (separation(answerable, refusable) or 0) > 0.98
    assert separation([], refusable) is None
    assert set(rule.weights) == {"cosine", "whole_cosine", "coverage", "unheld", "log10 of windows"}


def _squad(folder: Path) -> None:
    paragraph = {
        "context": "Otters live by the mill stream. They were counted in the winter by Piet Sandoval.",
        "qas": [
            {"question": "Who counted the otters?", "is_impossible": False},
            {"question": "Who sold the otters?", "is_impossible": True},
        ],
    }
    folder.mkdir(parents=True)
    article = {"title": "Mill_stream", "paragraphs": [paragraph]}
    (folder / "dev-v2.0.json").write_text(json.dumps({"data": [article]}), encoding="utf-8")


def test_a_bench_set_is_stored_and_its_questions_looked_at(tmp_path: Path) -> None:
    _squad(tmp_path / "squad2")
    bench = load_bench_set(tmp_path, "squad2")
    assert [each.is_answerable for each in bench.questions] == [True, False]
    store(bench, tmp_path / "library")
    with Library.open(tmp_path / "library") as library:
        looks = looks_of(bench, library, ["What is the boiling point of ethanol?"])
    support = {look.asked: look.support for look in looks}
    assert support[Asked.ANSWERABLE] > support[Asked.OFF_TOPIC]


def test_the_other_sets_are_read_in_their_own_forms(tmp_path: Path) -> None:
    row = {"id": 7, "input": "who dug the lock", "passages": [{"title": "Locks", "text": "A lock was dug."}]}
    for place, files in (("clapnq", ("answerable", "unanswerable")), ("qmsum-train/docs", ())):
        (tmp_path / place).mkdir(parents=True)
        for file in files:
            (tmp_path / place / f"clapnq_dev_{file}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    asked = {"question": "Who spoke?", "doc_id": "quay", "answerable": True, "evidence": [{"from": 1}]}
    (tmp_path / "qmsum-train/docs/quay.txt").write_text("[1] The chair spoke.", encoding="utf-8")
    (tmp_path / "qmsum-train/golden.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    assert [each.is_answerable for each in load_bench_set(tmp_path, "clapnq").questions] == [True, False]
    assert len(load_bench_set(tmp_path, "clapnq").papers) == 1
    transcripts = load_bench_set(tmp_path, "qmsum-train")
    assert transcripts.questions == (BenchQuestion("Who spoke?", "quay.txt", True),)
    assert set(transcripts.sha256) == {"golden.jsonl", "docs, 1 more"}


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match="squad2: can't be read"):
        load_bench_set(tmp_path, "squad2")


def test_the_curve_is_drawn_as_well_formed_svg() -> None:
    root = ElementTree.fromstring(drawn(_looks()))
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 3


def test_there_are_sixty_questions_about_something_else() -> None:
    assert len(off_topic_questions()) == 60
