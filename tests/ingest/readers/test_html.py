import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import NoText, ReadError
from ingest.readers.html import read_html
from ingest.readers.read import read

WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ]{0,20}[A-Za-z0-9]", fullmatch=True).map(
    lambda text: " ".join(text.split())
)


def content_of(page: str) -> str:
    return read_html(page.encode(), "page.html").content


@given(st.lists(st.tuples(st.integers(1, 6), WORDS, WORDS), min_size=1, max_size=6))
def test_the_span_of_a_heading_is_its_words(sections: list[tuple[int, str, str]]) -> None:
    page = "".join(f"<h{level}>\n<b>{title}</b>&nbsp;</h{level}><p>{body}" for level, title, body in sections)
    text = read_html(page.encode(), "page.html")
    found = [
        (heading.level, text.content[heading.span.start : heading.span.end]) for heading in text.headings
    ]
    assert found == [(level, title) for level, title, _ in sections]
    assert text.content == "\n\n".join(f"{title}\n\n{body}" for _, title, body in sections)


def test_of_a_title_as_long_as_a_book_the_first_words_are_kept() -> None:
    text = read_html(f"<title>{'Lamps ' * 9_000}</title><p>The lamps failed.".encode(), "page.html")
    assert text.title is not None
    assert text.title.startswith("Lamps Lamps")
    assert len(text.title) <= 1_000


def test_blocks_are_parted_by_blank_lines_and_breaks_by_line_ends() -> None:
    assert (
        content_of("<div>One<p>Two<br>three</div><section>Four</section>five")
        == "One\n\nTwo\nthree\n\nFour\n\nfive"
    )


def test_no_break_spaces_become_ordinary_ones_and_runs_fold() -> None:
    assert (
        content_of("<p>(i)&nbsp;&nbsp;&nbsp; The\n  Panel</p><p>&nbsp;</p><p>x</p>") == "(i) The Panel\n\nx"
    )


def test_lists_print_their_bullets_and_numbers() -> None:
    page = "<p>That:</p><ul><li>one<li><p>two</p><ul><li>deep</ul></ul>"
    page += "<ol start=3 type=a><li>c<li value=9>i</ol>"
    assert content_of(page) == "That:\n\n- one\n- two\n\n- deep\n\nc. c\ni. i"


def test_a_table_row_is_one_line() -> None:
    page = (
        "<table><caption>Votes</caption><thead><tr><th>Title<th>Result</thead>"
        "<tr><td><p>Item</p><p>59</p><td>Carried</tr><tr><td>&nbsp;<td></tr></table>after"
    )
    assert content_of(page) == "Votes\n\nTitle | Result\nItem 59 | Carried\n\nafter"


def test_a_table_that_places_blocks_on_the_page_is_read_block_by_block() -> None:
    page = (
        "<table><tr><td><p class=mgAiTitleTxt>59.</p></td><td><p class=mgAiTitleTxt>Petition</p>"
        "<div><p class=MsoListParagraph>1.<span>&nbsp;&nbsp;</span>be approved;</p></div></td></tr></table>"
    )
    text = read_html(page.encode(), "page.html")
    assert text.content == "59.\n\nPetition\n\n1. be approved;"
    assert [text.content[found.span.start : found.span.end] for found in text.headings] == ["Petition"]


def test_the_site_around_the_paper_and_what_it_hides_are_left_out() -> None:
    page = (
        "<html><head><title>T</title></head><body><header>h</header><nav>n</nav><script>s</script>"
        "<style>y</style><template>t</template><p>Minutes<span class=mgHide>, item 59</span></p>"
        "<footer>f</footer></body></html>"
    )
    text = read_html(page.encode(), "page.html")
    assert (text.content, text.title, text.notices) == ("Minutes", "T", ())


@pytest.mark.parametrize(
    "attribute", ["hidden", 'style="display : none"', 'style="color:red;visibility:hidden"']
)
def test_text_hidden_by_style_is_left_out_with_a_notice(attribute: str) -> None:
    text = read_html(f"<p>Shown</p><p {attribute}>two words</p>".encode(), "page.html")
    assert text.content == "Shown"
    assert [notice.code for notice in text.notices] == ["hidden_text"]


def test_the_main_part_of_a_page_is_preferred() -> None:
    assert content_of("<body><p>menu</p><div role=main><p>paper</p></div></body>") == "paper"


def test_code_in_a_page_is_left_out_with_a_notice() -> None:
    page = "<h1 onclick=alert(1)>Minutes</h1><script>alert(2)</script><a href=' javascript:alert(3)'>x</a>"
    text = read_html(page.encode(), "page.html")
    assert text.content == "Minutes\n\nx"
    assert [notice.code for notice in text.notices] == ["active_content"]


def test_hidden_characters_in_a_table_cell_are_counted() -> None:
    text = read_html("<table><tr><td>a\u202eb<td>c</table>".encode(), "page.html")
    assert text.content == "ab | c"
    assert [notice.code for notice in text.notices] == ["hidden_characters"]


def test_a_page_in_an_old_character_set_is_decoded() -> None:
    page = '<html><meta charset="windows-1252"><p>£1.2m – “agreed”</p></html>'
    assert read_html(page.encode("cp1252"), "page.html").content == "£1.2m – “agreed”"


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(NoText, match="no words"):
        content_of("<html><body><script>var a = 1;</script><p>&nbsp;</p></body></html>")


def test_elements_without_end_are_refused_in_plain_words() -> None:
    with pytest.raises(ReadError, match="nested too deeply"):
        read(b"<html>" + b"<div>" * 2_000 + b"x", "page.html")
