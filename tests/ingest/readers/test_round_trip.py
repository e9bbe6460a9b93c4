"""Papers printed and read back by the script beside this file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("round_trip.py")


def outcomes_of(folder: Path) -> list[dict[str, object]]:
    command = [sys.executable, str(SCRIPT), str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes: list[dict[str, object]] = json.loads(done.stdout)
    return outcomes


def test_printed_papers_come_back_with_their_words_and_pages(tmp_path: Path) -> None:
    paragraphs = [
        f"{number}. “Item {number}” – the Panel’s view on £{number * 1_000:,} was asked for.\n\n"
        "RESOLVED:\n\n" + f"(a) That it be noted by the {number}th of May, and reported back. " * 6
        for number in range(1, 25)
    ]
    (tmp_path / "minutes.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
    outcomes = outcomes_of(tmp_path)
    assert [each["form"] for each in outcomes] == ["pdf", "docx"]
    assert all(each["share"] == 1 and each["n_right"] == each["n_words"] for each in outcomes)
    assert outcomes[0]["n_pages"] == 4


def test_real_papers_come_back_with_995_of_1000_characters_and_every_page(shared: Path) -> None:
    assert len(outcomes_of(shared / "papers" / "seeds")) == 10


def test_a_folder_without_papers_is_wrong_use(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "no .txt or .md papers" in done.stderr


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_samples_meet_the_bar_too(form: str) -> None:
    samples = SCRIPT.parents[3] / "examples" / "papers"
    assert sum(each["form"] == form for each in outcomes_of(samples)) > 3
