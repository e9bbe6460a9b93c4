"""Questions answered by several processes at once, each with a service of its own over the same library.

Processes and not threads: answering is Python for the most part, and two threads were measured to take longer
than one. Each process does its sums in one thread, as a run without them does, so that an answer is the same
down to the last digit however many there are.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from eval.asking import Examiner
from eval.errors import WorkerLost
from eval.golden import GoldenRecord
from eval.prices import PriceTable
from rag.assembly import assemble
from rag.settings import Settings

WORTH_A_WORKER = 100
"""Questions for which another process saves more than it costs to start."""
WORTH_A_WORKER_WITH_MODEL = 5
"""The same where a language model is waited for."""
_ENDS_WITHIN_S = 5.0


def n_cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def n_workers(asked_for: int | None, n_questions: int, *, has_model: bool = False) -> int:
    """How many processes answer so many questions: those asked for, else as many as pay."""
    if asked_for is not None:
        return max(1, min(asked_for, n_questions))
    worth_one = WORTH_A_WORKER_WITH_MODEL if has_model else WORTH_A_WORKER
    return max(1, min(n_cores(), n_questions // worth_one))


def one_thread() -> AbstractContextManager[object]:
    """Sums in one thread: how the order of additions, and so the last digit, is the same everywhere."""
    limits: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limits


def answer_all(
    records: Sequence[GoldenRecord], settings: Settings, snapshot: str, prices: PriceTable | None, n: int
) -> Iterator[Mapping[str, object]]:
    """The item of every question, in the order in which they are done, from ``n`` processes.

    The processes end with the iterator, whether it is used up or closed, and with this process however it ends.

    Raises:
        WorkerLost: A process could not start, ended by itself, or found another library than ``snapshot``.
    """
    context = get_context("spawn")  # a fork would take over locks that threads of this process hold
    workers: dict[Connection, SpawnProcess] = {}
    try:
        for _ in range(n):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, settings, prices), daemon=True)
            process.start()
            theirs.close()
            workers[ours] = process
        yield from _hand_out(list(records), workers, snapshot)
    finally:
        for ours in workers:
            ours.close()
        for process in workers.values():
            process.terminate()
        for process in workers.values():
            process.join(_ENDS_WITHIN_S)
            if process.is_alive():
                process.kill()
                process.join()


def _hand_out(
    left: list[GoldenRecord], workers: Mapping[Connection, SpawnProcess], snapshot: str
) -> Iterator[Mapping[str, object]]:
    """Give each process the next question when it is free, and take what it brings."""
    left.reverse()
    at_work = set(workers)
    while at_work:
        for ours in wait(list(at_work)):
            assert isinstance(ours, Connection)  # noqa: S101 - only connections are waited for
            said = _received(ours, workers[ours])
            if "failed" in said:
                raise WorkerLost(f"a process could not start to answer questions: {said['failed']}")
            if "snapshot" in said:
                _require_same_library(said["snapshot"], snapshot)
            else:
                yield said
            if left:
                ours.send_bytes(left.pop().model_dump_json(exclude_unset=True).encode())
            else:
                at_work.discard(ours)


def _received(ours: Connection, process: SpawnProcess) -> dict[str, object]:
    try:
        said: dict[str, object] = json.loads(ours.recv_bytes())
    except (EOFError, OSError) as problem:
        process.join(_ENDS_WITHIN_S)
        raise WorkerLost(
            f"a process that answers questions ended by itself (exit status {process.exitcode}), perhaps for want "
            "of memory. What was answered is kept: run the same command again, with --workers 1."
        ) from problem
    return said


def _require_same_library(found: object, snapshot: str) -> None:
    if found != snapshot:
        raise WorkerLost("the library changed while the run began. Run the same command again.")


def _work(theirs: Connection, settings: Settings, prices: PriceTable | None) -> None:
    """Runs in a process of its own: answers what comes over the pipe until there is nobody at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its processes
    with one_thread(), suppress(EOFError, OSError):
        try:
            minutebook = assemble(settings, resident=True)
        except Exception as problem:  # told to the run, which says it to the person
            _send(theirs, {"failed": f"{type(problem).__name__}: {problem}"})
            return
        with minutebook:
            examiner = Examiner(minutebook, prices)
            _send(theirs, {"snapshot": minutebook.library.snapshot()})
            while True:
                record = GoldenRecord.model_validate_json(theirs.recv_bytes())
                _send(theirs, examiner.line(record))


def _send(theirs: Connection, said: Mapping[str, object]) -> None:
    theirs.send_bytes(json.dumps(said, ensure_ascii=False).encode())
