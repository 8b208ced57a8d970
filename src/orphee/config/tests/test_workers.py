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
