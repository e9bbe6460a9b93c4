"""Withdraws papers from a running service and looks for their words in every file: ``erasure.py``.

The service is made to keep words of two papers in every way it can: conversations, feedback, kept questions, results of
jobs in each format, an evaluation, and answers in its memory. Then one is withdrawn over HTTP and the other by a
command beside the service. Every file of the folder is read until no word is left: as it stands, in UTF-16, as
base64, and inside Word files in either. That must take at most 60 seconds; the audit must say what was erased, keep its
entries without content, and check. A third is withdrawn while a language model writes a briefing on it, and goes on
writing until the words are gone: the briefing must hold none of them. Prints how long it took; exit status 1 otherwise.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from askers import ASKERS, Known, keys_for
from attacked import bearer, served, words_of
from bad_model import ModelHandler, model_server, sound
from leak_keeping import golden_of
from secret_papers import Made, make_library

LONGEST_S = 60.0
V1 = "/api/v1"
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{120,}={0,2}")
_OFFICE = "What did the {} Office say about the {}?"


@dataclass(frozen=True)
class Gone:
    """A paper that was withdrawn, how, and after how many seconds none of its words was left; None for never."""

    name: str
    how: str
    seconds: float | None
    left: tuple[str, ...]


def traces(folder: Path, words: Sequence[str]) -> Iterator[str]:
    """Every file that holds one of the words in any form."""
    for file in sorted(folder.rglob("*")):
        try:
            content = file.read_bytes() if file.is_file() else b""
        except FileNotFoundError:
            continue
        for word in words:
            if any(word.encode() in each for each in forms_of(content)):
                yield f"{file.relative_to(folder)}: {word}"


def forms_of(content: bytes) -> Iterator[bytes]:
    """The bytes in small letters as they stand, and what is written in them in another way."""
    yield content.lower()
    yield content.replace(b"\x00", b"").lower()  # UTF-16 of Latin letters
    packed = [content] if content[:2] == b"PK" else []
    for found in _BASE64.findall(content):
        whole = found[: len(found) // 4 * 4]
        decoded = base64.b64decode(whole + b"=" * (-len(whole) % 4))
        yield decoded.lower()
        if decoded[:2] == b"PK":
            packed.append(decoded)
    for each in packed:
        yield from _unpacked(each)


def _unpacked(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            yield from (opened.read(name).lower() for name in opened.namelist())
    except zipfile.BadZipFile:
        return


def leave_traces(client: httpx.Client, paper: Made, subject: str) -> int:
    """Have words of the paper kept in every way; how many replies held one."""
    words = [secret.word for secret in paper.secrets]
    question = f"What is the lowest price for the {subject} of the quay?"
    replies = [
        client.post(f"{V1}/ask", json={"question": each})
        for each in (question, f"{question} Is it from {words[2].capitalize()} Limited?")
    ]
    for reply in list(replies):
        place = f"{V1}/answers/{reply.json()['record']['id']}/feedback"
        said = {"verdict": "incomplete", "note": f"{words[2]} and {words[3]} are missing."}
        replies.append(client.post(place, json=said))
    conversation = client.post(f"{V1}/conversations").headers["location"]
    for asked in (question, _OFFICE.format(words[4], subject)):
        replies.append(client.post(f"{conversation}/questions", json={"question": asked}))
    places = []
    for form in ("json", "md", "html", "docx"):
        body = {"topic": f"{subject} for the quay", "format": form}
        places.append(client.post(f"{V1}/briefings?job=true", json=body).headers["location"])
    golden = {"golden": ("golden.jsonl", golden_of(paper.secrets[2]))}
    places.append(client.post(f"{V1}/evaluations", files=golden).headers["location"])
    for place in places:
        while client.get(place).json()["state"] in ("queued", "running"):
            time.sleep(0.2)
        replies.append(client.get(f"{place}/result"))
    return sum(any(word in words_of(reply) for word in words) for reply in replies)


def time_until_gone(folder: Path, words: Sequence[str]) -> tuple[float | None, tuple[str, ...]]:
    """Seconds until no file holds a word, and where one is left."""
    begun = time.monotonic()
    while left := tuple(traces(folder, words)):
        if time.monotonic() - begun > LONGEST_S:
            return None, left
        time.sleep(0.5)
    return time.monotonic() - begun, ()


def withdraw(client: httpx.Client, library: Path, paper: Made, paper_id: str, how: str) -> Gone:
    """Withdraw the paper and wait for its words to go; its file name may stay in the record of what was withdrawn."""
    if how == "over HTTP":
        client.delete(f"{V1}/papers/{paper_id}").raise_for_status()
    else:
        command = [str(Path(sys.executable).with_name("minutebook")), "papers", "withdraw", paper_id]
        subprocess.run([*command, "--library", str(library)], check=True, capture_output=True, timeout=120)
    seconds, left = time_until_gone(library, [secret.word for secret in paper.secrets[1:]])
    return Gone(paper.name, how, seconds, left)


@dataclass
class Unhurried:
    """A model that is asked and gives its replies only once it may."""

    is_asked: threading.Event = field(default_factory=threading.Event)
    may_reply: threading.Event = field(default_factory=threading.Event)

    def __call__(self, handler: ModelHandler) -> None:
        self.is_asked.set()
        self.may_reply.wait(2 * LONGEST_S)
        sound(handler)


def withdraw_under_a_model(library: Path, key: str, paper: Made, paper_id: str) -> tuple[Gone, list[str]]:
    """Withdraw a paper while a model writes a briefing on it; how that went, and what the briefing did wrong."""
    words, writes = [secret.word for secret in paper.secrets[1:]], Unhurried()
    with (
        model_server(writes) as model,
        served(
            library,
            model="small",
            model_base_url=model.address,
            model_timeout_s=3 * LONGEST_S,
            model_tokens_per_day=0,
        ) as service,
        httpx.Client(base_url=service.address, timeout=6 * LONGEST_S, headers=bearer(key)) as client,
        ThreadPoolExecutor(1) as beside,
    ):
        under_way = beside.submit(client.post, f"{V1}/briefings", json={"topic": "staffing for the quay"})
        try:
            faults = [] if writes.is_asked.wait(LONGEST_S) else ["the model was never asked"]
            was_shown = any(word in str(each.asked).lower() for each in model.seen for word in words)
            faults += [] if was_shown else ["the model was shown no word of the paper"]
            gone = withdraw(client, library, paper, paper_id, "over HTTP")
            faults += ["the briefing did not wait for the model"] if under_way.done() else []
        finally:
            writes.may_reply.set()
        briefing = under_way.result()
    faults += [f"the briefing holds {word}" for word in words if word in words_of(briefing)]
    faults += [] if briefing.status_code == httpx.codes.OK else [f"the briefing ended with {briefing.text}"]
    return Gone(gone.name, "while a model writes of it", gone.seconds, gone.left), faults


def faults_of_audit(client: httpx.Client, library: Path, n_before: int) -> list[str]:
    """What is wrong with the audit afterwards: it must check, say what was erased, and hold no kept question of it."""
    entries = client.get(f"{V1}/audit?limit=500").json()["entries"]
    minutebook = str(Path(sys.executable).with_name("minutebook"))
    checked = subprocess.run(
        [minutebook, "audit", "verify", "--library", str(library)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = [] if checked.returncode == 0 else [f"the audit does not check: {checked.stderr}"]
    if len(entries) < n_before:
        found.append("entries went")
    if not any(each["action"] == "erased" for each in entries):
        found.append("no entry says what was erased")
    emptied = [each for each in entries if each["question_kept"] and each["question_words"] is None]
    return found if emptied else [*found, "no kept question was emptied"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Withdraw both papers and print how long their words stayed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args(arguments)
    gone, faults = [], []
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        made = make_library(Path(folder) / "papers", library)
        known, keys = Known.of(library), keys_for(library)
        with (
            served(library, audit_questions="kept") as service,
            httpx.Client(
                base_url=service.address, timeout=120, headers=bearer(keys[ASKERS[0].name])
            ) as client,
        ):
            for paper, subject, how in ((made[0], "ferry", "over HTTP"), (made[2], "tender", "by a command")):
                n_traces = leave_traces(client, paper, subject)
                n_before = len(client.get(f"{V1}/audit?limit=500").json()["entries"])
                if n_traces < 8 or not list(traces(library, [paper.secrets[2].word])):
                    faults.append(f"{paper.name}: only {n_traces} replies held its words")
                gone.append(withdraw(client, library, paper, known.papers[paper.name], how))
                faults += faults_of_audit(client, library, n_before)
        paper = made[1]
        under_way, amiss = withdraw_under_a_model(
            library, keys[ASKERS[0].name], paper, known.papers[paper.name]
        )
        gone.append(under_way)
        faults += amiss
    rows = [
        f"| {each.how} | {each.seconds or LONGEST_S:.1f} | {', '.join(each.left) or 'none'} |"
        for each in gone
    ]
    lines = ["| withdrawn | seconds until no word was left | left |", "|---|---:|---|", *rows, *faults]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if faults or any(each.left for each in gone) else 0


if __name__ == "__main__":
    sys.exit(main())
