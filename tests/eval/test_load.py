"""What the load measurement makes of what its clients saw. The measuring itself is no test."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from eval.errors import EvalError
from eval.load import different_questions
from eval.load_beside import harmful_files
from eval.load_clients import Health, Tally, figures_of, rows
from eval.load_mixed import Mixed, figures_and_misses
from eval.load_papers import changed_papers, long_pdf, texts_of
from eval.served import Served, Usage
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

PAPER = """HARROWMERE PANEL

1. Ferry timetable for summer

The Panel considered several timetables before agreeing additional crossings throughout September.

2. Library opening hours

Councillors discussed extended weekend opening following correspondence from local residents.
"""


def _figures(tally: Tally) -> dict[str, str]:
    cells = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in rows("a phase", figures_of(tally))
    ]
    assert {cell[0] for cell in cells} == {"a phase"}
    return {what: figure for _, what, figure in cells}


def test_the_figures_are_those_of_the_phase() -> None:
    tally = Tally(
        answered=[0.1] * 99 + [2.0],
        turned_away=3,
        without_retry_after=1,
        lost=Counter({"500": 2}),
        health=Health([0.01, 0.02, 0.2], unwell=1),
        seconds=10.0,
        cpu_s=5.0,
        memory_mb=(100.0, 104.0),
    )
    told = _figures(tally)
    assert told["questions a second"] == "10.0"
    assert told["p50, p95, longest"] == "0.10 s, 0.10 s, 2.00 s"
    assert told["lost"] == "2 x 500"
    assert told["turned away with 429 or 503, of them without Retry-After"] == "3, 1"
    assert told["health p95, longest"].endswith("200 ms")
    assert told["CPU of the service for a question"] == "50 ms"
    assert told["memory of the service at the beginning and the end"] == "100 MB, 104 MB"


def test_a_phase_in_which_nothing_was_answered_gives_no_figure_for_times() -> None:
    assert _figures(Tally(seconds=1.0))["p50, p95, longest"] == "nan s, nan s, nan s"


def test_no_question_is_asked_twice(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(PAPER, "utf-8")
    with Library.create_or_open(tmp_path / "library") as library:
        Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False).ingest(
            [tmp_path / "minutes.txt"]
        )
    asked = different_questions(tmp_path / "library")
    assert len(asked) == len(set(asked)) >= 10
    assert asked == different_questions(tmp_path / "library")


def test_what_a_process_has_used_is_read_from_the_system() -> None:
    usage = Served("http://127.0.0.1:1", os.getpid()).usage()
    assert usage.cpu_s > 0 and usage.memory_mb > 10
    assert usage.n_files > 3 and usage.n_threads >= 1
    with open(os.devnull) as one, open(os.devnull) as other:
        more = Served("http://127.0.0.1:1", os.getpid()).usage()
        assert not one.closed and not other.closed and more.n_files >= usage.n_files + 2


def _mixed(*held: tuple[float, int, int]) -> Mixed:
    """A phase of 300 s with a sample every second, whose thirds held so much memory, files and threads."""
    thirds = [Usage(0.0, *each) for each in held]
    return Mixed(
        statuses=Counter({"200": 3}),
        seconds={"ask": [0.1, 0.2, 0.3]},
        health=Health([0.01, 0.02]),
        samples=[(float(second), thirds[min(2, second // 101)]) for second in range(301)],
    )


def test_what_stays_as_it_is_misses_no_bar() -> None:
    figures, missed = figures_and_misses(_mixed((500.0, 60, 40), (900.0, 99, 99), (501.0, 61, 40)), 300)
    assert missed == []
    assert figures["memory (PSS) after 100 s and at the end, growth"] == "500 MB, 501 MB, +0.2 %"
    assert (figures["open files"], figures["threads"]) == ("60, 61", "40, 40")
    assert figures["ask: n, p50, p95, longest"].startswith("3, 0.20 s")


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ((525.0, 60, 40), "memory grew by 5 % or more"),
        ((500.0, 63, 40), "open files grew"),
        ((500.0, 60, 43), "threads grew"),
    ],
)
def test_what_grows_misses_its_bar(last: tuple[float, int, int], told: str) -> None:
    _, missed = figures_and_misses(_mixed((500.0, 60, 40), last, last), 300)
    assert missed == [told]


def test_a_fault_and_an_unwell_service_miss_their_bars() -> None:
    seen = _mixed(*[(500.0, 60, 40)] * 3)
    seen.faults["ask: 503 library_locked"] += 1
    seen.health.unwell = 1
    figures, missed = figures_and_misses(seen, 300)
    assert missed == ["a 5xx, or a request that was lost", "health was not 200"]
    assert figures["5xx and lost"] == "1 x ask: 503 library_locked"


def test_papers_that_are_sent_are_never_the_same(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(PAPER * 5, "utf-8")
    with Library.create_or_open(tmp_path / "library") as library:
        Intake(library, encoder=QueryEncoder(), is_indexing=False).ingest([tmp_path / "minutes.txt"])
    texts = texts_of(tmp_path / "library")
    assert len(texts) == 1
    assert len(set(islice(changed_papers(texts), 5))) == 5


def test_a_long_pdf_has_its_pages_with_words_of_their_own() -> None:
    from ingest.readers.read import read

    words = (f"Lamp {number} of Mill Lane was lit again." for number in range(1000))
    text = read(long_pdf(iter([" ".join(words).encode()]), 3), "long.pdf")
    assert len(text.pages) == 3
    assert all(f"Lamp {number} of" in text.content for number in (1, 15, 40))


def test_harmful_files_are_told_by_their_names(tmp_path: Path) -> None:
    for name in ("docx_zip_bomb.docx", "pdf_ok.pdf", "pdf_xform_laughs.pdf"):
        (tmp_path / name).write_bytes(b"")
    found = harmful_files(tmp_path, tmp_path / "made")
    assert [path.name for path in found] == ["docx_zip_bomb.docx", "pdf_xform_laughs.pdf"]


def test_a_folder_without_harmful_files_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pdf_ok.pdf").write_bytes(b"")
    with pytest.raises(EvalError, match="Name a folder of harmful files"):
        harmful_files(tmp_path, tmp_path / "made")
