"""Which frames of a stream are lost, late or there again, by their numbers."""

from __future__ import annotations

import random
import time

from tinyedge.link.conversation import Faults
from tinyedge.link.fault_accounts import numbering
from tinyedge.link.numbering import Numbers


def test_what_was_missed_a_round_before_is_not_late_but_repeated() -> None:
    faults = Faults()
    numbers = Numbers(faults)
    for number in (*range(5), *range(6, 65_536), *range(10)):
        numbers.take(number)
    assert (faults.lost, faults.reordered) == (1, 0)
    assert numbers.take(5) == (False, False)
    assert (faults.lost, faults.reordered, faults.repeated) == (1, 0, 1)


def test_numbers_that_leap_cost_no_time() -> None:
    numbers = Numbers(Faults())
    began = time.process_time()
    for leap in range(1000):
        numbers.take(leap * 32_000 % 65_536)
    assert time.process_time() - began < 3.0  # it took two minutes


def test_it_counts_as_the_accounts_of_a_bad_line_do() -> None:
    for seed in range(4):
        rng = random.Random(seed)
        sent = [n for n in range(70_000) if rng.random() > 0.02]
        for _ in range(300):
            i = rng.randrange(len(sent) - 5)
            if rng.random() < 0.5:
                sent.insert(i + rng.randint(1, 4), sent[i])
            else:
                sent.insert(i + rng.randint(1, 4), sent.pop(i))
        faults = Faults()
        numbers = Numbers(faults)
        new = sum(numbers.take(n % 65_536)[0] for n in sent)
        judged = numbering(n % 65_536 for n in sent)
        assert (new, faults.lost, faults.repeated, faults.reordered) == (
            judged.heard,
            judged.lost,
            judged.repeated,
            judged.reordered,
        )
