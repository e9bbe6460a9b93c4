"""Papers that are withdrawn, replaced or narrowed while a language model writes of them."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.summary import SummaryRequest
from rag.errors import ModelError, PapersChanged
from rag.events import Done, StartedOver
from rag.settings import Settings
from rag.wording import CHANGED_MEANWHILE

PUBLIC = Scope.public()
BODY = "Thistlemere Canal Committee"
HEAD = f"""{BODY.upper()}

Tuesday 13 May 2025

Report of the Towpath Officer

"""
DREDGING = (
    HEAD
    + """Dredging of the canal basin

Recommendation

1. That the Committee agree to dredge the canal basin in October 2025, at a cost of £62,000.

Background

2. The survey of April 2025 found 410 tonnes of silt in the canal basin, more than in any other part of the canal.

3. Dredging of the canal basin was last done by Vorrestan Marine in 2009, and it took eleven weeks.

4. Two boats ran aground on the silt in the canal basin during the past winter.
"""
)
MOORINGS = (
    HEAD
    + """Moorings in the canal basin

Recommendation

1. That the Committee agree to raise the fee for moorings in the canal basin to £31 a week from April 2026.

Background

2. There are 48 moorings in the canal basin, and nine of them stood empty in March 2025.

3. Boats at moorings in the canal basin must move for three weeks when dredging of the basin begins.

4. The fee for moorings in the canal basin was last raised in 2017, to £24 a week.
"""
)
ALLOTMENTS = (
    HEAD.replace("13 May", "10 June").replace("Towpath", "Garden")
    + "Allotments\n\n1. There are 30 allotments in Pound Lane, and 212 people wait for one of them.\n"
)
MINUTES = f"""{BODY.upper()}

Minutes of the meeting held on {{day}} in the Lock House

7. Moorings in the canal basin

The Committee heard that 48 boats lie at moorings in the canal basin, and that nine of them pay no fee.

The Clerk said that the toilets at the canal basin were closed for nine weeks after a flood in January.

RESOLVED: That the fee for moorings in the canal basin be raised to £31 a week.
"""
NEWER = DREDGING.replace("Vorrestan", "Quillimane")
SECRET = "Vorrestan"


class Author:
    """A model that repeats the passages it is shown, after ``meanwhile`` has happened at each of its requests."""

    name = "slow"

    def __init__(self, meanwhile: Callable[[int], object]) -> None:
        self._meanwhile = meanwhile
        self.prompts: list[str] = []

    def write(self, prompt: str) -> Iterator[str]:
        self.prompts.append(prompt)
        self._meanwhile(len(self.prompts))
        for key, words in re.findall(r"^\[(E\d+)\] \(.*?\) (?:\d+\. )?(.*)$", prompt, re.MULTILINE):
            yield f"- {words.rstrip('.')}. [{key}]\n"


class Silent(Author):
    """A model that fails after something has happened."""

    def write(self, prompt: str) -> Iterator[str]:
        yield from list(super().write(prompt))[:0]
        raise ModelError("its server answered 500")


class Desk:
    """A library of the papers, what is done to it from outside, and what is made from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "library"
        self._sources = folder
        with Library.create_or_open(self.folder):
            pass
        self.ingest(dredging=DREDGING, moorings=MOORINGS, allotments=ALLOTMENTS)

    def ingest(self, **papers: str) -> None:
        for name, words in papers.items():
            (self._sources / f"{name}.txt").write_text(words, "utf-8")
        with Library.create_or_open(self.folder) as library:
            intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False)
            taken = intake.ingest([self._sources / f"{name}.txt" for name in papers])
        assert {each.status for each in taken} <= {"new", "replaced"}

    def change(self, name: str, access: Access | None) -> None:
        """Set the access of a paper, or withdraw it for None."""
        with Library.create_or_open(self.folder) as library:
            paper = next(each for each in library.papers(Scope.owner()) if each.name == f"{name}.txt")
            if access is None:
                library.withdraw(paper.paper_id, "sent in error")
                assert not library.is_compacting_due
            else:
                library.set_access(paper.paper_id, access)

    def holding(self, word: str) -> list[str]:
        """The files of the library that hold the word."""
        files = [each for each in self.folder.rglob("*") if each.is_file()]
        return [each.name for each in files if word.encode() in each.read_bytes()]

    def opened(self, author: Author | None, encoder: QueryEncoder | None = None) -> Minutebook:
        settings = Settings(library=self.folder)
        return Minutebook(settings, Library.open(self.folder), encoder or QueryEncoder(), None, author)


