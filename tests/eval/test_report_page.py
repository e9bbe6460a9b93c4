import html.parser

import pytest

from eval import planted
from eval.errors import RunUnreadable
from eval.replies import RankedHit
from eval.report_page import report_html

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \"' {{ 7*7 }}"


class Page(html.parser.HTMLParser):
    """What a browser would see: tags with their attributes, and headings in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.headings, self.open, self.said = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))

    def handle_data(self, data):
        self.said += data + " "


@pytest.fixture(scope="module")
def page(made_world, tmp_path_factory):
    return report_html(made_world.write_run(tmp_path_factory.mktemp("runs") / "run"))


def test_the_page_stands_alone_and_loads_nothing(page):
    seen = Page(page)
    assert not [tag for tag, _ in seen.tags if tag in ("link", "img", "iframe", "object")]
    assert not [attrs for _, attrs in seen.tags if "src" in attrs]
    assert {attrs["href"][0] for tag, attrs in seen.tags if tag == "a"} == {"#"}
    assert "default-src 'none'" in page


def test_the_page_can_be_found_through_by_headings_and_tables(page):
    seen = Page(page)
    assert seen.headings[0] == 1 and seen.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False))
    headers = [attrs for tag, attrs in seen.tags if tag == "th"]
    assert headers and all(attrs.get("scope") in ("col", "row") for attrs in headers)
    assert [tag for tag, _ in seen.tags].count("caption") == [tag for tag, _ in seen.tags].count("table")
    assert all(
        attrs.get("role") == "img" and attrs.get("aria-label") for tag, attrs in seen.tags if tag == "svg"
    )
    ids = {attrs["id"] for _, attrs in seen.tags if "id" in attrs}
    assert {attrs["href"][1:] for tag, attrs in seen.tags if tag == "a"} <= ids
    labels = {attrs["for"] for tag, attrs in seen.tags if tag == "label"}
    assert {attrs["id"] for tag, attrs in seen.tags if tag in ("select", "input")} == labels


def test_every_question_is_there_with_gold_hits_answer_and_fault(page, made_world):
    seen = Page(page)
    assert len([tag for tag, _ in seen.tags if tag == "details"]) == len(made_world.returned)
    for one in made_world.returned:
        assert one.record.question in seen.said
    assert "wrongly answered" in seen.said and "(supported)" in seen.said
    assert [attrs for tag, attrs in seen.tags if tag == "blockquote" and attrs.get("class") == "gold"]


def test_headline_figures_carry_interval_and_number(page):
    seen = " ".join(Page(page).said.split())
    assert "nuggets vital nuggets that the answer holds 0." in seen
    assert " 48 higher" in seen
    assert "By body" in seen and "By format" in seen and "By answerable" in seen


def test_words_of_papers_and_answers_are_never_markup(made_world, tmp_path):
    def hostile(given, chance):
        said = tuple(one.model_copy(update={"text": HOSTILE}) for one in given.reply.sentences)
        cited = tuple(
            one.model_copy(update={"quote": HOSTILE, "label": HOSTILE}) for one in given.reply.citations
        )
        reply = given.reply.model_copy(update={"sentences": said, "citations": cited, "answer": HOSTILE})
        hits = (RankedHit(document=HOSTILE, text=HOSTILE, label=HOSTILE, score=1.0),)
        return planted.Given(given.record, reply, hits)

    run = made_world.write_run(tmp_path / "run<b>", hostile, golden=HOSTILE, warnings=[HOSTILE])
    page = report_html(run)
    seen = Page(page)
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert not [tag for tag, _ in seen.tags if tag in ("img", "b")]
    assert "alert(1)" in seen.said
    assert "{{ 7*7 }}" in seen.said and "49" not in page.split("How the run was made")[-1]


def test_an_unfinished_run_has_no_page(tmp_path):
    with pytest.raises(RunUnreadable, match="no finished run"):
        report_html(tmp_path)
