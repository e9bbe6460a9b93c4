"""Builders for records and replies; every test says only what it is about."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from eval.folder import Identity, RunFolder
from eval.golden import GoldenRecord
from eval.items import Given, item_line
from eval.origins import Origin
from eval.planted import Given as Returned
from eval.replies import RankedHit, Reply
from ingest.papers import Access


@pytest.fixture
def make_record():
    def make(**fields):
        return GoldenRecord.model_validate_json(json.dumps({**_RECORD, **fields}))

    return make


@pytest.fixture
def make_reply():
    """``said`` are (text, citation numbers), ``cited`` are (document, quote), numbered from 1."""

    def make(said=(), cited=(), *, answered=None, labels=()):
        return Reply.model_validate(
            {
                "answered": bool(said) if answered is None else answered,
                "sentences": [{"text": text, "citations": numbers} for text, numbers in said],
                "citations": [
                    {
                        "n": n,
                        "passage_id": f"p{n}",
                        "document": document,
                        "label": labels[n - 1] if labels else "",
                        "quote": quote,
                    }
                    for n, (document, quote) in enumerate(cited, start=1)
                ],
            }
        )

    return make


_RECORD = {
    "id": "q1",
    "question": "What did the panel approve?",
    "type": "decision",
    "answerable": True,
    "evidence": [
        {
            "document": "minutes.txt",
            "quote": "RESOLVED: that the budget of £60,000 be approved for five years.",
        }
    ],
}


BODIES = ("Marram Harbour Panel", "Westcliff Transport Board", "Quay Fire Authority")
KINDS = ("single_fact", "decision", "action", "paraphrase")


def _label(document):
    number = int(document.split("-")[1].split(".")[0])
    return f"{BODIES[number % 3]}, minutes {number + 1} March 2024"


class MadePapers:
    """Twelve papers of twelve meetings, known by their sentences; paper 11 is exempt."""

    def __init__(self):
        self.sentences = {}

    def text_behind(self, citation):
        return " ".join(self.sentences.get(citation.document, ())) or None

    def paper_called(self, citation):
        return _label(citation.document) if citation.document in self.sentences else None

    def access_of(self, document, passage_id):
        return Access.EXEMPT if document.startswith("paper-11") else Access.PUBLIC


@dataclass
class MadeWorld:
    """Questions with what a fairly good system returns for them, and the papers behind."""

    papers: MadePapers
    returned: list

    def write_run(self, folder, plant=lambda given, chance: given, seed=0, **made):
        """The run of this system, or of a broken one; scored by the real metrics."""
        chance = random.Random(seed)
        identity = Identity(golden_sha256="a", library_snapshot="b", settings_hash="c", code_sha256="d")
        with RunFolder.open(folder, identity, {one.record.id for one in self.returned}) as run:
            for one in self.returned:
                given = plant(one, chance)
                answer = given.reply.model_dump(mode="json", exclude_none=True)
                hits = [hit.model_dump(mode="json") for hit in given.hits]
                line = item_line(given.record, Given(50.0, answer, hits), given.scores(self.papers))
                run.append(line | {"origin": _origin(given.record).to_json()})
            record = {
                "golden": "golden.jsonl",
                "finished_at": datetime(2024, 3, 1, tzinfo=UTC).isoformat(),
                "versions": {"python": "3.11"},
                "settings": {"k": 20},
                "warnings": [],
            }
            run.finish(identity.model_dump() | record | made)
        return folder


def _origin(record):
    if not record.evidence:
        return Origin()
    document = record.evidence[0].document
    return Origin(_label(document).split(",")[0], _label(document), document.rsplit(".", 1)[1])


@pytest.fixture(scope="session")
def made_world():
    """Forty-eight answerable questions, four a meeting, and twelve that the papers don't answer.

    Made by rule with realistic noise: the gold stands at rank 1 to 8 of 20 hits, one answer in six misses its
    fact, one in ten is refused, and half of the unanswerable questions are answered.
    """
    chance = random.Random(7)
    words = [
        a + b + c
        for a in ("bar", "cor", "del", "fen", "gal", "hov")
        for b in "aeiou"
        for c in ("lin", "mot", "ser")
    ]
    papers, returned = MadePapers(), []
    for number in range(12):
        document = f"paper-{number}.{('pdf', 'docx', 'html')[number // 4]}"
        papers.sentences[document] = [
            f"The {words[number * 4 + place]} scheme was given {chance.randint(100, 900)} pounds for "
            f"{' '.join(chance.sample(words, 6))} in the year."
            for place in range(4)
        ]
    everything = [(document, text) for document, found in papers.sentences.items() for text in found]
    for number, (document, text) in enumerate(everything):
        fields = {
            "id": f"q{number:02d}",
            "question": f"What was given for the {text.split()[1]} scheme?",
            "type": KINDS[number % 4],
            "answers": [text.split()[5]],
            "nuggets": [
                {"text": f"It was given {text.split()[5]} pounds for {text.split()[8]}.", "vital": True}
            ],
            "evidence": [{"document": document, "quote": text}],
        }
        is_wrong, is_refused = chance.random() < 1 / 6, chance.random() < 0.1
        said = chance.choice(everything) if is_wrong else (document, text)
        returned.append(_returned(fields, everything, (document, text), said, chance, is_refused))
    for number in range(12):
        fields = {
            "id": f"u{number:02d}",
            "question": f"Who opened the {number}th lighthouse?",
            "type": "unanswerable",
            "answerable": False,
            "evidence": [],
        }
        gold = chance.choice(everything)
        returned.append(_returned(fields, everything, gold, gold, chance, number % 2 == 0))
    return MadeWorld(papers, returned)


def _returned(fields, everything, gold, said, chance, is_refused):
    others = chance.sample([one for one in everything if one != gold], 19)
    rank = min(7, int(chance.expovariate(0.9)))
    ranked = [*others[:rank], gold, *others[rank:]]
    hits = tuple(
        RankedHit(
            document=document, text=text, passage_id="p", label=_label(document), score=2.0 - place / 10
        )
        for place, (document, text) in enumerate(ranked)
    )
    document, text = said
    reply = {"answered": False, "answer": "The papers do not say."}
    if not is_refused:
        cited = {
            "n": 1,
            "passage_id": "p",
            "document": document,
            "label": f"{_label(document)}, item 1",
            "quote": text,
        }
        sentence = {"text": text, "citations": [1], "verdict": "supported"}
        reply = {"answered": True, "sentences": [sentence], "citations": [cited]}
    record = GoldenRecord.model_validate_json(json.dumps({"answerable": True, **fields}))
    return Returned(record, Reply.model_validate(reply), hits)
