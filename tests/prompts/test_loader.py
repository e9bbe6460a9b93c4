"""Prompt files and the loader that checks them."""

from pathlib import Path

import pytest

import prompts.loader as loader
from prompts.loader import Prompt, PromptError, load

HEAD = "---\nname: {name}\nversion: 1\nplaceholders: [{fields}]\npurpose: Testing.\n---\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(loader, "_FOLDER", tmp_path)
    load.cache_clear()
    yield tmp_path
    load.cache_clear()


def written(folder: Path, name: str, text: str, fields: str = "question") -> Prompt:
    (folder / f"{name}.md").write_text(HEAD.format(name=name, fields=fields) + text, "utf-8")
    return load(name)


SHIPPED = sorted(path.stem for path in Path(loader.__file__).parent.glob("*.md"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_prompt_that_is_shipped_loads(name):
    prompt = load(name)
    assert prompt.name == name
    assert prompt.version >= 1
    assert prompt.purpose
    assert len(prompt.fingerprint) == 16


def test_the_answer_prompt_holds_question_and_evidence_once_each():
    filled = load("answer").fill(
        question="QQQ", evidence="EEE", most="4", abstention="NONE", example="- A. [E1]"
    )
    assert filled.count("QQQ") == filled.count("EEE") == 1
    assert "{" not in filled


def test_braces_in_values_stay_as_they_are(folder):
    prompt = written(folder, "p", "Q: {question}\nE: {evidence}", "question, evidence")
    filled = prompt.fill(question="{evidence} {0} {{x}} {question!r}", evidence="}{")
    assert filled == "Q: {evidence} {0} {{x}} {question!r}\nE: }{\n"


def test_doubled_braces_in_the_text_are_single_ones(folder):
    assert (
        written(folder, "p", 'Write {{"a": 1}} for {question}').fill(question="x") == 'Write {"a": 1} for x\n'
    )


@pytest.mark.parametrize("values", [{}, {"question": "a", "more": "b"}, {"other": "a"}])
def test_values_that_are_missing_or_too_many_are_refused(folder, values):
    with pytest.raises(PromptError, match="takes"):
        written(folder, "p", "{question}").fill(**values)


@pytest.mark.parametrize(
    ("text", "fields"), [("{question} {more}", "question"), ("nothing", "question"), ("{question}", "")]
)
def test_front_matter_and_placeholders_that_disagree_are_refused(folder, text, fields):
    with pytest.raises(PromptError, match="front matter names"):
        written(folder, "p", text, fields)


def test_a_name_other_than_the_file_is_refused(folder):
    (folder / "p.md").write_text(HEAD.format(name="q", fields="question") + "{question}", "utf-8")
    with pytest.raises(PromptError):
        load("p")


@pytest.mark.parametrize(
    "content",
    [
        "no front matter {question}",
        "---\nname: p\n",
        "---\nname: p\nversion: 1\npurpose: x\n---\n{question}",
        "---\nname: p\nplaceholders: [question]\npurpose: x\n---\n{question}",
        "---\nname: p\nversion: one\nplaceholders: [question]\npurpose: x\n---\n{question}",
        "---\njust words\n---\n{question}",
        "---\n[: bad\n---\n{question}",
        "---\nname: p\nversion: 1\nplaceholders: [question]\npurpose: x\n---\n{question} and a lone { brace",
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_a_prompt_error(folder, content):
    (folder / "p.md").write_text(content, "utf-8")
    with pytest.raises(PromptError, match="p.md"):
        load("p")


def test_a_prompt_that_is_not_there_is_a_prompt_error(folder):
    with pytest.raises(PromptError, match="no prompt absent"):
        load("absent")


def test_any_change_of_the_file_changes_the_fingerprint(folder):
    one = written(folder, "p", "{question}")
    load.cache_clear()
    assert written(folder, "p", "{question}!").fingerprint != one.fingerprint
