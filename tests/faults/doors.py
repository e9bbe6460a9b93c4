"""Tries every door of the service with every sort of credentials that are not good: ``doors.py``.

Each route of the described interface is asked with no key, an unknown one, one with a wrong letter, an expired, a
revoked, another library's, a good one in the wrong place (address, cookie, other header, other scheme), and with
forged, unsigned and borrowed tokens. Nothing but 401 may come back: a problem document (an error of OpenAI's form under
/v1), the same from every route, with no word of any paper; and nothing may have changed. Prints a Markdown table;
exit status 1 where a door was not shut.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from askers import Known
from attacked import Replied, application, bearer, described_routes, words_of
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from secret_papers import make_library

from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.problems import MEDIA_TYPE
from api.records.database import Records
from ingest.papers import Scope
from ingest.store.library import Library

OPEN = re.compile(r"GET /health/(live|ready)|GET /login(/callback)?|POST /logout")
"""Doors that are open on purpose."""
UNDESCRIBED = ("POST /mcp", "GET /openapi.json", "HEAD /openapi.json", "GET /docs", "GET /docs/style.css")
_CLAIMS = {"sub": "jane", "role": "administrator", "groups": ["administrators"], "exp": 4102444800}
_VARYING = re.compile(r"urn:uuid:[0-9a-f-]+|mbk_[A-Za-z0-9]+|The key \w+ is")


@dataclass(frozen=True)
class Attempt:
    """Credentials that are not good, as they are sent."""

    name: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""


@dataclass
class Tried:
    """What came of the attempts, by the sort of credentials."""

    n: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def attempts(library: Path, other: Path) -> Iterator[Attempt]:
    """Every sort of credentials that the service over ``library`` must not take."""
    with Records(library) as records, Records(other) as others:
        keys = Keys(records)
        good = keys.add("good", AskerRole.ADMINISTRATOR).text
        former = keys.add("former", AskerRole.ADMINISTRATOR).text
        keys.revoke("former")
        expired = keys.add("expired", AskerRole.ADMINISTRATOR).text
        keys.rotate("expired", timedelta(0))
        stranger = Keys(others).add("stranger", AskerRole.ADMINISTRATOR).text
    wrong = good[:-1] + ("a" if good[-1] != "a" else "b")
    yield Attempt("no key")
    for name, key in {
        "an empty key": "",
        "an unknown key": f"mbk_{'a' * 8}_{'b' * 43}",
        "a key with a wrong letter": wrong,
        "the beginning of a key": good[: len(good) // 2],
        "a revoked key": former,
        "an expired key": expired,
        "another library's key": stranger,
        "a good key twice": f"{good} {good}",
        "a key with SQL": "mbk_' OR '1'='1",
        "a token of another's signature": _signed("RS256"),
        "a token signed with a guess": _signed("HS256"),
        "an unsigned token": "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJyb2xlIjoiYWRtaW5pc3RyYXRvciJ9.",
    }.items():
        yield Attempt(name, bearer(key))
    yield Attempt("a good key without a scheme", {"authorization": good})
    yield Attempt("a good key by Basic", {"authorization": f"Basic {good}"})
    yield Attempt("a good key in a cookie", {"cookie": f"minutebook={good}; session={good}"})
    yield Attempt("a good key in another header", {"x-api-key": good})
    for parameter in ("key", "api_key", "access_token"):
        yield Attempt(f"a good key in the address ({parameter})", query=f"{parameter}={good}")


def _signed(algorithm: str) -> str:
    key = RSAKey.generate_key(2048) if algorithm == "RS256" else OctKey.import_key(b"minutebook" * 4)
    return jwt.encode({"alg": algorithm, "jku": "http://127.0.0.1:9/keys"}, _CLAIMS, key)


def doors(known: Known) -> Iterator[tuple[str, str]]:
    """Method and address of every route, its parts filled in with what is there."""
    paper_id = next(iter(known.papers.values()))
    for route in sorted(described_routes() | set(UNDESCRIBED)):
        if not OPEN.fullmatch(route):
            method, _, path = route.partition(" ")
            yield (
                method,
                re.sub(r"\{\}$", "1", path.replace("/papers/{}", f"/papers/{paper_id}")).replace("{}", "1"),
            )


def look(reply: Replied, method: str, url: str, secrets: Sequence[str]) -> str | None:
    """What is wrong with the reply of a shut door; None where it is right."""
    if reply.status_code != 401:
        return f"status {reply.status_code}"
    if not reply.headers.get("www-authenticate", "").startswith("Bearer "):
        return "no WWW-Authenticate"
    kind = "application/json" if url.startswith("/v1/") else MEDIA_TYPE
    if reply.headers["content-type"] != kind and method != "HEAD":
        return f"it is {reply.headers['content-type']}"
    told = words_of(reply)
    return next((f"it says {secret}" for secret in secrets if secret in told), None)


def try_all(library: Path, other: Path, secrets: Sequence[str]) -> Tried:
    """Try every door with every sort of credentials."""
    tried, known = Tried(), Known.of(library)
    with application(library) as client, Library.open(library) as opened:
        before = opened.revision
        for attempt in attempts(library, other):
            said: dict[str, str] = {}
            for method, path in doors(known):
                url = f"{path}?{attempt.query}" if attempt.query else path
                body = {"question": "What was decided?", "access": "public"}
                sends = {"json": body} if method in ("POST", "PUT") else {}
                reply = client.request(method, url, headers=dict(attempt.headers), **sends)
                tried.n[attempt.name] += 1
                fault = look(reply, method, path, secrets)
                if fault:
                    tried.faults.append(f"{method} {path} with {attempt.name}: {fault}")
                if method != "HEAD":
                    said[_VARYING.sub("", reply.text)] = path
            if len(said) > 2:  # problem documents, and errors of OpenAI's form
                tried.faults.append(f"with {attempt.name} the doors say different things: {said}")
        if opened.revision != before or len(opened.papers(Scope.owner())) != len(known.papers):
            tried.faults.append("the library was changed")
    return tried


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the doors and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        library, other = Path(folder) / "library", Path(folder) / "other"
        made = make_library(Path(folder) / "papers", library)
        Library.create_or_open(other).close()
        tried = try_all(library, other, [each.word for paper in made for each in paper.secrets])
    rows = [f"| {name} | {n} |" for name, n in tried.n.items()]
    lines = ["| sent | doors |", "|---|---:|", *rows, f"| all | {tried.n.total():,} |"]
    lines.append(f"\nNot shut: {len(tried.faults)}.")
    sys.stdout.write("\n".join([*lines, *tried.faults[:20]]) + "\n")
    return 1 if tried.faults or not tried.n else 0


if __name__ == "__main__":
    sys.exit(main())
