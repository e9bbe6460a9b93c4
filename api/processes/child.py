"""One process of the service with a pipe to it, seen from the service: started, told things, listened to, ended."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context

ENDS_WITHIN_S = 2.0
"""How long a process that was told to end gets for it."""

log = logging.getLogger(__name__)


class ChildProcess:
    """A child process; any thread may call any method."""

    def __init__(
        self,
        name: str,
        target: Callable[..., None],
        arguments: tuple[object, ...],
        on_message: Callable[[bytes], None],
        on_end: Callable[[], None],
    ) -> None:
        """Start it: it calls ``target`` with its end of the pipe and the arguments.

        ``on_message`` is given what it sends, and ``on_end`` is called once when it sends no more: both from a
        thread of their own, which is named after ``name``.

        Raises:
            OSError: The system starts no more processes.
        """
        context = get_context("spawn")  # a fork would take over locks that threads of this process hold
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs, *arguments), name=name, daemon=True)
        self._on_message, self._on_end = on_message, on_end
        self._guard = threading.Lock()
        self._begun, self._gone = threading.Event(), threading.Event()
        self._trouble: BaseException | None = None
        threading.Thread(target=self._live, args=(theirs.close,), name=f"{name}-pipe", daemon=True).start()
        self._begun.wait()
        if self._trouble is not None:
            raise self._trouble

    @property
    def pid(self) -> int | None:
        """Its number at the system."""
        return self._process.pid

    @property
    def is_gone(self) -> bool:
        """Whether it has ended, and its place at the system is free."""
        return self._gone.is_set()

    @property
    def how_it_ended(self) -> str:
        """Its exit status, for people; waits for a process that is just about to end."""
        self._gone.wait(ENDS_WITHIN_S)
        return f"exit status {self._process.exitcode}"

    def _live(self, let_go_of_theirs: Callable[[], None]) -> None:
        """Start the process and stay until it is gone: Linux ends it with the thread that started it."""
        try:
            self._process.start()
            # It hears neither Ctrl-C nor SIGTERM, and Python waits for its children before it ends.
            atexit.register(self.kill)
        except BaseException as trouble:
            self._trouble = trouble
            return
        finally:
            let_go_of_theirs()
            self._begun.set()
        try:
            with suppress(EOFError, OSError):  # the process is gone, or was told to go
                while True:
                    self._on_message(self._ours.recv_bytes())
        except Exception:  # nobody listens to it any more
            log.exception("what the process %s sent could not be taken; it is ended", self._process.name)
            self.kill()
        finally:
            self._on_end()
            self._process.join()
            with self._guard:
                self._ours.close()
            atexit.unregister(self.kill)
            self._gone.set()

    def send(self, message: bytes) -> bool:
        """Tell it something; False where it has ended."""
        with self._guard:
            try:
                self._ours.send_bytes(message)
            except OSError:
                return False
        return True

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self) -> None:
        """Wait for its end, and bring it about where it takes longer than ``ENDS_WITHIN_S``."""
        if not self._gone.wait(ENDS_WITHIN_S):
            self.kill()
            self._gone.wait(ENDS_WITHIN_S)
