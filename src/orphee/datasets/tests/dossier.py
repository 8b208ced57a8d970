"""The dossier of `dossier.yaml`, which uses every word of the language."""

from pathlib import Path

from orphee.datasets.reading import read

DOSSIER = (Path(__file__).parent / "dossier.yaml").read_text(encoding="utf-8")
LUNG = read(DOSSIER)
VISIT = LUNG.instrument("visit")
