"""Transcripts are measured by their turns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.errors import GoldenError, NoPapers
from eval.transcripts import load_questions, main, measure

TURNS = (
    "The chair opened the sitting and thanked everybody for coming on such a wet evening.",
    "Oona Fairlie: The ferry timetable will be printed in March, and the harbour office pays for it.",
    "Piet Sandoval: Otters have come back to the mill stream; two holts were counted last winter.",
    "Oona Fairlie: I would like the slipway at Gull Point to be rebuilt in oak.",
    "The chair closed the sitting.",
)


def _folder(place: Path, *questions: dict[str, object]) -> Path:
    (place / "docs").mkdir(parents=True)
    turns = "\n\n".join(f"[{number}] {said}" for number, said in enumerate(TURNS))
    (place / "docs" / "quay.txt").write_text(f"Sitting of the quay forum\n\n{turns}\n", encoding="utf-8")
    lines = "\n".join(json.dumps(question) for question in questions)
    (place / "golden.jsonl").write_text(lines, encoding="utf-8")
    return place


def _question(text: str, turn: int) -> dict[str, object]:
    return {
        "question": text,
        "answerable": True,
        "evidence": [{"doc_id": "quay", "from": turn, "to": turn}],
        "doc_id": "quay",
    }


def test_a_turn_that_is_found_counts_in_all_three_figures(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "set", _question("What was said about otters in the mill stream?", 2))
    found = measure(folder, tmp_path / "library")
    assert (found.n_questions, found.success) == (1, 1.0)
    assert found.seen == 1.0
    assert 0.0 < found.ndcg <= 1.0


def test_turns_of_another_meeting_are_not_seen(tmp_path: Path) -> None:
    question = _question("What was said about otters in the mill stream?", 2)
    question["evidence"] = [{"doc_id": "another", "from": 2, "to": 3}]
    found = measure(_folder(tmp_path / "set", question), tmp_path / "library")
    assert (found.seen, found.ndcg, found.success) == (0.0, 0.0, 0.0)
    assert found.n_missing == 2


def test_the_figures_are_printed_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(_folder(tmp_path / "set", _question("Who wants the slipway rebuilt in oak?", 3)))
    assert "| gold seen within 2,000 tokens |" in capsys.readouterr().out


def test_questions_without_an_answer_are_left_out(tmp_path: Path) -> None:
    unanswered = {**_question("Who sold the pier?", 1), "answerable": False}
    folder = _folder(tmp_path, unanswered, _question("Who wants the slipway rebuilt?", 3))
    assert [each.question for each in load_questions(folder / "golden.jsonl")] == [
        "Who wants the slipway rebuilt?"
    ]


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _question("Who?", 1), {"question": "", "evidence": []})
    with pytest.raises(GoldenError, match="golden.jsonl, line 2: field 'question'"):
        load_questions(folder / "golden.jsonl")


def test_a_set_without_gold_turns_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, {"question": "Who?", "evidence": []})
    with pytest.raises(GoldenError, match="no question in it names the turns"):
        load_questions(folder / "golden.jsonl")


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match="Give a folder with docs and golden.jsonl"):
        load_questions(tmp_path / "golden.jsonl")


def test_a_transcript_that_cannot_be_read_ends_the_measurement(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "set", _question("Who?", 1))
    (folder / "docs" / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(NoPapers, match="empty.txt"):
        measure(folder, tmp_path / "library")
