import json

import pytest

from eval.errors import RunUnreadable
from eval.folder import Identity, RunFolder
from eval.golden import QuestionType
from eval.items import Given, Item, ItemError, item_line
from eval.metrics.catalogue import METRICS, all_failed, score_reply
from eval.replies import RankedHit, Reply
from eval.report import plain, summary_markdown
from eval.summary import by_type, fault, percentile, shortfall, sum_up

GOLD = "RESOLVED: that the budget of £60,000 be approved for five years."


class AnyPaper:
    def text_behind(self, citation):
        return GOLD if citation.document == "minutes.txt" else None

    def paper_called(self, citation):
        return ""

    def access_of(self, document, passage_id):
        return None


@pytest.fixture
def make_item(make_record):
    """An item as a run stores it, from the hits, the answer's words and the quotes it cites."""

    def make(*, hits=(GOLD,), text=GOLD, quotes=(GOLD,), answered=True, error=None, **fields):
        record = make_record(nuggets=[{"text": GOLD, "vital": True}], **fields)
        answer = {
            "answered": answered,
            "sentences": [{"text": text, "citations": list(range(1, len(quotes) + 1))}] if text else [],
            "citations": [
                {"n": n, "passage_id": "p", "document": "minutes.txt", "label": "minutes", "quote": quote}
                for n, quote in enumerate(quotes, start=1)
            ],
        }
        found = [{"document": "minutes.txt", "text": hit} for hit in hits]
        if error:
            given = Given(5.0, error=ItemError("KeyError", error))
            return item_line(record, given, all_failed("KeyError"))
        views = [RankedHit.model_validate(hit) for hit in found]
        scores = score_reply(record, Reply.model_validate(answer), views, AnyPaper())
        return item_line(record, Given(5.0, answer, found), scores)

    return make


UNANSWERABLE = {"type": "unanswerable", "answerable": False}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        ({"error": "'x'"}, "error"),
        (UNANSWERABLE, "wrongly answered"),
        ({**UNANSWERABLE, "text": "", "quotes": (), "answered": False}, None),
        ({"quotes": ("Words that nobody wrote.",)}, "invented citation"),
        ({"type": "briefing", "must_not_say": [GOLD]}, "said what it must not"),
        ({"text": "", "quotes": (), "answered": False}, "wrongly refused"),
        ({"hits": (), "text": "Nothing.", "quotes": ()}, "not retrieved"),
        ({"text": "Nothing.", "quotes": ()}, "retrieved but not chosen"),
        ({"text": "Nothing."}, "chosen but not said"),
    ],
)
def test_the_first_step_that_went_wrong_is_named(make_item, fields, expected):
    item = Item.model_validate(make_item(**fields))
    assert fault(item) == expected


def test_the_shortfall_is_what_is_missing_of_a_full_answer(make_item):
    assert shortfall(Item.model_validate(make_item())) == 0
    # Found in full, nothing cited, no nugget said, no short answer asked for: two of four parts.
    assert shortfall(Item.model_validate(make_item(text="Nothing.", quotes=()))) == 0.5


def test_an_error_counts_as_an_error_in_every_metric(make_item):
    items = [Item.model_validate(make_item(id="a")), Item.model_validate(make_item(id="b", error="no"))]
    totals = sum_up(items)
    assert (totals.n_questions, totals.n_errors) == (2, 1)
    assert all(totals.metrics[metric.name].n_errors == 1 for metric in METRICS)
    assert totals.metrics["nuggets"].value == 1


def test_totals_are_split_by_the_types_that_occur(make_item):
    items = [Item.model_validate(make_item(id="a")), Item.model_validate(make_item(id="b", **UNANSWERABLE))]
    assert {kind: totals.n_questions for kind, totals in by_type(items).items()} == {
        QuestionType.DECISION: 1,
        QuestionType.UNANSWERABLE: 1,
    }


def test_a_percentile_is_a_value_that_was_measured():
    assert percentile([40, 10, 30, 20], 50) == 20
    assert percentile([40, 10, 30, 20], 95) == 40
    assert percentile([], 50) is None


def test_the_page_shows_totals_types_and_the_worst_questions_first(tmp_path, make_item):
    lines = [
        make_item(id="fine"),
        make_item(id="weak", text="Nothing."),
        make_item(id="grave", question="Who <b>resigned</b> | when?", **UNANSWERABLE),
    ]
    page = summary_markdown(_run(tmp_path / "run", lines))
    assert "3 questions, 0 ended in an error" in page
    assert "| nuggets | 0.500 | 2 | 1 | 0 | higher |" in page
    assert "| unanswerable | 1 | 0 |" in page
    worst = page[page.index("look at first") :]
    assert "2 of 3 show a fault: 1 wrongly answered, 1 chosen but not said." in worst
    assert worst.index("| grave |") < worst.index("| weak |")
    assert "| fine |" not in worst
    assert "| chosen but not said: not said: RESOLVED" in worst


def test_words_from_papers_can_not_act_as_markup(tmp_path, make_item):
    hostile = "[click](http://evil) <script>x</script> a | b\n# Title \x1b[2J `code`"
    page = summary_markdown(_run(tmp_path / "run", [make_item(question=hostile, error=hostile)]))
    assert "<script>" not in page and "](http" not in page and "\x1b" not in page
    assert "\n# Title" not in page


def test_text_is_cut_with_a_sign_that_it_was():
    assert plain("a" * 20, 5) == "aaaa…"


def test_an_unfinished_run_has_no_page(tmp_path):
    with pytest.raises(RunUnreadable, match="no finished run"):
        summary_markdown(tmp_path)
    (tmp_path / "run.json").write_text("[]")
    with pytest.raises(RunUnreadable, match="no record of a run"):
        summary_markdown(tmp_path)


def _run(path, lines):
    identity = Identity(golden_sha256="a", library_snapshot="b", settings_hash="c", code_sha256="d")
    with RunFolder.open(path, identity, {line["id"] for line in lines}) as folder:
        for line in lines:
            folder.append(line)
        described = {
            "golden": "g.jsonl",
            "finished_at": "2024-01-01",
            "versions": {"python": "3"},
            "warnings": [],
        }
        folder.finish(json.loads(identity.model_dump_json()) | described)
    return path
