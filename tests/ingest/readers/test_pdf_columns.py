from ingest.readers.pdf_columns import join_columns


def test_a_gap_after_a_label_is_an_indent() -> None:
    assert join_columns(
        ["1.      the result", "        noted;", "(iv)     a member", "16   The Panel is asked"]
    ) == [
        "1. the result",
        "noted;",
        "(iv) a member",
        "16 The Panel is asked",
    ]


def test_the_cells_of_a_row_of_figures_are_joined() -> None:
    lines = ["   Happy  (%)       Unhappy (%)     Neutral (%)", "      32                44            24"]
    assert join_columns(lines) == ["Happy (%) | Unhappy (%) | Neutral (%)", "32 | 44 | 24"]


def test_cells_that_run_over_lines_are_put_together() -> None:
    lines = [
        "Objectors believe the crossing      Coombe Lane West is subject",
        "will cause traffic slowdowns.       to a 20mph speed limit.",
        "They also fear for hedges.",
    ]
    left = "Objectors believe the crossing will cause traffic slowdowns. They also fear for hedges."
    assert join_columns(lines) == [f"{left} | Coombe Lane West is subject to a 20mph speed limit."]


def test_a_line_across_the_gap_keeps_the_lines_apart() -> None:
    lines = [
        "the first of the cells     the second of the cells",
        "a line that goes on across the gap and beyond",
    ]
    assert join_columns(lines) == ["the first of the cells | the second of the cells", lines[1]]


def test_blank_lines_become_one() -> None:
    assert join_columns(["a", "", " ", "b"]) == ["a", "", "b"]
