"""Any definition, to REDCap and back: what does not come back as it was is in the report of what was lost."""

from hypothesis import HealthCheck, given, settings

from orphee.datasets.definition import Item, ItemType
from orphee.datasets.interchange.redcap import read_redcap, write_redcap
from orphee.datasets.interchange.redcap_writing import RECORD_ID
from orphee.datasets.tests.definitions import datasets

ASIDE = (
    "key",
    "section",
    "label",
    "text",
    "help",
    "value_set",
    "items",
)  # named anew, in one language, or compared below
COMPARED = tuple(name for name in Item.__dataclass_fields__ if name not in ASIDE)


def leaves(dataset):
    """The questions of a definition in the order of a dictionary, each with its place."""
    for form in dataset.instruments:
        order = {section.key: place for place, section in enumerate(form.sections)}
        for item in sorted(form.items, key=lambda one: order.get(one.section, 0)):
            yield from _leaves(item, f"{form.key}.{item.key}")


def _leaves(item, place):
    if item.type is not ItemType.GROUP:
        yield place, item
    for part in item.items:
        yield from _leaves(part, f"{place}.{part.key}")


def differs(before, after):
    """The properties of a question that did not come back."""
    return [name for name in COMPARED if getattr(before, name) != getattr(after, name)]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(datasets())
def test_what_does_not_come_back_is_listed(dataset):
    written = write_redcap(dataset)
    imported = read_redcap(written.content)
    before = list(leaves(dataset))
    after = [item for _, item in leaves(imported.dataset) if item.key != RECORD_ID]
    assert len(before) == len(after), "no question disappears"
    told = {loss.path for loss in (*written.losses, *imported.losses)}
    for (place, first), second in zip(before, after, strict=True):
        changed = differs(first, second)
        if changed:
            above = [place.rsplit(".", step)[0] for step in range(place.count("."))]
            assert told & {place, *above}, (place, changed)
