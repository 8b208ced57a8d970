import datetime as dt
import time
import uuid
from itertools import islice

from orphee.foundation.keys import first_key, new_key, new_keys

MILLISECOND = 80  # the bit at which the clock's milliseconds begin (RFC 9562, figure 11)


def test_keys_are_uuids_of_version_7_made_now():
    before = time.time_ns() // 1_000_000
    keys = [new_key(), *islice(new_keys(), 100)]
    after = time.time_ns() // 1_000_000
    assert {(key.version, key.variant) for key in keys} == {(7, uuid.RFC_4122)}
    assert all(before <= key.int >> MILLISECOND <= after + 1 for key in keys)


def test_what_the_clock_does_not_say_is_chance():
    keys = list(islice(new_keys(), 2_000))
    assert len({key.int & (1 << 62) - 1 for key in keys}) == 2_000
    for bit in range(62):
        assert 800 < sum(key.int >> bit & 1 for key in keys) < 1_200, bit


def test_keys_of_a_batch_come_in_order():
    keys = list(islice(new_keys(), 1_000))
    assert keys == sorted(keys)
    time.sleep(0.002)
    assert new_key() > keys[-1]


def test_two_batches_at_the_same_moment_share_nothing():
    one, other = new_keys(), new_keys()
    assert not set(islice(one, 1_000)) & set(islice(other, 1_000))


def test_a_row_made_since_a_moment_has_a_key_after_its_first_one() -> None:
    before = dt.datetime.now(dt.UTC)
    key = new_key()
    assert first_key(before - dt.timedelta(milliseconds=1)) < key < first_key(before + dt.timedelta(days=1))
