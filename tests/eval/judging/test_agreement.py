import pytest

from eval.errors import JudgeError
from eval.judging.agreement import load_labelled


def test_rulings_by_people_are_read_a_line_each(tmp_path):
    path = tmp_path / "sample.jsonl"
    path.write_text(
        '{"task": "citation", "statement": "A.", "sources": ["A."], "label": "full"}\n\n'
        '{"task": "nugget", "statement": "B.", "sources": ["C."], "label": "none", "question": "B?"}\n'
    )
    assert [one.label for one in load_labelled(path)] == ["full", "none"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no ruling in it"),
        ("\n{}\n", "line 2: field 'task': Field required"),
        ('{"task": "citation", "statement": "A.", "sources": [], "label": "full"}', "field 'sources'"),
        ('{"task": "citation", "statement": "A.", "sources": ["A"], "label": "yes"}', "field 'label'"),
        ("[", "line 1: Invalid JSON"),
    ],
)
def test_a_wrong_sample_is_told_with_line_and_field(tmp_path, content, told):
    path = tmp_path / "sample.jsonl"
    path.write_text(content)
    with pytest.raises(JudgeError) as problem:
        load_labelled(path)
    assert told in str(problem.value) and str(path) in str(problem.value)


def test_a_sample_that_is_not_there_is_told(tmp_path):
    with pytest.raises(JudgeError, match="can't be read"):
        load_labelled(tmp_path / "none.jsonl")
