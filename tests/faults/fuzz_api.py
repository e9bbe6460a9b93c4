"""Sends the service what its own description allows and what it doesn't: ``fuzz_api.py LIBRARY --cases 10000``.

schemathesis makes requests from the OpenAPI description, half of them valid by it and half not, and looks at every
reply with all of its checks: no server error, nothing that the description does not hold, bad data refused, good data
taken, no way in without a key. Beside them, no reply may hold a stack trace. The service runs on a port of this
machine over a copy of the library, so that nothing is changed. Prints a Markdown table; exit status 1 on any failure.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import hypothesis
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase
from hypothesis.errors import HypothesisException
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, FailureGroup
from schemathesis.core.mutations import OperatorKind

from api.app import create_app
from api.commands.serving import answering_processes, listening_socket
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.logs import LogStyle, start_logging
from api.settings import AppSettings
from api.slow_clients import PatientProtocol
from rag.assembly import assemble

TRACES = (b"Traceback (most recent call last)", b'File "/', b"sqlite3.", b"pydantic_core")
TAKEN_TOO = ["2xx", "401", "403", "404", "409", "422", "503"]
"""What good data may be answered with: 422 also says what no schema can (a cursor of another list, a date after
another, a file that is no paper), 503 that the login or the index is not there."""
REFUSED_TOO = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429", "5xx"]
"""What bad data may be answered with: those that the tool takes by itself, and 413, for some of it is too large."""
REQUEST_LIMIT_S = 60.0
"""A change of the library waits for the ones before it, such as uploads that are still being read."""
LEFT_OUT = {"/login", "/login/callback"}
"""Need a login provider; tests/api/identity has one."""


@dataclass
class Report:
    """What was sent to each operation, and what was wrong with the replies."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def n_cases(self) -> int:
        return sum(counted.total() for counted in self.statuses.values())

    def of_status(self, first: int, last: int) -> int:
        """How many replies had a status between these, both in."""
        return sum(
            n
            for counted in self.statuses.values()
            for status, n in counted.items()
            if first <= status <= last
        )


@contextmanager
def serving(library: Path) -> Iterator[tuple[str, str]]:
    """The service over a library on a free port, and a key of an administrator."""
    settings = AppSettings(
        library=library,
        requests_per_minute=0,
        refused_per_minute=0,
        jobs_per_asker=0,
        answering_processes=1,
    )
    with (
        assemble(settings.for_answers(), resident=True) as minutebook,
        answering_processes(minutebook, settings, LogStyle("plain", "error")) as processes,
        listening_socket("127.0.0.1", 0) as listening,
    ):
        app = create_app(minutebook, settings, processes)
        app.state.health.look()  # as minutebook serve does before anybody asks
        key = Keys(app.state.service.records).add("fuzzing", AskerRole.ADMINISTRATOR).text
        config = uvicorn.Config(app, http=PatientProtocol, log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.02)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", key
        finally:
            server.should_exit = True
            thread.join()
            app.state.service.drain(5)


def fuzzed(address: str, key: str, n_each: int, paths: frozenset[str] = frozenset()) -> Report:
    """Send ``n_each`` cases to every operation, or to those of these paths, half of them valid."""
    report = Report()
    config = SchemathesisConfig.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": TAKEN_TOO},
                "negative_data_rejection": {"expected-statuses": REFUSED_TOO},
            },
            "request-timeout": REQUEST_LIMIT_S,
            # Errors there have the statuses of OpenAI's interface, which has no 422.
            "operations": [
                {
                    "include-path": "/v1/chat/completions",
                    "checks": {"positive_data_acceptance": {"expected-statuses": [*TAKEN_TOO, "400"]}},
                }
            ],
            "auth": {"openapi": {"key": {"bearer": key}}},
        }
    )
    schema = schemathesis.openapi.from_url(
        f"{address}/openapi.json", headers={"authorization": f"Bearer {key}"}, config=config
    )
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path in LEFT_OUT or (paths and operation.path not in paths):
            continue
        report.statuses[operation.label] = Counter()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _send(operation, mode, n_each // 2, report)
    return report


def _send(operation, mode: GenerationMode, n_cases: int, report: Report) -> None:
    counted = report.statuses[operation.label]

    @hypothesis.settings(
        max_examples=n_cases,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def send(case) -> None:
        response = case.call()
        counted[response.status_code] += 1
        for trace in TRACES:
            if trace in response.content:
                report.failures[f"{operation.label}: a stack trace"] += 1
        try:
            case.validate_response(response)
        except FailureGroup as failed:
            for each in failed.exceptions:
                if isinstance(each, AcceptedNegativeData) and _is_text_all_the_same(case):
                    continue
                told = " ".join(str(each).split())
                report.failures[f"{operation.label} ({mode.name.lower()}): {told[:600]}"] += 1
                report.examples.setdefault(
                    f"{operation.label}: {type(each).__name__}", case.as_curl_command()[:1500]
                )

    try:
        send()
    except HypothesisException as error:
        # An operation without parameters or body has nothing that could be invalid.
        if mode is GenerationMode.POSITIVE:
            report.failures[f"{operation.label}: no case could be made: {error}"] += 1


def _is_text_all_the_same(case) -> bool:
    """All that is wrong is that a form has a number where it should have text: as it is sent, it has text there."""
    wrong = case.meta.phase.data.mutations
    return (
        case.media_type == "multipart/form-data"
        and bool(wrong)
        and all(
            each.operator is OperatorKind.CHANGE_TYPE
            and each.original_value == "string"
            and each.new_value in ("number", "integer", "boolean")
            for each in wrong
        )
    )


def main() -> int:
    """Send the cases and print what became of them."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("library", type=Path)
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument(
        "--path", action="append", default=[], help="a path of the description; all without it"
    )
    given = options.parse_args()
    start_logging(LogStyle("plain", "error"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(given.library, Path(folder) / "library"))
        with serving(copy) as (address, key):
            n_each = max(2, -(-given.cases // (len(given.path) or 30)))
            report = fuzzed(address, key, n_each, frozenset(given.path))
    print("| operation | " + " | ".join(map(str, (statuses := _statuses(report)))) + " |")
    print("|---|" + "---:|" * len(statuses))
    for label, counted in report.statuses.items():
        print(f"| {label} | " + " | ".join(str(counted[status] or "") for status in statuses) + " |")
    print(f"\n{report.n_cases:,} cases, {report.of_status(500, 599)} server errors.")
    for failure, n in report.failures.most_common():
        print(f"FAILED {n} times: {failure}")
    for failure, command in report.examples.items():
        print(f"EXAMPLE {failure}\n  {command}")
    return 1 if report.failures else 0


def _statuses(report: Report) -> list[int]:
    return sorted({status for counted in report.statuses.values() for status in counted})


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    sys.exit(main())
