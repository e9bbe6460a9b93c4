"""Who is served next."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from api.answering.places import Places


def test_the_least_busy_process_is_taken():
    places: Places[str] = Places(2)
    places.open("one")
    places.open("two")
    assert sorted(places.take(1) for _ in range(2)) == ["one", "two"]
    places.give_back("two")
    assert places.take(1) == "two"


def test_no_process_has_more_in_hand_than_it_may():
    places: Places[str] = Places(1)
    places.open("one")
    assert places.take(1) == "one"
    assert places.take(0.01) is None
    assert places.n_waiting == 0
    places.give_back("one")
    assert places.take(1) == "one"


def test_who_comes_first_is_served_first():
    places: Places[str] = Places(1)
    places.open("one")
    assert places.take(1) == "one"
    served: list[int] = []
    with ThreadPoolExecutor(3) as pool:
        for number in range(3):
            pool.submit(lambda number=number: served.append(number) if places.take(10) else None)
            while places.n_waiting <= number:
                threading.Event().wait(0.001)
        for number in range(3):
            places.give_back("one")
            while len(served) <= number:
                threading.Event().wait(0.001)
    assert served == [0, 1, 2]


def test_a_process_that_is_gone_is_not_taken_and_its_places_do_not_come_back():
    places: Places[str] = Places(1)
    places.open("one")
    assert places.take(1) == "one"
    places.close("one")
    places.give_back("one")
    assert places.take(0.01) is None
    places.open("two")
    assert places.take(1) == "two"
