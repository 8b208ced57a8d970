"""A first draft of a migration, from what two versions have in common. Somebody reads it before it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from orphee.datasets.definition import Code, Dataset, Instrument, Item, Text, ValueSet
from orphee.datasets.migration import Dropped, ItemPath, Migration, Moved, Recoded, Renamed, Step

GONE = Text("absente de la nouvelle version.", "absent from the new version.")
_Items = Mapping[ItemPath, Item]


def suggested(before: Dataset, after: Dataset) -> Migration:
    """Renames where an item has gone and one with the same label or the same name elsewhere has come; the same for
    codes and forms. What has gone without anything alike is proposed as dropped, so that somebody decides.
    """
    steps: list[Step] = []
    for form in before.instruments:
        other = after.by_key.get(form.key) or _like_form(form, before, after)
        if other is None:
            continue
        if other.key != form.key:
            steps.append(Moved(form.key, other.key))
        steps.extend(_of_form(form, other))
    return Migration(before.version, after.version, tuple(steps))


def _like_form(form: Instrument, before: Dataset, after: Dataset) -> Instrument | None:
    come = [one for one in after.instruments if one.key not in before.by_key]
    return next((one for one in come if one.title == form.title or _share(one.maps, form.maps)), None)


def _of_form(form: Instrument, other: Instrument) -> Iterator[Step]:
    gone = {path: item for path, item in form.by_path.items() if path not in other.by_path}
    come = {path: item for path, item in other.by_path.items() if path not in form.by_path}
    renamed = dict(_renamed(gone, come))
    for path, item in form.by_path.items():
        if any(path[:depth] in gone and path[:depth] in renamed for depth in range(1, len(path))):
            continue  # it goes with its group
        target = renamed.get(path)
        if path in gone and target is None:
            if path[:-1] not in gone:
                yield Dropped(other.key, path, GONE)
            continue
        if target is not None:
            yield Renamed(other.key, path, target)
        now = other.by_path[target or path]
        codes = dict(_recoded(item.value_set, now.value_set))
        if codes:
            yield Recoded(other.key, target or path, MappingProxyType(codes))


def _renamed(gone: _Items, come: _Items) -> Iterator[tuple[ItemPath, ItemPath]]:
    left = dict(come)
    for path, item in gone.items():
        for target, other in left.items():
            if item.type is other.type and path[:-1] == target[:-1] and _alike(item, other):
                yield path, target
                del left[target]
                break


def _alike(item: Item, other: Item) -> bool:
    return item.label.fr == other.label.fr or item.label.en == other.label.en or _share(item.maps, other.maps)


def _share(maps: Mapping[str, tuple[str, ...]], others: Mapping[str, tuple[str, ...]]) -> bool:
    return any(set(names) & set(others.get(standard, ())) for standard, names in maps.items())


def _recoded(before: ValueSet | None, after: ValueSet | None) -> Iterator[tuple[str, str]]:
    if before is None or after is None:
        return
    for code in before:
        if code.code in after:
            continue
        now = after.by_former.get(code.code) or next((one for one in after.choices if _same_answer(code, one)), None)
        if now is not None:
            yield code.code, now.code


def _same_answer(code: Code, other: Code) -> bool:
    return code.label == other.label or _share(code.maps, other.maps)
