"""What many tests share (a country, a compiled reference) is made once a run, by the one worker that has its group."""

import pytest


@pytest.mark.xdist_group("here")
def test_a_group_stays_on_one_worker(request):
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("one process has every group")
    assert request.node.nodeid.endswith("@here"), (
        "this pytest-xdist does not see its groups in this pytest, and makes every country twice: "
        "install the versions of requirements.lock (make install)"
    )


@pytest.mark.parametrize("content", [b"PK" * 40, b"short"])
def test_a_test_is_not_named_by_what_may_differ_between_workers(request, content):
    """An archive holds the second of its making: two workers then disagree about the tests, and none is run."""
    assert request.node.callspec.id == ("80 bytes" if len(content) > 20 else "short")
