"""``minutebook brief --update``: the command, what it prints and writes, and wrong use of it."""

import json

import pytest

LATE = """HARROWMERE SAFER STREETS PANEL

9 September 2025

Report of the Street Works Manager

Street lighting in Mill Lane

Recommendation

1. That the three lamps left over in Mill Lane be replaced by posts of steel.

Background

2. The three lamps left over in Mill Lane stand in the verge of the brook.
"""


@pytest.fixture
def draft(run, own_library, tmp_path):
    """A draft of a topic, as the command writes it."""
    path = tmp_path / "draft.docx"
    result = run("brief", "--topic", "street lighting in Mill Lane", "-o", path, "--library", own_library)
    assert result.exit_code == 0, result.stderr
    return path


@pytest.fixture
def with_late_report(run, draft, own_library, tmp_path):
    """The library after the draft, with one report more."""
    (tmp_path / "late.txt").write_text(LATE, "utf-8")
    assert run("ingest", tmp_path / "late.txt", "--access", "public", "--library", own_library).exit_code == 0
    return own_library


def test_the_supplement_is_printed_and_the_new_draft_written(run, draft, with_late_report, tmp_path):
    new = tmp_path / "new.docx"
    before = draft.read_bytes()
    result = run("brief", "--update", draft, "-o", new, "--library", with_late_report)
    assert result.exit_code == 0, result.stderr
    assert "# Supplement to: " in result.stdout
    assert "New paper: late.txt, added on" in result.stdout and "posts of steel" in result.stdout
    assert f"Wrote {new}" in result.stderr and draft.read_bytes() == before
    again = run("brief", "--update", new, "--library", with_late_report)
    assert "Nothing is new." in again.stdout


def test_json_is_one_object_of_the_shape_of_a_briefing(run, draft, with_late_report):
    result = run("brief", "--update", draft, "--json", "--library", with_late_report)
    supplement = json.loads(result.stdout)
    assert [each["key"] for each in supplement["sections"]][:2] == ["papers", "new"]
    assert all(each["citations"] for each in sentences_in(supplement["sections"]))


def sentences_in(sections):
    return [
        sentence
        for each in sections
        for sentence in (*each["sentences"], *sentences_in(each.get("sections", [])))
    ]


def test_the_object_of_a_briefing_is_a_draft_too(run, own_library, tmp_path):
    kept = tmp_path / "draft.json"
    made = run("brief", "--topic", "street lighting in Mill Lane", "--json", "--library", own_library)
    kept.write_text(made.stdout, "utf-8")
    result = run("brief", "--update", kept, "--library", own_library)
    assert result.exit_code == 0 and "You changed nothing" in result.stdout


def test_the_draft_is_never_written_over(run, draft, own_library, one_line_of):
    before = draft.read_bytes()
    result = run("brief", "--update", draft, "-o", draft, "--library", own_library)
    assert result.exit_code == 2 and "is the draft itself" in one_line_of(result)
    assert draft.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--topic", "lamps"), "leave out --topic"),
        (("--as-of", "2025-06-10"), "leave out --as-of"),
        (("--meeting", "Panel", "2025-06-10"), "leave out --meeting"),
    ],
)
def test_another_request_beside_a_draft_is_wrong_use(run, draft, own_library, one_line_of, given, told):
    result = run("brief", "--update", draft, *given, "--library", own_library)
    assert result.exit_code == 2 and told in one_line_of(result)


def test_a_file_that_is_not_there_or_no_draft_is_told(run, own_library, tmp_path, one_line_of):
    missing = run("brief", "--update", tmp_path / "none.docx", "--library", own_library)
    assert missing.exit_code == 1 and "can't be read (No such file" in one_line_of(missing)
    (tmp_path / "notes.md").write_text("# Notes", "utf-8")
    other = run("brief", "--update", tmp_path / "notes.md", "--library", own_library)
    assert other.exit_code == 1 and "carries no record of a draft by Minutebook" in one_line_of(other)


AGENDA = """HARROWMERE SAFER STREETS PANEL

AGENDA

Tuesday 9 September 2025 at 10.00 am

1. Apologies for absence

2. Street lighting in Mill Lane
To hear how many lamps are left.
"""


def test_an_agenda_outside_the_library_is_named_again(run, own_library, tmp_path, one_line_of):
    agenda = tmp_path / "sent" / "agenda.txt"
    agenda.parent.mkdir()
    agenda.write_text(AGENDA, "utf-8")
    draft = tmp_path / "draft.md"
    assert run("brief", "--agenda", agenda, "-o", draft, "--library", own_library).exit_code == 0
    assert "sent/" not in draft.read_text("utf-8")
    again = run("brief", "--update", draft, "--agenda", agenda, "--library", own_library)
    assert again.exit_code == 0 and "Nothing is new." in again.stdout, again.stderr
    without = run("brief", "--update", draft, "--library", own_library)
    assert without.exit_code == 1 and "agenda.txt" in one_line_of(without)


def test_an_agenda_beside_a_draft_of_a_topic_is_wrong_use(run, draft, own_library, tmp_path, one_line_of):
    (tmp_path / "agenda.txt").write_text(AGENDA, "utf-8")
    result = run("brief", "--update", draft, "--agenda", tmp_path / "agenda.txt", "--library", own_library)
    assert result.exit_code == 2 and "was not drafted from an agenda" in one_line_of(result)
