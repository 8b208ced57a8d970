"""From the bytes of a file to its text, within limits: a PDF is opened in a process of its own, which can be ended.

A hostile PDF may ask for hours or for all the memory there is; a text cannot.
"""

from __future__ import annotations

import json
import subprocess
import sys

from orphee.insight.reading.documents import Document, document
from orphee.insight.reading.findings import Problem

SECONDS = 30  # to take the text out of one PDF
MOST_MEMORY = 1_500_000_000  # bytes of addresses of that process
_PROGRAM = f"""\
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
from dataclasses import asdict
from orphee.insight.reading.documents import document
print(json.dumps(asdict(document(sys.stdin.buffer.read()))))
"""


def text_of(content: bytes) -> Document:
    """The text of a file, or why there is none; never later than `SECONDS`."""
    if not content[:1024].lstrip().startswith(b"%PDF-"):
        return document(content)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM], input=content, capture_output=True, timeout=SECONDS, check=True
        )
        made = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return Document("", "unreadable", (_too_hard(),))
    return Document(made["text"], made["kind"], tuple(Problem(**one) for one in made["problems"]))


def _too_hard() -> Problem:
    return Problem(
        "too-hard",
        f"Ce PDF n’a pas pu être ouvert en {SECONDS} secondes. Enregistrez-le à nouveau (« imprimer en PDF »), ou "
        "collez le texte.",
        f"This PDF could not be opened in {SECONDS} seconds. Save it again (“print to PDF”), or paste the text.",
    )