def briefing_on_topic(minutebook: Minutebook) -> Briefing:
    return minutebook.brief(BriefRequest(topic="dredging of the canal basin"), scope=PUBLIC)


def briefing_for_meeting(minutebook: Minutebook) -> Briefing:
    return minutebook.brief(BriefRequest(body=BODY, meeting_date=date(2025, 5, 13)), scope=PUBLIC)


def summary_of_meeting(minutebook: Minutebook) -> Briefing:
    return minutebook.summarise(SummaryRequest(body=BODY, meeting_date=date(2025, 5, 13)), scope=PUBLIC)


MADE = (briefing_on_topic, briefing_for_meeting, summary_of_meeting)
every_kind = pytest.mark.parametrize("make", MADE)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, copied by each test."""
    folder = tmp_path_factory.mktemp("canal")
    Desk(folder)
    return folder


@pytest.fixture
def desk(papers: Path, tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    shutil.copytree(papers, folder)
    copied = Desk.__new__(Desk)
    copied.folder, copied._sources = folder / "library", papers
    return copied


def shown(briefing: Briefing) -> str:
    return json.dumps(briefing.to_json(), ensure_ascii=False)


def once(happen: Callable[[], object]) -> Callable[[int], object]:
    return lambda n_asked: happen() if n_asked == 1 else None


@every_kind
def test_an_erased_paper_leaves_every_file_while_the_model_writes_and_is_not_in_what_it_wrote(desk, make):
    left: list[str] = []

    def erase() -> None:
        assert desk.holding(SECRET)
        desk.change("dredging", None)
        left.extend(desk.holding(SECRET))

    author = Author(once(erase))
    with desk.opened(author) as minutebook:
        made = make(minutebook)
    assert left == []
    assert SECRET not in shown(made) and "dredging.txt" not in shown(made)
    assert "Boats at moorings" in shown(made)
    assert SECRET in author.prompts[0]
    assert len(author.prompts) > 1 and not any(SECRET in prompt for prompt in author.prompts[1:])


@every_kind
def test_a_replaced_paper_is_told_in_its_new_version(desk, make):
    author = Author(once(lambda: desk.ingest(dredging=NEWER)))
    with desk.opened(author) as minutebook:
        made = make(minutebook)
    assert SECRET not in shown(made)
    assert "Quillimane" in shown(made)
    assert {each.passage_id.split("-")[-2] for each in made.citations if each.document == "dredging.txt"} == {
        "2"
    }


@every_kind
def test_a_paper_that_the_asker_may_no_longer_see_is_not_told(desk, make):
    author = Author(once(lambda: desk.change("dredging", Access.RESTRICTED)))
    with desk.opened(author) as minutebook:
        made = make(minutebook)
    assert SECRET not in shown(made)
    assert "Boats at moorings" in shown(made)


@every_kind
def test_where_papers_change_each_time_nothing_is_shown_and_the_error_says_to_ask_again(desk, make):
    author = Author(lambda n_asked: desk.ingest(dredging=DREDGING.replace("410", str(410 + n_asked))))
    with desk.opened(author) as minutebook, pytest.raises(PapersChanged) as caught:
        make(minutebook)
    assert len(author.prompts) == 2
    assert str(caught.value).endswith("nothing of it is shown. Ask again.")
    assert "dredging" not in str(caught.value).lower()


@every_kind
def test_what_becomes_of_other_papers_costs_the_model_no_second_draft(desk, make):
    others = {
        "allotments": ALLOTMENTS.replace("212", "220"),
        "ponds": ALLOTMENTS.replace("Allotments", "Ponds"),
    }
    calm, author = Author(lambda n_asked: None), Author(once(lambda: desk.ingest(**others)))
    with desk.opened(calm) as minutebook:
        before = make(minutebook)
    with desk.opened(author) as minutebook:
        assert make(minutebook).sections == before.sections
    assert len(author.prompts) == len(calm.prompts) >= 1


def test_a_report_that_a_summary_only_names_as_not_used_is_not_named_once_it_went(desk):
    desk.ingest(minutes=MINUTES.format(day="Tuesday 13 May 2025"))
    author = Author(once(lambda: desk.change("dredging", None)))
    with desk.opened(author) as minutebook:
        made = shown(summary_of_meeting(minutebook))
    assert len(author.prompts) == 2
    assert "moorings.txt" in made and "dredging.txt" not in made


def test_minutes_that_a_briefing_only_names_as_left_out_are_not_named_once_they_went(desk):
    undated = MINUTES.format(day="a summer evening").replace("closed", "opened")
    desk.ingest(undated=undated)
    author = Author(once(lambda: desk.change("undated", None)))
    with desk.opened(Author(lambda n_asked: None)) as minutebook:
        assert "undated.txt is left out" in shown(briefing_for_meeting(minutebook))
    with desk.opened(author) as minutebook:
        assert "undated.txt" not in shown(briefing_for_meeting(minutebook))


class Meddling(QueryEncoder):
    """An encoder during whose first use the paper on dredging is narrowed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.has_meddled = False

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        if not self.has_meddled:
            self.has_meddled = True
            self._desk.change("dredging", Access.RESTRICTED)
        return super().encode(texts)


