import uuid

from orphee.foundation.keys import new_keys


def test_keys_are_random_uuids_of_version_4():
    keys = list(new_keys(2_000))
    assert len(set(keys)) == 2_000
    assert {(key.version, key.variant) for key in keys} == {(4, uuid.RFC_4122)}
    for bit in {*range(128)} - {62, 63, 76, 77, 78, 79}:
        assert 800 < sum(key.int >> bit & 1 for key in keys) < 1_200, bit


def test_none_is_asked_for():
    assert list(new_keys(0)) == []
