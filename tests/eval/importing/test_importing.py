import json
from pathlib import Path

import pytest

from eval.checking.checking import check_golden
from eval.errors import SourceError
from eval.golden import load_golden
from eval.importing.imported import MOST_WORDS, Limits, PaperShelf, quotes_of
from eval.importing.importing import import_set
from eval.importing.layouts import Layout
from eval.papers_read import papers_below

BENCH = Path(__file__).resolve().parents[4] / "shared" / "bench"
CONTEXT = "The pier opened in 1903. It is 212 metres long. A storm in 1953 took its pavilion away."
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Saltmere_Pier",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "s1",
                            "question": "How long is the pier?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "212 metres", "answer_start": 31},
                                {"text": "212 metres", "answer_start": 31},
                            ],
                        },
                        {"id": "s2", "question": "Who designed it?", "is_impossible": True, "answers": []},
                        {
                            "id": "s3",
                            "question": "HOW long is the pier?",
                            "is_impossible": True,
                            "answers": [],
                        },
                        {
                            "id": "s4",
                            "question": "When?",
                            "is_impossible": False,
                            "answers": [{"text": "1903", "answer_start": 0}],
                        },
                    ],
                }
            ],
        },
        {
            "title": "Lamp",
            "paragraphs": [
                {
                    "context": "A lamp burns oil.",
                    "qas": [{"id": "l1", "question": "Which fuel?", "is_impossible": True, "answers": []}],
                }
            ],
        },
    ],
}
MEETING = {
    "topic_list": [],
    "general_query_list": [{"query": "Summarise the meeting.", "answer": "All of it."}],
    "specific_query_list": [
        {
            "query": "What was said about the pier?",
            "answer": "The pier needs planks. It will cost £4,000.",
            "relevant_text_span": [["1", "2"], ["4", "4"]],
        },
        {"query": "What of the moon?", "answer": "Nothing.", "relevant_text_span": [["70", "71"]]},
    ],
    "meeting_transcripts": [
        {"speaker": "Chair", "content": "Good morning."},
        {"speaker": "Harbour Master", "content": "The pier needs 212 planks."},
        {"speaker": "Treasurer", "content": "That will cost £4,000."},
        {"speaker": "Chair", "content": " "},
        {"speaker": "Chair", "content": "Then we agree on the pier."},
    ],
}
CORPUS = [
    {"_id": "d/1", "title": "Pier", "text": "The pier needs 212 planks."},
    {"_id": "d 1", "title": "Lamp", "text": "A lamp burns oil in the night."},
    {"_id": "d3", "title": "Empty", "text": " "},
    {"_id": "d4", "title": "Pier", "text": "The pier needs  212 planks."},
    {"_id": "d5", "title": "Boats", "text": "Boats are kept in the shed all winter."},
]
QUERIES = [
    {"_id": "q1", "text": "How many planks?"},
    {"_id": "q2", "text": "What burns?"},
    {"_id": "q3", "text": "Which is empty?"},
    {"_id": "q9", "text": "Never judged?"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td/1\t2\nq1\td4\t1\nq2\td 1\t1\nq2\td5\t0\nq3\td3\t1\n"


@pytest.fixture
def beir(tmp_path):
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    for name, lines in (("corpus", CORPUS), ("queries", QUERIES)):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    (folder / "qrels" / "test.tsv").write_text(QRELS, "utf-8")
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def as_file(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def errors_in(folder):
    with papers_below([folder / "papers"]) as papers:
        return [
            one for one in check_golden(folder / "golden.jsonl", papers).findings if one.severity == "error"
        ]


def test_an_article_of_squad_becomes_a_paper_and_an_impossible_question_a_refusal(tmp_path, out):
    report = import_set(Layout.SQUAD2, as_file(tmp_path / "dev.json", SQUAD), out, Limits())
    records = {record.id: record for record in load_golden(out / "golden.jsonl")}
    assert set(records) == {"s1", "s2", "l1"}
    assert records["s1"].answers == ("212 metres",)
    assert [(one.document, one.quote) for one in records["s1"].evidence] == [
        ("Saltmere_Pier.txt", "It is 212 metres long.")
    ]
    assert not records["s2"].answerable and records["s2"].notes.startswith("Absent:")
    assert report.left_out == {
        "questions asked twice of one article": 1,
        "questions without words, or whose answer is not where it should be": 1,
    }
    assert (
        (out / "papers" / "Saltmere_Pier.txt")
        .read_text("utf-8")
        .startswith("Saltmere Pier\n\nThe pier opened")
    )
    assert errors_in(out) == []


def test_a_part_of_a_set_has_questions_on_all_of_its_papers(tmp_path, out):
    report = import_set(Layout.SQUAD2, as_file(tmp_path / "dev.json", SQUAD), out, Limits(questions=2))
    assert [record.id for record in load_golden(out / "golden.jsonl")] == ["s1", "l1"]
    assert report.left_out["questions beyond the limit"] == 1
    assert json.loads((out / "import.json").read_text("utf-8"))["n_questions"] == 2


def test_a_meeting_of_qmsum_becomes_a_transcript_and_its_turns_the_gold(tmp_path, out):
    report = import_set(Layout.QMSUM, as_file(tmp_path / "IS1.json", MEETING), out, Limits())
    (record,) = load_golden(out / "golden.jsonl")
    assert record.id == "IS1-01"
    assert [one.quote for one in record.evidence] == [
        "[1] Harbour Master: The pier needs 212 planks.",
        "[2] Treasurer: That will cost £4,000.",
        "[4] Chair: Then we agree on the pier.",
    ]
    assert [(one.text, one.vital) for one in record.nuggets] == [
        ("The pier needs planks.", False),
        ("It will cost £4,000.", False),
    ]
    assert report.left_out == {
        "questions about a whole meeting": 1,
        "questions that name no words of their meeting": 1,
    }
    assert errors_in(out) == []


def test_meetings_of_qmsum_are_read_one_a_line_and_one_a_file(tmp_path, out):
    as_file(tmp_path / "val.jsonl", "\n".join([json.dumps(MEETING)] * 2))
    other = {
        **MEETING,
        "meeting_transcripts": [*MEETING["meeting_transcripts"], {"speaker": "A", "content": "Bye."}],
    }
    as_file(tmp_path / "x.json", other)
    import_set(Layout.QMSUM, tmp_path, out, Limits())
    assert [record.id for record in load_golden(out / "golden.jsonl")] == ["val-1-01", "val-2-01", "x-01"]


def test_a_folder_of_numbered_turns_is_read_too(tmp_path, out):
    (tmp_path / "q" / "docs").mkdir(parents=True)
    as_file(
        tmp_path / "q" / "docs" / "m1.txt",
        "Harbour\n\n[0] Chair: Good morning.\n\n[1] Ann: The pier\nis old.\n",
    )
    asked = {
        "id": "m1_q0",
        "question": "And the pier?",
        "doc_id": "m1",
        "evidence": [{"doc_id": "m1", "from": 1, "to": 1}],
    }
    as_file(tmp_path / "q" / "golden.jsonl", json.dumps(asked))
    import_set(Layout.QMSUM, tmp_path / "q", out, Limits())
    (record,) = load_golden(out / "golden.jsonl")
    assert record.evidence[0].quote == "[1] Ann: The pier is old."
    assert errors_in(out) == []


def test_judged_queries_of_beir_become_questions_on_their_documents(beir, out):
    report = import_set(Layout.BEIR, beir, out, Limits())
    records = {record.id: record for record in load_golden(out / "golden.jsonl")}
    assert set(records) == {"q1", "q2"}
    assert [(one.document, one.quote) for one in records["q1"].evidence] == [
        ("d-1.txt", "The pier needs 212 planks.")
    ]
    assert records["q2"].evidence[0].document == "d-1-2.txt"
    assert report.n_papers == 3, "the same words twice are one paper, and no words none"
    assert report.left_out == {
        "queries without words, or none of whose documents has any": 1,
        "relevant documents without words in the corpus": 1,
    }
    assert errors_in(out) == []


def test_the_limits_bound_questions_and_papers(beir, out):
    report = import_set(Layout.BEIR, beir, out, Limits(questions=1, papers=2))
    assert (report.n_questions, report.n_papers) == (1, 1)
    assert report.left_out == {"judged queries beyond the limit": 2}


def test_the_judgements_of_beir_are_named_where_there_are_several(beir, out):
    (beir / "qrels" / "test.tsv").rename(beir / "qrels" / "dev.tsv")
    (beir / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\nq2\td 1\t1\n", "utf-8")
    with pytest.raises(SourceError, match="--split with one of: dev, train"):
        import_set(Layout.BEIR, beir, out, Limits())
    assert import_set(Layout.BEIR, beir, out, Limits(), "train").n_questions == 1


@pytest.mark.parametrize(
    ("layout", "name", "content", "told"),
    [
        (Layout.SQUAD2, "x.json", "{", r"x\.json: Invalid JSON.*SQuAD 2\.0 is one JSON file"),
        (Layout.SQUAD2, "x.json", {"data": [{"title": "t"}]}, r"field 'data\.0\.paragraphs': Field required"),
        (Layout.SQUAD2, "x.json", {"data": []}, "no question in it"),
        (Layout.QMSUM, "x.json", SQUAD, r"field 'meeting_transcripts': Field required.*QMSum is"),
        (Layout.QMSUM, "x.jsonl", "{}\n", r"x\.jsonl, line 1: field"),
        (Layout.BEIR, "x.json", "{}", "no set in the layout of BEIR"),
    ],
)
def test_another_layout_is_told_with_what_was_expected(tmp_path, out, layout, name, content, told):
    with pytest.raises(SourceError, match=told):
        import_set(layout, as_file(tmp_path / name, content), out, Limits())
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("qrels/test.tsv", "q1 d1 1\n", r"test\.tsv, line 1: not query, document and whole-number score"),
        ("corpus.jsonl", '{"_id": "d/1"}\n', r"corpus\.jsonl, line 1: field 'text': Field required"),
        ("queries.jsonl", '\n{"text": "?"}\n', r"queries\.jsonl, line 2: field '_id'"),
    ],
)
def test_a_wrong_line_of_a_beir_set_is_named(beir, out, name, text, told):
    (beir / name).write_text(text, "utf-8")
    with pytest.raises(SourceError, match=told):
        import_set(Layout.BEIR, beir, out, Limits())


def test_nothing_is_written_where_there_is_something(tmp_path, beir):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(SourceError, match="Give a new folder"):
        import_set(Layout.BEIR, beir, tmp_path / "full", Limits())
    with pytest.raises(SourceError, match="Leave it out"):
        import_set(Layout.QMSUM, beir, tmp_path / "new", Limits(), "dev")


def test_long_gold_is_cut_at_sentences_and_nothing_of_it_is_lost():
    text = " ".join(f"Sentence number {n} has exactly seven words." for n in range(40)) + " Yes."
    quotes = quotes_of(text)
    assert " ".join(quotes) == text
    assert len(quotes) > 3 and max(len(quote.split()) for quote in quotes) <= MOST_WORDS + 8


def test_names_of_papers_are_fit_for_files_and_no_two_the_same():
    shelf = PaperShelf()
    assert [
        shelf.add(name, str(place)) for place, name in enumerate(["../a b", "a/b", "...", "é" * 200])
    ] == [
        "a-b.txt",
        "a-b-2.txt",
        "paper.txt",
        "paper-2.txt",
    ]
    assert shelf.add("again", "1") == "a-b-2.txt"


@pytest.mark.skipif(not BENCH.is_dir(), reason="the shared question sets are not beside the project")
@pytest.mark.parametrize(
    ("layout", "source", "n_papers"),
    [(Layout.SQUAD2, "squad2", 16), (Layout.QMSUM, "qmsum-val", 6), (Layout.BEIR, "qmsum-val", 200)],
)
def test_the_shared_sets_are_read(out, layout, source, n_papers):
    report = import_set(layout, BENCH / source, out, Limits(questions=20, papers=200))
    assert report.n_questions == len(load_golden(out / "golden.jsonl"))
    assert 0 < report.n_questions <= 20 and report.n_papers <= n_papers
