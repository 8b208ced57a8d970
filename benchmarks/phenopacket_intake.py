"""How fast phenopackets are read, and stored.

    python benchmarks/phenopacket_intake.py [--json] [--read-only] [--bare] [--packets N]

Reading is measured at three sizes against a floor: GA4GH's own way, `json.loads` and protobuf's JSON parser, which
does less (no entries, no checks). Storing goes through the one door in, into an embedded PostgreSQL of its own that
keeps its promises (fsync on), with the terminologies that the machine has; `--bare` leaves them out.
Goals: 1,500 packets a second read, 150 stored, in one process on two cores.

(Not named `phenopackets.py`: run as a script it would hide the library of that name.)
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable

from _throwaway import installation, terminologies
from google.protobuf import json_format
from phenopackets.schema.v2.phenopackets_pb2 import Phenopacket

from orphee.exchange.phenopackets.opening import packets_in
from orphee.exchange.phenopackets.reading import read
from orphee.foundation.places import PROJECT, samples_directory

GOAL_READ = 1_500
GOAL_STORED = 150
SIZES = (100, 1_000, 7_875)
INVENTED = PROJECT / "src/orphee/exchange/tests/phenopackets/packets/complete.json"
NOW = dt.datetime.now(dt.UTC)


class NoJoins:
    """No terminology: reading is measured by itself."""

    def orpha_of(self, curie: str) -> str | None:
        """Nothing is joined."""
        return None


def packets(count: int) -> tuple[list[bytes], str]:
    """As many packets: published cases where they are, else an invented packet that uses every element."""
    samples = samples_directory()
    if samples is not None:
        found = [piece.raw for piece in packets_in([samples / "phenopackets"])]
        return found[:: max(1, len(found) // count)][:count], "published cases"
    invented = json.loads(INVENTED.read_text(encoding="utf-8"))
    return [
        json.dumps({**invented, "id": f"packet-{number}"}).encode() for number in range(count)
    ], "one invented packet"


def per_second(work: Callable[[bytes], object], raws: list[bytes], rounds: int = 3) -> float:
    """The best of some rounds, in processor time: reading only computes, and other work on the machine is not its."""
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        for raw in raws:
            work(raw)
        best = max(best, len(raws) / (time.process_time() - start))
    return best


def as_ga4gh_reads(raw: bytes) -> Phenopacket:
    """The floor."""
    return json_format.ParseDict(json.loads(raw), Phenopacket(), ignore_unknown_fields=True)


def as_orphee_reads(raw: bytes) -> object:
    """Bytes to a submission."""
    return read(raw, received_at=NOW, sender="benchmark", joins=NoJoins())


def reading() -> dict[str, object]:
    """Packets read a second at each size, and how many times faster than the floor."""
    lines = []
    for size in SIZES:
        raws, origin = packets(size)
        rounds = 5 if size < 5_000 else 2
        floor = per_second(as_ga4gh_reads, raws[:1_000], rounds)
        ours = per_second(as_orphee_reads, raws, rounds)
        lines.append({"packets": len(raws), "read_per_second": round(ours), "floor_per_second": round(floor),
                      "times_the_floor": round(ours / floor, 2), "of": origin})  # fmt: skip
    return {"goal_per_second": GOAL_READ, "sizes": lines}


def storing(count: int, *, bare: bool) -> dict[str, object]:
    """Packets stored a second: read, identified, validated, stored, audited."""
    raws, origin = packets(count)
    with installation() as folder:
        from orphee.exchange.packets import import_paths

        loaded = terminologies(bare=bare)
        path = folder / "packets.jsonl"
        path.write_bytes(b"\n".join(raws))
        timings = []
        for _ in ("stored", "again, unchanged"):
            start, computing = time.perf_counter(), time.process_time()
            summary = import_paths([path], sender="benchmark", now=dt.datetime.now(dt.UTC))
            timings.append((summary, time.perf_counter() - start, time.process_time() - computing))
        (first, seconds, computed), (again, seconds_again, _) = timings
        return {
            "goal_per_second": GOAL_STORED,
            "packets": first.stored,
            "entries": first.entries_new,
            "refused": first.refused,
            "stored_per_second": round(first.stored / seconds, 1),
            "stored_per_python_processor_second": round(first.stored / computed, 1),
            "unchanged_per_second": round(again.unchanged / seconds_again, 1),
            "terminologies": loaded,
            "of": origin,
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    parser.add_argument("--read-only", action="store_true", help="leave storing out")
    parser.add_argument("--bare", action="store_true", help="store without terminologies: no code is looked up")
    parser.add_argument("--packets", type=int, default=1_000, help="how many to store (1000)")
    wanted = parser.parse_args()
    told: dict[str, object] = {"benchmark": "phenopackets", "reading": reading()}
    if not wanted.read_only:
        told["storing"] = storing(wanted.packets, bare=wanted.bare)
    print(json.dumps(told) if wanted.json else json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
