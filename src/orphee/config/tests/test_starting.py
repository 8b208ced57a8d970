"""A command starts without the engines: they take seconds to import, and few commands rank, read or draw."""

import subprocess
import sys

HEAVY = {"numpy", "scipy", "pandas", "pyarrow", "duckdb", "ibis", "altair", "lxml", "google", "openpyxl", "pypdf"}
PROGRAM = "import sys; from orphee.cli.readiness import ready; ready(database=False); print(*sys.modules)"


def test_no_engine_is_imported_before_it_is_asked_for():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    imported = {name.partition(".")[0] for name in done.stdout.split()}
    assert "django" in imported
    assert not imported & HEAVY
