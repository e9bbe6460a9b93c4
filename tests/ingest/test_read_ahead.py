"""Work done ahead: in order, never far ahead, and over when nobody wants it any more."""

import gc
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

import pytest

from ingest.read_ahead import N_THREADS, Ahead, in_order

T = TypeVar("T")


def ahead(call: Callable[[], T], n_bytes: int = 0) -> Ahead[T]:
    return Ahead(n_bytes, lambda: call)


def test_results_come_in_the_order_of_the_calls_whatever_each_takes():
    pauses = [0.05, 0.0, 0.02, 0.0, 0.03]

    def call(number: int) -> int:
        time.sleep(pauses[number])
        return number

    assert list(in_order(ahead(lambda n=n: call(n)) for n in range(5))) == list(range(5))


def test_no_more_calls_are_taken_than_may_wait():
    n_taken = 0

    def calls():
        nonlocal n_taken
        for number in range(50):
            n_taken += 1
            yield ahead(lambda n=number: n)

    with closing(in_order(calls(), n_ahead=4)) as results:
        for number in range(20):
            assert next(results) == number
            assert n_taken <= number + 4 + 1  # one is looked at before it is taken


def test_two_calls_run_at_once():
    barrier = threading.Barrier(N_THREADS)
    assert len(list(in_order(ahead(lambda: barrier.wait(10)) for _ in range(N_THREADS)))) == N_THREADS


def test_what_a_call_raises_is_raised_in_its_place():
    def fail() -> int:
        raise ValueError("third")

    results = in_order(map(ahead, [lambda: 1, lambda: 2, fail, lambda: 4]))
    assert [next(results), next(results)] == [1, 2]
    with pytest.raises(ValueError, match="third"):
        next(results)


def test_who_stops_early_does_not_wait_long_and_leaves_no_thread():
    before = threading.active_count()
    began = time.monotonic()
    with closing(in_order(ahead(lambda: time.sleep(0.3)) for _ in range(100))) as results:
        next(results)
    assert time.monotonic() - began < 3
    time.sleep(0.2)
    assert threading.active_count() == before


def test_no_calls_give_no_results():
    assert list(in_order(iter([]))) == []


def test_what_is_in_hand_together_stays_below_the_bytes_allowed():
    sizes = [40, 40, 40, 10, 10, 100, 250, 10, 10]
    held: set[int] = set()
    most = 0

    def work(number: int) -> Ahead[int]:
        def prepare():
            nonlocal most
            held.add(number)
            most = max(most, sum(sizes[each] for each in held if sizes[each] <= 100))
            assert sizes[number] <= 100 or held == {number}
            return lambda: number

        return Ahead(sizes[number], prepare)

    with closing(in_order(map(work, range(len(sizes))), most_bytes=100)) as results:
        for number in range(len(sizes)):
            held.discard(number - 1)  # asking for the next lets go of the last
            assert next(results) == number
    assert 80 <= most <= 100


def test_a_result_is_let_go_when_the_next_one_is_asked_for():
    class Large:
        pass

    kept = []

    def make() -> Large:
        large = Large()
        kept.append(weakref.ref(large))
        return large

    with closing(in_order((ahead(make, 60) for _ in range(4)), most_bytes=100)) as results:
        for number in range(4):
            found = next(results)
            gc.collect()
            assert [each() is not None for each in kept] == [False] * number + [True]
            del found


def test_unfinished_work_is_asked_to_stop_and_finished_work_is_not():
    stop = threading.Event()
    with closing(in_order((ahead(lambda: 1) for _ in range(3)), stop=stop)) as results:
        assert [next(results) for _ in range(3)] == [1, 1, 1]
    assert not stop.is_set()
    began = time.monotonic()
    works = [ahead(lambda: True), ahead(lambda: stop.wait(30))]
    with closing(in_order(iter(works), stop=stop)) as unfinished:
        next(unfinished)
    assert stop.is_set()
    assert time.monotonic() - began < 3
