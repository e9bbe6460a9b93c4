"""Answers on a terminal: sentence by sentence, and with nothing in them that acts."""

import json

import pytest

from api.commands.live import follow, shown
from ingest.papers import Access
from rag.answer import Answer, Citation, Sentence
from rag.checking.verify import Verdict
from rag.events import Done, SentenceReady, StartedOver


def sentence(text: str) -> SentenceReady:
    cited = Citation(1, "p-1", "m.txt", "Minutes", "minutes, item 1", None, text, 0, 9, Access.PUBLIC)
    return SentenceReady(Sentence(text, (1,), Verdict.SUPPORTED), (cited,))


def test_sentences_are_printed_as_they_come(capsys):
    seen = []

    def events():
        yield sentence("The lamps failed.")
        seen.append(capsys.readouterr().out)
        yield sentence("They were\x1b[31m mended: https://x.example/a")
        yield Done(Answer("q", "answered"))

    assert follow(events(), is_shown=True) == Answer("q", "answered")
    assert seen == ["The lamps failed. [1]\n"]
    assert capsys.readouterr().out == "They were[31m mended: https[:]//x.example/a [1]\n"


def test_nothing_is_printed_where_nobody_watches(capsys):
    follow(iter([sentence("The lamps failed."), Done(Answer("q", "answered"))]), is_shown=False)
    assert capsys.readouterr().out == ""


def test_sentences_that_are_taken_back_are_said_to_be(capsys):
    follow(
        iter([sentence("One."), StartedOver("The model failed."), Done(Answer("q", "answered"))]),
        is_shown=True,
    )
    told = capsys.readouterr()
    assert "taken back. The model failed." in told.err
    assert told.out == "One. [1]\n"


def test_events_without_an_end_are_a_fault():
    with pytest.raises(RuntimeError, match="broke off"):
        follow(iter([sentence("One.")]), is_shown=False)


def test_words_are_shown_on_one_line_without_links():
    assert shown("See\n https://x.example") == "See https[:]//x.example"


def test_a_terminal_gets_each_sentence_once(run, shared_library, monkeypatch):
    monkeypatch.setattr("api.commands.asking.is_terminal", lambda: True)
    result = run("ask", "How many of the lamps had failed in Mill Lane?", "--library", shared_library)
    assert result.exit_code == 0
    assert result.stdout.count("[1]\n") == 1
    assert "14 of the 60 lamps" in result.stdout


def test_an_answer_that_was_kept_is_made_again(run, shared_library, tmp_path):
    asked = run(
        "ask", "How many of the lamps had failed in Mill Lane?", "--library", shared_library, "--json"
    )
    kept = tmp_path / "answer.json"
    kept.write_text(asked.stdout, "utf-8")
    same = run("ask", "--replay", kept, "--library", shared_library)
    assert (same.exit_code, same.stdout) == (0, "The same answer.\n")
    kept.write_text(asked.stdout.replace("14 of the 60", "41 of the 60"), "utf-8")
    other = run("ask", "--replay", kept, "--library", shared_library, "--json")
    assert other.exit_code == 1
    assert json.loads(other.stdout)["same"] is False


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (("ask",), 2, "QUESTION"),
        (("ask", "Why?", "--replay", "answer.json"), 2, "Leave QUESTION out"),
        (("ask", "--replay", "none.json"), 1, "no file none.json"),
    ],
)
def test_wrong_use_of_replay_is_told(run, args, status, told):
    result = run(*args)
    assert result.exit_code == status
    assert told in result.stderr
