from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.markdown import find_headings, read_markdown

WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 &’-]{0,30}[A-Za-z0-9]", fullmatch=True)


def headings_of(content: str) -> list[tuple[int, str]]:
    return [
        (heading.level, content[heading.span.start : heading.span.end]) for heading in find_headings(content)
    ]


@given(st.lists(st.tuples(st.integers(1, 6), WORDS, WORDS), min_size=1, max_size=8), st.booleans())
def test_the_span_of_a_heading_is_its_words(sections: list[tuple[int, str, str]], is_closed: bool) -> None:
    lines = []
    for level, title, body in sections:
        marks = "#" * level
        lines += [f"{marks} {title} {marks}" if is_closed else f"{marks}  {title} ", "", body, ""]
    content = "\n".join(lines)
    assert headings_of(content) == [(level, title) for level, title, _ in sections]


def test_the_text_is_kept_as_written() -> None:
    written = "# Minutes\n\n* **RESOLVED** that\n\n| a | b |\n"
    assert read_markdown(written.encode(), "minutes.md").content == written


def test_a_hash_without_a_space_or_inside_code_is_no_heading() -> None:
    content = (
        "#hashtag\n\n```\n# comment\n```\n\n~~~~ sh\n# more\n~~~\n# still\n~~~~\n\n    # code\n## Item\n"
    )
    assert headings_of(content) == [(2, "Item")]


def test_a_heading_of_marks_only_names_nothing() -> None:
    assert headings_of("# #\n##   \n#") == []


def test_hidden_characters_do_not_shift_headings() -> None:
    text = read_markdown("\ufeffOne\u202e\r\n# Two \u200b".encode(), "a.md")
    (heading,) = text.headings
    assert text.content[heading.span.start : heading.span.end] == "Two"
    assert [notice.code for notice in text.notices] == ["hidden_characters"]
