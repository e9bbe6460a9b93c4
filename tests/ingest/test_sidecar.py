"""What officers write down about papers, as it is read: right, wrong, and doubtful."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.papers import Access, Kind, Origin, Status, Supplied
from ingest.sidecar import Sidecars, read_sidecars
from ingest.sidecar_entries import is_sidecar, subject_of

HEADER = "file,title,body,date,time,kind,status,author,item,access\n"
FULL = 'minutes.pdf,"Minutes, June",Harrow Board,2025-06-10,14:00,minutes,draft,Ada Lindqvist,6a,exempt\n'


def table(content: str, *names: str, widest: Access | None = None) -> Sidecars:
    return read_sidecars({"papers.csv": content.encode()}, names or ("minutes.pdf",), widest)


def toml(content: str, *, csv: str | None = None) -> Supplied:
    files = {"minutes.pdf.meta.toml": content.encode()}
    if csv is not None:
        files["papers.csv"] = csv.encode()
    return read_sidecars(files, {"minutes.pdf"}).of("minutes.pdf")


def messages(given: Supplied) -> str:
    return "\n".join(notice.message for notice in given.notices)


def values(given: Supplied) -> tuple[object, ...]:
    names = ("title", "body", "date", "time", "kind", "status", "author", "agenda_number")
    return tuple(fact and fact.value for fact in (getattr(given, name) for name in names))


EVERYTHING = (
    "Minutes, June",
    "Harrow Board",
    date(2025, 6, 10),
    time(14),
    Kind.MINUTES,
    Status.DRAFT,
    "Ada Lindqvist",
    "6a",
)


def test_a_row_gives_every_fact_and_says_where_it_is_from():
    given = table(HEADER + FULL).of("minutes.pdf")
    assert values(given) == EVERYTHING
    assert given.access is Access.EXEMPT
    assert given.date.origin is Origin.SUPPLIED
    assert given.date.basis == "papers.csv"
    assert given.notices == ()


def test_a_file_of_its_own_gives_every_fact():
    given = toml(
        'title = "Minutes, June"\nbody = "Harrow Board"\ndate = 2025-06-10\ntime = 14:00:00\nkind = "minutes"\n'
        'status = "draft"\nauthor = "Ada Lindqvist"\nitem = "6a"\naccess = "exempt"\n'
    )
    assert values(given) == EVERYTHING
    assert given.body.basis == "minutes.pdf.meta.toml"
    assert toml('date = "10 June 2025"\ntime = "2.00 pm"\nitem = 6').agenda_number.value == "6"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_of_every_spreadsheet_program_are_read(mark):
    content = (
        f"\ufeffFile{mark}Date{mark} KIND \r\nminutes.pdf{mark}10/06/2025{mark}Minutes\r\n{mark}{mark}\r\n"
    )
    given = table(content).of("minutes.pdf")
    assert given.date.value == date(2025, 6, 10)
    assert given.kind.value is Kind.MINUTES
    old = "file,author\nminutes.pdf,Zo\u00eb\n".encode("cp1252")
    assert read_sidecars({"papers.csv": old}, {"minutes.pdf"}).of("minutes.pdf").author.value == "Zo\u00eb"


def test_nothing_is_said_of_other_files_and_nothing_of_empty_cells():
    given = table("file,title,date\nminutes.pdf,,\n", "minutes.pdf", "other.pdf")
    assert given.of("minutes.pdf") == given.of("other.pdf") == Supplied()
    assert given.of("minutes.pdf").mark(Access.PUBLIC) is None


@pytest.mark.parametrize(
    ("column", "value", "advice"),
    [
        ("date", "31/02/2025", "no day of the calendar"),
        ("date", "soon", "Write it like 2025-03-11"),
        ("time", "25:00", "no time of day"),
        ("kind", "novel", "minutes, report, agenda, decision, other"),
        ("status", "final", "draft, confirmed"),
        ("item", "6 and all that follows from it", "no item number"),
        ("title", "x" * 501, "500 characters"),
    ],
)
def test_a_value_that_means_nothing_is_told_of_with_its_line_and_the_rest_is_used(column, value, advice):
    given = table(f"file,body,{column}\n\nminutes.pdf,Harrow Board,{value}\n").of("minutes.pdf")
    assert "papers.csv, line 3" in messages(given)
    assert value[:60] in messages(given)
    assert advice in messages(given)
    assert given.body.value == "Harrow Board"
    assert not given.is_doubtful
    quoted = toml(f'body = "Harrow Board"\n{column} = "{value}"\n')
    assert "minutes.pdf.meta.toml, line 2" in messages(quoted)


def test_an_access_that_means_nothing_makes_the_paper_doubtful():
    given = table("file,access\nminutes.pdf,publik\n").of("minutes.pdf")
    assert given.access is None
    assert given.is_doubtful
    assert "publik" in messages(given)


@pytest.mark.parametrize(
    "content",
    [
        "file,titel\nminutes.pdf,x\n",
        "title,date\nx,2025-06-10\n",
        "file,title,title\nminutes.pdf,x,y\n",
        "",
        'file,title\nminutes.pdf,"x\n',
        "file,title\nminutes.pdf," + "\x00" * 300,
    ],
)
def test_a_table_that_cant_be_used_makes_every_paper_of_the_folder_doubtful(content):
    found = table(content, "minutes.pdf", "other.pdf")
    assert all(found.of(name).is_doubtful for name in ("minutes.pdf", "other.pdf"))
    (message,) = found.complaints["papers.csv"]
    assert "papers.csv" in message
    assert message in messages(found.of("other.pdf"))


def test_unknown_columns_are_named():
    (message,) = table("file,titel,when\n").complaints["papers.csv"]
    assert "\u201ctitel\u201d, \u201cwhen\u201d" in message
    assert "title, body, date" in message


def test_a_row_for_a_file_that_is_not_there_is_told_of_with_its_line():
    found = table("file,title\nminuts.pdf,x\nminutes.pdf,y\n")
    (message,) = found.complaints["papers.csv"]
    assert "papers.csv, line 2" in message
    assert "minuts.pdf" in message
    assert found.of("minutes.pdf").title.value == "y"
    lost = read_sidecars({"minuts.pdf.meta.toml": b""}, {"minutes.pdf"})
    assert "minuts.pdf" in lost.complaints["minuts.pdf.meta.toml"][0]


def test_of_two_rows_for_one_file_the_first_counts_and_the_paper_is_doubtful():
    given = table("file,title,access\nminutes.pdf,x,public\nminutes.pdf,y,exempt\n").of("minutes.pdf")
    assert given.title.value == "x"
    assert given.is_doubtful
    assert "line 3" in messages(given)
    assert "line 2" in messages(given)


def test_cells_that_slipped_are_told_of():
    given = table("file,title,access\nminutes.pdf,Lamps, pavements and drains,exempt\n").of("minutes.pdf")
    assert given.is_doubtful
    assert "quotation marks" in messages(given)


@pytest.mark.parametrize(
    "content", ["title = ", "titel = 'x'", "[minutes]\ntitle = 'x'", "title = ['a']", "\x00\x01\x02\x03"]
)
def test_a_file_of_its_own_with_a_mistake_is_told_of(content):
    given = toml(content)
    assert values(given) == (None,) * 8
    assert "minutes.pdf.meta.toml" in messages(given)


def test_the_file_of_its_own_stands_before_the_table_and_a_difference_is_told_of():
    given = toml('title = "One"', csv="file,title,author\nminutes.pdf,Two,Ada\n")
    assert (given.title.value, given.author.value) == ("One", "Ada")
    assert "\u201cTwo\u201d" in messages(given)
    assert "\u201cOne\u201d" in messages(given)
    assert toml('title = "One"', csv="file,title\nminutes.pdf,One\n").notices == ()


def test_where_nothing_may_be_made_wider_it_is_not():
    found = table(
        "file,access\nminutes.pdf,public\nother.pdf,exempt\n",
        "minutes.pdf",
        "other.pdf",
        widest=Access.RESTRICTED,
    )
    assert found.of("minutes.pdf").access is None
    assert found.of("minutes.pdf").is_doubtful
    assert "narrower" in messages(found.of("minutes.pdf"))
    assert found.of("other.pdf").access is Access.EXEMPT


def test_the_mark_changes_with_everything_that_was_written_and_with_the_access_where_it_counts():
    marks = {
        table(f"file,{column}\nminutes.pdf,{value}\n").of("minutes.pdf").mark(access)
        for column, value in (("title", "x"), ("title", "y"), ("author", "x"), ("kind", "novel"))
        for access in Access
    }
    assert len(marks) == 12
    given = table("file,access\nminutes.pdf,exempt\n").of("minutes.pdf")
    assert len({given.mark(access) for access in Access}) == 1


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("papers.csv", True),
        ("Papers.CSV", True),
        ("a.pdf.meta.toml", True),
        ("a.toml", False),
        (".meta.toml", False),
        ("my papers.csv", False),
    ],
)
def test_a_sidecar_is_known_by_its_name(name, is_one):
    assert is_sidecar(name) is is_one


def test_the_subject_of_a_sidecar_is_in_its_name():
    assert subject_of("a.pdf.meta.toml") == "a.pdf"
    assert subject_of("papers.csv") is None


@given(st.binary(max_size=200), st.sampled_from(["papers.csv", "minutes.pdf.meta.toml"]))
def test_any_bytes_are_read_or_told_of(data, name):
    found = read_sidecars({name: data}, {"minutes.pdf"})
    assert isinstance(found.of("minutes.pdf"), Supplied)


@given(st.text(alphabet='file,titleaccesspublic\n"=;[]\\ \r', max_size=120))
def test_any_text_is_read_or_told_of(content):
    for name in ("papers.csv", "minutes.pdf.meta.toml"):
        assert isinstance(
            read_sidecars({name: content.encode()}, {"minutes.pdf"}).of("minutes.pdf"), Supplied
        )
