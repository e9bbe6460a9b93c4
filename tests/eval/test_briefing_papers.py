"""The invented papers that briefings are timed over."""

from eval.briefing_papers import AGENDA, BODY, write_papers
from ingest.papers import Access, Kind
from ingest.readers.read import read
from ingest.structure.paper import structure


def papers_in(folder):
    """Every paper as the intake structures it, by file name."""
    found = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        found[path.name] = structure(read(content, path.name), path.name, path.name, Access.PUBLIC)
    return found


def test_forty_papers_of_two_years_stand_behind_an_agenda_of_twelve_items(tmp_path):
    assert write_papers(tmp_path) == 40
    papers = papers_in(tmp_path)
    assert len(papers) == 41
    days = {paper.facts.date.value for paper in papers.values()}
    assert len(days) == 8 and 600 < (max(days) - min(days)).days < 750
    kinds = [paper.facts.kind.value for paper in papers.values()]
    assert [kinds.count(kind) for kind in (Kind.AGENDA, Kind.MINUTES, Kind.REPORT)] == [1, 7, 33]
    assert {paper.facts.body.value.upper() for paper in papers.values()} == {BODY.upper()}
    items = {passage.item for passage in papers[AGENDA].passages if passage.item}
    assert {str(number) for number in range(4, 16)} <= items


def test_no_two_papers_say_the_same_and_a_seed_gives_the_same_papers_again(tmp_path):
    folders = [tmp_path / name for name in ("first", "again", "other")]
    for folder, seed in zip(folders, (1, 1, 2), strict=True):
        folder.mkdir()
        write_papers(folder, seed)
    first, again, other = (
        {name: paper.text.content for name, paper in papers_in(folder).items()} for folder in folders
    )
    assert first == again and first != other
    assert len({*first.values()}) == len(first)
