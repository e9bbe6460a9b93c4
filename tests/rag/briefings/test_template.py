"""The template of briefings: what a council can change, what it can't, and how a mistake is told."""

import tomllib

import pytest

from rag.briefings.template import SECTION_KEYS, default_template, load_template, template_text
from rag.briefings.wording import HEADINGS
from rag.errors import TemplateError


@pytest.fixture
def template_of(tmp_path):
    def load(text: str | bytes):
        path = tmp_path / "house.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_template(path)

    return load


def test_the_shipped_template_names_every_section_with_its_heading():
    assert {rule.key: rule.heading for rule in default_template().section} == HEADINGS
    assert tuple(rule.key for rule in default_template().section) == SECTION_KEYS


def test_the_shipped_template_read_as_a_file_of_ones_own_changes_nothing(template_of):
    assert template_of(template_text()) == default_template()
    assert template_of("") == default_template()


def test_what_a_file_does_not_say_stays_as_it_is(template_of):
    changed = template_of(
        '[[section]]\nkey = "promised"\nmost_points = 3\n\n[[section]]\nkey = "decided"\nheading = "Past decisions"'
    )
    assert [rule.key for rule in changed.section][:4] == ["summary", "promised", "decided", "sought"]
    assert {rule.key for rule in changed.section} == set(SECTION_KEYS)
    promised, decided = changed.section[1:3]
    usual = {rule.key: rule.heading for rule in default_template().section}
    assert (promised.heading, promised.most_points) == (usual["promised"], 3)
    assert (decided.heading, decided.most_points) == ("Past decisions", None)
    assert changed.draft == default_template().draft


def test_sections_can_be_left_out_by_name(template_of):
    changed = template_of('leave_out = ["said", "interests"]')
    assert {"said", "interests"} == set(SECTION_KEYS) - {rule.key for rule in changed.section}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("colour = 1", 1, "colour: no such field. Fields: title, draft, most_points"),
        ("\ncitations = false", 2, "citations, sources and the mark of a draft can't be switched off"),
        ("sources = false", 1, "can't be switched off"),
        ('leave_out = ["summary"]', 1, "'summary' can't be left out. The summary, citations"),
        ('leave_out = ["sources"]', 1, "Sections that can be left out: sought, decided"),
        ("draft = false", 1, "The summary, citations, sources and the mark of a draft can't be switched off"),
        ('draft = ""', 1, 'must hold the word "draft"'),
        ('draft = "Final version."', 1, 'must hold the word "draft"'),
        ('title = "Our briefing"', 1, "must hold {title}"),
        ('title = "{title} {date}"', 1, "no other braces"),
        ("most_points = 0", 1, "most_points: Input should be greater than or equal to 1"),
        ('most_points = "many"', 1, "most_points: Input should be a valid integer"),
        (
            '# ours\n[[section]]\nkey = "decisions"',
            3,
            "no section is called 'decisions'. Sections: summary, sought",
        ),
        (
            '[[section]]\nkey = "said"\n\n[[section]]\nkey = "gaps"\nhaeding = "x"',
            6,
            "Fields: key, heading, most_points",
        ),
        ('[[section]]\nkey = "said"\n[[section]]\nheading = "x"', 3, "section[2].key: Field required"),
        ('[[section]]\nkey = "summary"\nmost_points = 2', 1, "can't be set for the summary"),
        ('[[section]]\nkey = "said"\nheading = " "', 3, "a heading needs words"),
        ('[[section]]\nkey = "said"\nmost_points = 201', 3, "less than or equal to 200"),
    ],
)
def test_a_mistake_is_told_with_file_line_field_and_what_is_allowed(template_of, text, line, told):
    with pytest.raises(TemplateError) as error:
        template_of(text)
    assert f"house.toml, line {line}: " in str(error.value)
    assert told in str(error.value)
    assert "--show-template" in str(error.value)


def test_a_section_named_twice_is_refused(template_of):
    with pytest.raises(TemplateError, match="said: named twice"):
        template_of('leave_out = ["said"]\n[[section]]\nkey = "said"')


def test_a_file_that_is_not_toml_is_refused_with_line_and_column(template_of):
    with pytest.raises(TemplateError, match=r"not TOML: .*line 2"):
        template_of("title = '{title}'\n= 3")


@pytest.mark.parametrize(
    ("content", "told"), [(b"title = '\xff'", "not UTF-8"), (b"#" * 70_000, "70,000 bytes are too many")]
)
def test_a_file_that_can_not_be_read_as_text_is_refused(template_of, content, told):
    with pytest.raises(TemplateError, match=told):
        template_of(content)


def test_a_missing_file_is_told_with_where_to_begin(tmp_path):
    with pytest.raises(TemplateError, match=r"absent\.toml: No such file .*--show-template"):
        load_template(tmp_path / "absent.toml")
    with pytest.raises(TemplateError, match="not a file"):
        load_template(tmp_path)


def test_every_field_of_the_shipped_template_is_explained_above_it():
    lines = template_text().splitlines()
    fields = [
        n for n, line in enumerate(lines) if line.split("=")[0].strip() in tomllib.loads(template_text())
    ]
    assert len(fields) == 4
    assert all(lines[n - 1].startswith("#") for n in fields)
