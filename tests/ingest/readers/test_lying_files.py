"""Files of our own making that lie, lead elsewhere or unfold without end: each ends as it must, and says why."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.outcomes import Outcome
from ingest.papers import Access, Scope
from ingest.store.library import Library

with pytest.MonkeyPatch.context() as patch:
    # Nothing below tests/ is a package that can be imported by its name.
    patch.syspath_prepend(Path(__file__).parent)
    from lying_files.every import lying_files
    from lying_files.lying import LyingFile

OWNER = Scope.owner()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    with Library.create_or_open(tmp_path_factory.mktemp("bad") / "library") as opened:
        yield opened


@pytest.fixture(scope="module")
def intake(library: Library) -> Intake:
    return Intake(library, access=Access.PUBLIC, is_indexing=False)


def test_there_are_many_of_them_and_no_two_of_one_name() -> None:
    names = [each.name for each in lying_files()]
    assert len(names) == len(set(names)) >= 20


@pytest.mark.parametrize("lying", list(lying_files()), ids=lambda each: each.name)
def test_it_ends_as_it_must(lying: LyingFile, library, intake, tmp_path) -> None:
    path = tmp_path / lying.name
    path.write_bytes(lying.data)
    started_s = computing_s()
    outcomes = intake.ingest([path])
    assert computing_s() - started_s < lying.most_s
    kept = [outcome for outcome in outcomes if outcome.paper_id]
    refused = [outcome for outcome in outcomes if not outcome.paper_id]
    assert ending(library, kept) == lying.ends, told_of(outcomes)
    assert lying.told in told_of(outcomes), told_of(outcomes)
    texts = [library.text(OWNER, outcome.paper_id) or "" for outcome in kept]
    assert not kept or any(lying.holds in text for text in texts)
    assert not [words for words in lying.never for text in texts if words in text]
    assert not kept or len(refused) == lying.n_refused
    for outcome in refused:
        subject, _, reason = outcome.reason.partition(": ")
        assert Path(outcome.path.rpartition("!/")[2]).name in subject
        assert reason.count(". ") >= 1, "what was found, and what to do"


def test_the_library_is_sound_after_all_of_them(library) -> None:
    assert library.check() == []


def ending(library: Library, kept: list[Outcome]) -> str:
    """How it ended; a date or body that a paper does not give is no flag."""
    if not kept:
        return "reject"
    has_notices = any(library.paper(OWNER, outcome.paper_id).notices for outcome in kept)
    return "flag" if has_notices else "accept"


def told_of(outcomes: list[Outcome]) -> str:
    return " ".join(told for outcome in outcomes for told in (outcome.reason or "", *outcome.warnings))


def computing_s() -> float:
    """Seconds of processor time of this process and its children: a busy machine does not change them."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)
