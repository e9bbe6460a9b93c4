"""The real ``minutebook serve`` in a process of its own, for measuring: started, looked at, ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.errors import EvalError

START_LIMIT_S = 180.0
END_LIMIT_S = 60.0
_LISTENS = re.compile(r"listens on (http://\S+)")
_UNEVENTFUL = re.compile(r"timestamp=\S+ level=(?:debug|info)\b|Minutebook listens ")
_LOOK_EVERY_S = 0.1
_MIB = 1024 * 1024
_KB_IN_MIB = 1024
_WORKER = b"multiprocessing"
"""In the command of each process that the service starts to work for it as long as it runs."""
_PARENT, _USER_TICKS, _SYSTEM_TICKS = 1, 11, 12
"""Places in ``/proc/PID/stat`` after the name of the program (proc(5), Linux)."""


@dataclass(frozen=True)
class Usage:
    """What a service and its processes have used: seconds of processor, and what they hold now.

    Memory is in MiB, and what processes share is shared out between them (PSS).
    """

    cpu_s: float
    memory_mb: float
    n_files: int
    n_threads: int


@dataclass(frozen=True)
class Served:
    """A service that runs."""

    url: str
    pid: int

    def family(self) -> list[int]:
        """The numbers of its process and of all that it started which still run; Linux only."""
        return _family(self.pid)

    def lasting(self) -> set[int]:
        """Of these the service itself and its workers: not those that read one file, or build or probe an index."""
        return {pid for pid in self.family() if pid == self.pid or _WORKER in _command(pid)}

    def usage(self) -> Usage:
        """What it has used until now, with the processes it started that still run; Linux only."""
        pids = self.family()
        return Usage(
            sum(_ticks(pid) for pid in pids) / os.sysconf("SC_CLK_TCK"),
            sum(_memory_kb(pid) for pid in pids) / _KB_IN_MIB,
            sum(_n_in(pid, "fd") for pid in pids),
            sum(_n_in(pid, "task") for pid in pids),
        )


@contextmanager
def serving(library: Path, workers: int | None = None) -> Iterator[Served]:
    """A service over the library on a free port of this machine, ended with SIGTERM after the block.

    What it logged of faults is passed on to standard error.

    Raises:
        EvalError: It did not start, or did not end with status 0.
    """
    program = str(Path(sys.executable).with_name("minutebook"))
    command = [program, "serve", "--library", str(library), "--port", "0"]
    if workers is not None:
        command += ["--workers", str(workers)]
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told)  # noqa: S603
        try:
            yield Served(_address(process, told.fileno()), process.pid)
            process.send_signal(signal.SIGTERM)
            status = process.wait(END_LIMIT_S)
            if status:
                raise EvalError(
                    f"the service ended with status {status} after SIGTERM; it should have been 0"
                )
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            told.seek(0)
            sys.stderr.writelines(line for line in told if not _UNEVENTFUL.match(line))


def _address(process: subprocess.Popen[bytes], told: int) -> str:
    """Where it listens, once it says so."""
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until and process.poll() is None:
        said = os.pread(told, _MIB, 0).decode("utf-8", "replace")
        found = _LISTENS.search(said)
        if found:
            return found.group(1)
        time.sleep(_LOOK_EVERY_S)
    said = os.pread(told, _MIB, 0).decode("utf-8", "replace").strip()
    raise EvalError(f"the service did not start: {said or 'it said nothing'}. Try minutebook serve yourself.")


def _stat(pid: int) -> list[str]:
    """The fields after the program's name; empty where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _family(pid: int) -> list[int]:
    """The process and all that it started, however far down."""
    parents = {
        int(path.name): int(fields[_PARENT])
        for path in Path("/proc").iterdir()
        if path.name.isdecimal() and (fields := _stat(int(path.name)))
    }
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS]) if fields else 0


def _memory_kb(pid: int) -> int:
    """Memory of a process, with its share of what others have too; 0 where it is gone."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))


def _n_in(pid: int, folder: str) -> int:
    """How many entries a folder of the process has: ``fd`` its open files, ``task`` its threads."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/{folder}").iterdir())
    except OSError:
        return 0
