"""The official Orphanet nomenclature pack: a zip with the nomenclature and the classifications, in one language."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from orphee.terminology.loaders import orphadata
from orphee.terminology.loaders.files import LARGEST
from orphee.terminology.loaders.orphanet_words import add_everyday_french
from orphee.terminology.loaders.xml_files import elements, refuse_doctype, release_of
from orphee.terminology.rules.statements import Content, UnableToRead

NOMENCLATURE, CLASSIFICATION = "orphanomenclature", "orphaclassification"


def is_pack(path: Path) -> bool:
    """Whether a file is a zip with a nomenclature inside."""
    return zipfile.is_zipfile(path) and any(NOMENCLATURE in name.lower() for name in _names(path))


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as pack:
        return pack.namelist()


def language_of(path: Path) -> str:
    """The language of a pack; empty when it does not say."""
    try:
        with zipfile.ZipFile(path) as pack:
            name = next(name for name in pack.namelist() if NOMENCLATURE in name.lower())
            with pack.open(name) as member:
                return orphadata.language_in(member.read(65536))
    except (StopIteration, OSError, zipfile.BadZipFile, zlib.error, EOFError):
        return ""


def read(paths: list[Path]) -> Content:
    """The nomenclature and every classification of the packs given."""
    content = Content()
    for path in paths:
        try:
            with zipfile.ZipFile(path) as pack:
                _read_pack(pack, path.name, content)
        except (zipfile.BadZipFile, zlib.error, EOFError) as problem:
            raise UnableToRead(f"{path.name} is damaged or cut off: download it again ({problem}).") from problem
    add_everyday_french(content)
    content.edges = sorted(set(content.edges))
    return content


def _read_pack(pack: zipfile.ZipFile, name: str, content: Content) -> None:
    members = [info for info in pack.infolist() if info.filename.lower().endswith(".xml")]
    if sum(info.file_size for info in members) > LARGEST:
        raise UnableToRead(f"{name} is larger than {LARGEST // 1024**2} MB once unpacked.")
    nomenclatures = [info for info in members if NOMENCLATURE in info.filename.lower()]
    if not nomenclatures:
        raise UnableToRead(f"{name} holds no ORPHAnomenclature file.")
    for info in nomenclatures:
        xml = _unpacked(pack, info)
        content.version = max(content.version, release_of(xml, info.filename))
        for disorder in elements(xml, "Disorder", info.filename):
            orphadata.add_disorder(disorder, content)
    for info in members:
        if CLASSIFICATION in info.filename.lower():
            content.edges += orphadata.classification_edges(_unpacked(pack, info), info.filename)


def _unpacked(pack: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with pack.open(info) as member:
        xml = member.read(info.file_size + 1)
    refuse_doctype(xml, info.filename)
    return xml
