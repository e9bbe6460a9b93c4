"""Records a thousand actions, makes answers again from their records, and flips bytes: ``audit_bytes.py --flips 600``.

Five people ask a service a thousand times. Each answer's record must tell who, when, of which papers in which versions,
with what library, settings, prompt and model, and must know its question from any other; an answer made again by the
same person must be the one recorded. Then single bits are flipped in copies of the records: in stored values, and
anywhere in the files. Each must be noticed, or have changed nothing that is stored. Prints a Markdown table; exit
status 1 otherwise.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from askers import ASKERS, keys_for
from attacked import application, bearer
from secret_papers import make_library
from starlette.testclient import TestClient

from api.records.audit import Audit
from api.records.chain import Link
from api.records.database import Records
from api.records.errors import RecordsDamaged

V1 = "/api/v1"
FILES = ("service.sqlite", "audit.head")
VALUES = (
    ("audit", "entry"), ("audit", "sha256"), ("audit", "record_id"), ("audit_words", "words"),
    ("audit_state", "hash_key"), ("audit_state", "trimmed_sha256"),
)  # fmt: skip
_SUBJECTS = ("ferry", "staffing", "tender", "contract", "repairs")


@dataclass
class Flips:
    """What flipped bits came to; ``n_harmless`` are those that changed nothing that is stored."""

    n_noticed: int = 0
    n_harmless: int = 0
    missed: list[str] = field(default_factory=list)

    def note(self, problems: bool, is_same: bool, where: str) -> None:
        """Count one."""
        if problems:
            self.n_noticed += 1
        elif is_same:
            self.n_harmless += 1
        else:
            self.missed.append(f"not noticed: {where}")


def act(client: TestClient, keys: dict[str, str], n: int) -> list[tuple[str, str, dict[str, Any]]]:
    """So many actions by everybody in turn; of those that are answers: who, the question, the answer."""
    answers = []
    for number in range(n):
        asker = ASKERS[number % len(ASKERS)]
        subject, headers = _SUBJECTS[number % len(_SUBJECTS)], bearer(keys[asker.name])
        question = f"What was said about the {subject} for the quay at item {number}?"
        if number % 5 == 4:
            client.post(f"{V1}/search", json={"query": question}, headers=headers)
        elif number % 5 == 3:
            client.get(f"{V1}/ledger?limit={1 + number % 20}", headers=headers)
        else:
            answer = client.post(f"{V1}/ask", json={"question": question}, headers=headers).json()
            answers.append((asker.name, question, answer))
    return answers


def faults_of_record(link: Link, question: str, answer: dict[str, Any], begun: datetime) -> Iterator[str]:
    """What a record does not tell as it was."""
    told, record = link.fields(), answer["record"]
    for name in ("library", "settings", "prompt"):
        if told[name] != record[name]:
            yield f"{name} is {told[name]}, not {record[name]}"
    if (told["model"], told["status"]) != (answer["model"], answer["status"]):
        yield f"model or status: {told['model']}, {told['status']}"
    if not begun <= datetime.fromisoformat(told["at"]) <= datetime.now(UTC):
        yield f"the time is {told['at']}"
    shown = {each["passage_id"].rpartition("-v")[0] or each["passage_id"] for each in answer["citations"]}
    recorded = {paper_id for paper_id, _ in told["papers"]}
    if any(not any(each.startswith(paper_id) for paper_id in recorded) for each in shown):
        yield f"papers: {recorded}, shown were {shown}"
    if question.split()[0] in link.entry:
        yield "it holds words of the question"


def check_records(
    client: TestClient,
    keys: dict[str, str],
    answers: Sequence[tuple[str, str, dict[str, Any]]],
    begun: datetime,
) -> list[str]:
    """What is wrong with the records of these answers, each answer made again by the one who asked."""
    audit = client.app.state.service.audit  # type: ignore[attr-defined]
    names = {
        client.get(f"{V1}/me", headers=bearer(key)).json()["asker_id"]: name for name, key in keys.items()
    }
    found = []
    for number, (name, question, answer) in enumerate(answers):
        link = audit.of_record(answer["record"]["id"])
        found += [f"{question}: {fault}" for fault in faults_of_record(link, question, answer, begun)]
        if names[link.fields()["asker"]] != name:
            found.append(f"{question}: asked by {names[link.fields()['asker']]}, not {name}")
        other = answers[number - 1][1]
        if not audit.is_question_of(link, question) or audit.is_question_of(link, other):
            found.append(f"{question}: the record does not know its question")
        again = client.post(f"{V1}/ask", json={"question": question}, headers=bearer(keys[name])).json()
        if (again["answer"], again["citations"]) != (answer["answer"], answer["citations"]):
            found.append(f"{question}: made again it is another answer")
    return found


def problems_of(folder: Path) -> bool:
    """Whether anything is noticed when the records are opened and looked through."""
    try:
        with Records(folder) as records:
            return bool(Audit(records).verify().problems)
    except (RecordsDamaged, sqlite3.DatabaseError):
        return True


def content_of(folder: Path) -> list[tuple[object, ...]]:
    """Every stored value of the audit; empty where the file can't be read."""
    try:
        with closing(sqlite3.connect(folder / FILES[0])) as connection:
            return [
                row
                for table in ("audit", "audit_words", "audit_state")
                for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            ]
    except sqlite3.DatabaseError:
        return []


