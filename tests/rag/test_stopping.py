"""Work that nobody waits for any more is given up; other work goes on."""

import threading

import pytest

from rag.stopping import GivenUp, require_waiting, stoppable


def test_work_goes_on_until_the_event_is_set():
    stop = threading.Event()
    with stoppable(stop):
        require_waiting()
        stop.set()
        with pytest.raises(GivenUp):
            require_waiting()
    require_waiting()


def test_work_within_other_work_listens_to_its_own_event():
    outer, inner = threading.Event(), threading.Event()
    outer.set()
    with stoppable(outer):
        with stoppable(inner):
            require_waiting()
        with pytest.raises(GivenUp):
            require_waiting()


def test_other_threads_are_not_concerned():
    stop = threading.Event()
    stop.set()
    failed = []

    def work():
        try:
            require_waiting()
        except GivenUp:
            failed.append(True)

    with stoppable(stop):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert failed == []