@pytest.mark.parametrize("make", [briefing_on_topic, briefing_for_meeting])
def test_without_a_model_one_state_is_read_from_beginning_to_end(desk, make):
    encoder = Meddling(desk)
    with desk.opened(None, encoder) as minutebook:
        assert SECRET in shown(make(minutebook))
        assert encoder.has_meddled
        assert SECRET not in shown(make(minutebook))


WHO_DREDGED = "Who last dredged the canal basin?"


def test_an_answer_from_a_paper_that_was_withdrawn_meanwhile_is_taken_back(desk):
    with desk.opened(Author(once(lambda: desk.change("dredging", None)))) as minutebook:
        told = list(minutebook.ask_events(WHO_DREDGED, scope=PUBLIC))
    (taken_back,) = [each for each in told if isinstance(each, StartedOver)]
    after = told[told.index(taken_back) :]
    done = after[-1]
    assert isinstance(done, Done)
    assert taken_back.reason == CHANGED_MEANWHILE
    assert CHANGED_MEANWHILE in done.answer.warnings
    assert SECRET not in str(after)
    assert done.answer.mode == "extractive"


def test_an_answer_from_a_paper_that_was_replaced_meanwhile_is_from_the_new_version(desk):
    with desk.opened(Author(once(lambda: desk.ingest(dredging=NEWER)))) as minutebook:
        answer = minutebook.ask(WHO_DREDGED, scope=PUBLIC)
    assert "Quillimane" in answer.sentences[0].text
    assert SECRET not in str(answer)


def test_a_model_that_says_nothing_is_answered_for_from_the_papers_as_they_are(desk):
    with desk.opened(Silent(lambda n_asked: desk.ingest(dredging=NEWER))) as minutebook:
        answer = minutebook.ask(WHO_DREDGED, scope=PUBLIC)
    assert "Quillimane" in answer.sentences[0].text
    assert SECRET not in str(answer)


def test_what_becomes_of_papers_that_were_not_found_leaves_the_answer_of_the_model(desk):
    ponds = {"ponds": ALLOTMENTS.replace("Allotments", "Ponds")}
    with desk.opened(Author(once(lambda: desk.ingest(**ponds)))) as minutebook:
        answer = minutebook.ask(WHO_DREDGED, scope=PUBLIC)
    assert answer.mode == "generated"
    assert SECRET in str(answer)