def flip_value(folder: Path, chance: random.Random, column: tuple[str, str]) -> str:
    """Flip a bit of one stored value, as somebody with the file would; where it was."""
    table, name = column
    with closing(sqlite3.connect(folder / FILES[0])) as connection:
        rows = connection.execute(
            f"SELECT rowid, CAST({name} AS BLOB) FROM {table} WHERE {name} IS NOT NULL AND length({name}) > 0"
        ).fetchall()
        if not rows:
            return ""
        rowid, value = chance.choice(rows)
        changed = bytearray(value)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(7)
        stored = "?" if name == "hash_key" else "CAST(? AS TEXT)"
        connection.execute(f"UPDATE {table} SET {name} = {stored} WHERE rowid = ?", (bytes(changed), rowid))
        connection.commit()
    return f"{table}.{name} of {rowid}"


def flip_byte(folder: Path, chance: random.Random) -> str:
    """Flip a bit anywhere in the files; where it was."""
    path = folder / (FILES[1] if chance.random() < 0.1 else FILES[0])
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"{path.name}, byte {place}"


def flipped(records: Path, folder: Path, n: int, seed: int) -> tuple[Flips, Flips]:
    """So many flips in stored values, and as many anywhere in the files."""
    chance, sound = random.Random(seed), content_of(records)
    in_values, in_files = Flips(), Flips()
    for number in range(2 * n):
        copy = folder / "copy"
        copy.mkdir()
        for name in FILES:
            shutil.copy(records / name, copy / name)
        if number % 2:
            where = flip_value(copy, chance, VALUES[number // 2 % len(VALUES)])
            if where:
                in_values.note(problems_of(copy), False, where)
        else:
            where = flip_byte(copy, chance)
            is_same = "sqlite" in where and content_of(copy) == sound
            in_files.note(problems_of(copy), is_same, where)
        shutil.rmtree(copy)
    return in_values, in_files


def main(arguments: Sequence[str] | None = None) -> int:
    """Record, check, flip, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--actions", type=int, default=1000)
    parser.add_argument("--flips", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    begun = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = folder / "library"
        make_library(folder / "papers", library)
        keys = keys_for(library)
        with application(library, audit_questions="kept") as client:
            answers = act(client, keys, given.actions)
            faults = check_records(client, keys, answers, begun)
            n_entries = client.app.state.service.audit.verify().n_entries  # type: ignore[attr-defined]
            client.app.state.service.records.empty_log()  # type: ignore[attr-defined]
        if problems_of(library):
            faults.append("the audit does not check before anything was flipped")
        in_values, in_files = flipped(library, folder, given.flips, given.seed)
    sys.stdout.write(
        f"{n_entries:,} entries; {len(answers):,} answers held against their records and made again: "
        f"{len(faults)} faults.\n\n| flipped | noticed | changed nothing stored | missed |\n|---|---:|---:|---:|\n"
    )
    for what, flips in (("in a stored value", in_values), ("anywhere in the files", in_files)):
        sys.stdout.write(f"| {what} | {flips.n_noticed} | {flips.n_harmless} | {len(flips.missed)} |\n")
    faults += in_values.missed + in_files.missed
    sys.stdout.write("".join(f"{each}\n" for each in faults[:20]))
    return 1 if faults or not in_values.n_noticed or not in_files.n_noticed else 0


if __name__ == "__main__":
    sys.exit(main())
