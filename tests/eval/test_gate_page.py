from dataclasses import replace
from xml.etree import ElementTree

import pytest

from eval import planted
from eval.gate import Check, Verdict, judge
from eval.gate_page import verdict_junit, verdict_markdown
from eval.policy import Policy
from eval.sides import read_side

QUICK = Policy.model_validate({"testing": {"resamples": 199}})


@pytest.fixture(scope="module")
def failed(made_world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    old = read_side(made_world.write_run(folder / "old"))
    return judge(old, read_side(made_world.write_run(folder / "new", planted.truncated_answers)), QUICK)


def test_the_summary_says_what_failed_first(failed):
    page = verdict_markdown(failed)
    assert page.startswith("# Gate: fail\n")
    assert (
        page.index("## What failed")
        < page.index("## Figures")
        < page.index("## Floors, bars, drops and growth")
    )
    assert "- metric **nuggets**, all questions" in page
    assert "| k\\_precision |" in page


def test_junit_has_a_case_for_every_check(failed):
    suite = ElementTree.fromstring(verdict_junit(failed))
    assert int(suite.get("tests")) == len(suite.findall("testcase")) == len(failed.checks)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == len(failed.of("fail"))
    assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped")) == len(failed.of("undecided"))
    assert "nuggets, all questions" in {case.get("name") for case in suite.findall("testcase")}


def test_words_from_elsewhere_act_in_neither():
    hostile = "<script>x</script> ]]> & | \x1b[2J\x00 \ud800"
    check = Check("floor", hostile, "all questions", "fail", hostile)
    verdict = Verdict("fail", hostile, hostile, 1, (check,), (hostile,))
    page = verdict_markdown(verdict)
    assert "<script>" not in page and "\x1b" not in page
    failure = ElementTree.fromstring(verdict_junit(verdict)).find("testcase/failure")
    assert failure.get("message").startswith("<script>x</script>")


def test_a_pass_says_so(failed):
    passed = replace(failed, outcome="pass", checks=tuple(failed.of("pass")))
    page = verdict_markdown(passed)
    assert page.startswith("# Gate: pass") and "What failed" not in page
