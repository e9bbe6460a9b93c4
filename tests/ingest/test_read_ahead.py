"""Work done ahead: in order, never far ahead, and over when nobody wants it any more."""

import threading
import time
from contextlib import closing

import pytest

from ingest.read_ahead import N_THREADS, in_order


def test_results_come_in_the_order_of_the_calls_whatever_each_takes():
    pauses = [0.05, 0.0, 0.02, 0.0, 0.03]

    def call(number: int) -> int:
        time.sleep(pauses[number])
        return number

    assert list(in_order((lambda n=n: call(n)) for n in range(5))) == list(range(5))


def test_no_more_calls_are_taken_than_may_wait():
    n_taken = 0

    def calls():
        nonlocal n_taken
        for number in range(50):
            n_taken += 1
            yield lambda n=number: n

    with closing(in_order(calls(), n_ahead=4)) as results:
        for number in range(20):
            assert next(results) == number
            assert n_taken <= number + 4


def test_two_calls_run_at_once():
    barrier = threading.Barrier(N_THREADS)
    assert len(list(in_order(lambda: barrier.wait(10) for _ in range(N_THREADS)))) == N_THREADS


def test_what_a_call_raises_is_raised_in_its_place():
    def fail() -> int:
        raise ValueError("third")

    results = in_order(iter([lambda: 1, lambda: 2, fail, lambda: 4]))
    assert [next(results), next(results)] == [1, 2]
    with pytest.raises(ValueError, match="third"):
        next(results)


def test_who_stops_early_does_not_wait_long_and_leaves_no_thread():
    before = threading.active_count()
    began = time.monotonic()
    with closing(in_order(lambda: time.sleep(0.3) for _ in range(100))) as results:
        next(results)
    assert time.monotonic() - began < 3
    time.sleep(0.2)
    assert threading.active_count() == before


def test_no_calls_give_no_results():
    assert list(in_order(iter([]))) == []
