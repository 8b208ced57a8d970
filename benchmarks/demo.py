"""`orphee demo` from nothing, and again: seconds to the first page.

    python benchmarks/demo.py --json [--patients 5000]

Times the command on a data directory of its own (the installation of packages is not counted: add what `make install`
says). The second time is measured to the first page that the server answers. Targets: 240 s with a warm package cache,
15 s the second time.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from _throwaway import folder

ORPHEE = str(Path(sys.executable).with_name("orphee"))


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--json", action="store_true", help="one object on standard output")
    reader.add_argument("--patients", default="5000")
    reader.add_argument("--without-reference", action="store_true", help="as on a machine without terminologies")
    given = reader.parse_args()
    with folder() as place:
        environment = {**os.environ, "ORPHEE_DATA_DIR": str(place)}
        if given.without_reference:
            environment["ORPHEE_REFERENCE_DIR"] = ""
        try:
            answer = {"benchmark": "demo", "patients": int(given.patients), **measure(environment, given.patients)}
        finally:
            subprocess.run([ORPHEE, "database", "stop"], env=environment, check=False, stdout=subprocess.DEVNULL)
    print(json.dumps(answer, indent=1) if given.json else answer)


def measure(environment: dict[str, str], patients: str) -> dict[str, object]:
    """Seconds of the first preparation, and to the first page of the second run."""
    started = time.perf_counter()
    subprocess.run(
        [ORPHEE, "demo", "--patients", patients, "--no-serve"], env=environment, check=True, stdout=sys.stderr
    )
    first = time.perf_counter() - started
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    server = subprocess.Popen(
        [ORPHEE, "demo", "--patients", patients, "--port", str(port)], env=environment, stdout=sys.stderr
    )
    try:
        _first_page(f"http://127.0.0.1:{port}/sign-in/")
        second = time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(timeout=30)
    return {"first_s": round(first, 1), "second_to_first_page_s": round(second, 1), "targets_s": [240, 15]}


def _first_page(url: str) -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(url, timeout=5)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("no page after two minutes")


if __name__ == "__main__":
    main()
