from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.running_lines import leave_out_running_lines


def page(number: int, *edges: str, n_lines: int = 12) -> list[str]:
    body = [f"Body of page {'x' * number}, line {'y' * place}." for place in range(n_lines)]
    return [*(edge.format(n=number) for edge in edges), *body]


def test_headers_with_page_numbers_are_left_out_of_every_page() -> None:
    pages = [page(number, "Minutes – 17 March 2026 – Page {n}") for number in range(1, 5)]
    found = leave_out_running_lines(pages)
    assert found.examples == ("Minutes – 17 March 2026 – Page 1",)
    assert [list(lines) for lines in found.pages] == [lines[1:] for lines in pages]


def test_a_short_last_page_loses_its_footer_too() -> None:
    footer = ("Suffolk Panel", "Page {n} of 4", "OFFICIAL")
    pages = [page(n, *footer, n_lines=20) for n in (1, 2, 3)] + [page(4, *footer, n_lines=1)]
    assert [len(lines) for lines in leave_out_running_lines(pages).pages] == [20, 20, 20, 1]


def test_the_header_of_one_report_in_a_pack_is_found() -> None:
    pages = [page(n) for n in range(1, 6)] + [page(n, "Report {n}") for n in range(6, 10)]
    assert leave_out_running_lines(pages).examples == ("Report 6",)


def test_two_pages_are_too_few() -> None:
    pages = [page(n, "Header") for n in (1, 2)]
    assert leave_out_running_lines(pages).pages == tuple(map(tuple, pages))


def test_bare_page_numbers_go_without_an_example() -> None:
    pages = [[*page(n), str(n)] for n in (1, 2)]
    found = leave_out_running_lines(pages)
    assert found.examples == ()
    assert all(lines[-1].startswith("Body") for lines in found.pages)


def test_item_numbers_and_figures_at_the_edge_stay() -> None:
    pages = [page(n, "{n}.") for n in (24, 25, 26)]
    assert leave_out_running_lines(pages).pages == tuple(map(tuple, pages))
    figures = [[*page(n), figure] for n, figure in enumerate(("40", "20", "3"), 1)]
    assert leave_out_running_lines(figures).pages == tuple(map(tuple, figures))


def test_pages_of_one_line_each_are_not_emptied() -> None:
    pages = [["page"] for _ in range(5)]
    assert leave_out_running_lines(pages).pages == tuple(map(tuple, pages))


@given(st.lists(st.lists(st.sampled_from(["", "a", "b 1", "b 2", "7", "8", "c"]), max_size=9), max_size=6))
def test_what_stays_is_in_order_and_nothing_is_added(pages: list[list[str]]) -> None:
    for before, after in zip(pages, leave_out_running_lines(pages).pages, strict=True):
        rest = iter(before)
        assert all(line in rest for line in after)


def test_a_phrase_that_recurs_all_over_the_pages_is_no_header() -> None:
    said = [f"({letter}) That it be noted by the panel." for letter in "aaaaaaaaaaaa"]
    assert leave_out_running_lines([said] * 4).pages == (tuple(said),) * 4
