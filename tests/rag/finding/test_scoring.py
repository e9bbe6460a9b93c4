"""What a window is worth: its own words and meaning, and in a long stretch those around it."""

import numpy as np

from ingest.store.records import Posting, VectorTable
from rag.finding.scoring import REACH, neighbourhood, rarity_of, score

DIMENSION = 384
ASKED = np.eye(1, DIMENSION, dtype=np.float32)[0]


def table(cosines, sections=None):
    """One window a value; each has one sentence and itself, both at that cosine from what is asked."""
    n = len(cosines)
    matrix = np.zeros((2 * n, DIMENSION), dtype=np.float32)
    matrix[:, 0] = np.repeat(cosines, 2)
    return VectorTable(
        revision=1,
        window_ids=np.repeat(np.arange(1, n + 1, dtype=np.int64), 2),
        sentence_numbers=np.tile(np.array([0, 1], dtype=np.int32), n),
        sections=np.repeat(np.array(sections or [0] * n, dtype=np.int32), 2),
        matrix=matrix,
    )


def holding(*window_ids):
    return Posting(np.array(window_ids, dtype=np.int64), np.zeros(0, dtype=np.int64))


def best(scores):
    return int(scores.ids[np.argmax(scores.total)])


def test_a_window_that_holds_the_words_beats_one_a_little_nearer_in_meaning():
    scores = score(table([0.5, 0.4]), None, ASKED, {"depot": holding(2)}, {"depot": 1.0})
    assert best(scores) == 2


def test_words_that_no_window_holds_together_leave_the_order_to_meaning():
    rarity = {"depot": 1.0, "sale": 9.0}
    held = {"depot": holding(2), "sale": holding()}
    assert best(score(table([0.45, 0.4]), None, ASKED, held, rarity)) == 1


def test_in_a_short_section_the_neighbours_do_not_count():
    cosines = [0.1, 0.5, 0.1, 0.45, 0.44, 0.43]
    assert best(score(table(cosines), None, ASKED, {}, {})) == 2


def test_in_a_long_stretch_the_first_windows_are_those_where_the_surroundings_fit():
    cosines = [0.1] * 10 + [0.4, 0.45, 0.4] + [0.1] * 15 + [0.41] + [0.1] * 11
    scores = score(table(cosines), None, ASKED, {}, {})
    assert {int(scores.ids[row]) for row in np.argsort(-scores.total)[:3]} <= set(range(8, 17))


def test_sections_do_not_lend_to_each_other():
    long = [0.1] * 30
    alone = score(table([*long, *long], [0] * 30 + [1] * 30), None, ASKED, {}, {}).total[29]
    beside = score(table([*long, *([0.9] * 30)], [0] * 30 + [1] * 30), None, ASKED, {}, {}).total[29]
    assert alone == beside


def test_scoring_what_the_index_proposes_gives_the_scores_of_exact_search():
    rng = np.random.default_rng(3)
    whole = table(rng.uniform(0, 0.6, 120).tolist(), [0] * 80 + [1] * 5 + [2] * 35)
    exact = score(whole, None, ASKED, {}, {})
    first = exact.ids[np.argsort(-exact.total)[:10]]
    near = score(whole, neighbourhood(whole, first), ASKED, {}, {})
    common = dict(zip(near.ids.tolist(), near.total.tolist(), strict=True))
    for window_id in first.tolist():
        assert abs(common[window_id] - exact.total[window_id - 1]) < 0.2
    assert len(near.ids) <= len(first) * (2 * REACH + 1)


def test_windows_set_aside_have_no_score_and_leave_the_others_theirs():
    whole = table([0.5, 0.4, 0.3])
    held = {"depot": holding(1, 3)}
    scores = score(whole, None, ASKED, held, {"depot": 1.0}, np.array([1], dtype=np.int64))
    assert scores.ids.tolist() == [2, 3]
    assert (
        scores.total.tolist()
        == score(whole.only(scores.ids), None, ASKED, held, {"depot": 1.0}).total.tolist()
    )


def test_what_the_index_proposes_is_not_scored_where_it_is_set_aside():
    near, aside = np.array([1, 2], dtype=np.int64), np.array([2], dtype=np.int64)
    assert score(table([0.5, 0.9, 0.3]), near, ASKED, {}, {}, aside).ids.tolist() == [1]


def test_part_of_a_table_keeps_its_sections_apart():
    part = table([0.1, 0.2, 0.3, 0.4], [0, 0, 5, 5]).only(np.array([2, 3, 4], dtype=np.int64))
    assert part.windows[0].tolist() == [2, 3, 4]
    assert part.section_lengths.tolist() == [1, 2, 2]
    assert not part.matrix.flags.writeable


def test_an_empty_table_scores_nothing():
    assert len(score(table([]), None, ASKED, {}, {}).ids) == 0


def test_rarity_falls_with_the_number_of_windows_and_is_never_negative():
    values = [rarity_of(100, n) for n in range(101)]
    assert values == sorted(values, reverse=True)
    assert min(values) >= 0
