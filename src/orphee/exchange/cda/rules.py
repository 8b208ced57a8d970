"""What the rules of `rule_table` object to in a document, with the XPath of each place."""

from __future__ import annotations

from collections.abc import Iterator

from orphee.exchange.cda import definition
from orphee.exchange.cda.nodes import BLANK, Node, attribute, holds, select, xpath_of
from orphee.exchange.cda.rule_table import CODE_RULES, ROLE, RULES, CodeRule
from orphee.exchange.cda.safety import parse
from orphee.exchange.cda.vocabulary import INS_SYSTEMS
from orphee.identity.rules.ins import is_well_formed
from orphee.record.rules.receipt import Finding, Refused


def check(content: bytes) -> tuple[Finding, ...]:
    """What the rules object to, with the XPath of each place. An unreadable document gives its refusals."""
    try:
        root = parse(content)
    except Refused as refused:
        return refused.findings
    return tuple(check_tree(root))


def check_tree(root: Node) -> Iterator[Finding]:
    """The same on a document already parsed."""
    for rule in RULES:
        for node in select(root, rule.context):
            if not holds(node, rule.test):
                yield _finding("rule_missing", rule.element, node, rule.french, rule.english)
    for coded in CODE_RULES:
        for node in select(root, coded.context):
            if not _is_in_value_set(coded, node):
                name = definition.question(coded.instrument, coded.item)
                yield _finding("rule_code", coded.element, node, name, name)
    yield from _check_ins(root)


def _check_ins(root: Node) -> Iterator[Finding]:
    for node in select(root, f"{ROLE}/c:id"):
        system = attribute(node, "root")
        if system in INS_SYSTEMS and not is_well_formed(attribute(node, "extension"), system):
            yield _finding("rule_missing", "PAT-ID1", node, "une clé INS juste", "a right INS key")


def _is_in_value_set(rule: CodeRule, node: Node) -> bool:
    if node.get("nullFlavor"):
        return rule.null
    codes = definition.value_set(rule.instrument, rule.item)
    code = str(node.get("code", "")).strip(BLANK)
    return codes is None or definition.stored(rule.instrument, rule.item, code) in codes


_TEXTS = {
    "rule_missing": (
        "{element} : il manque ici {name}. Complétez le document.",
        "{element}: {name} is missing here. Complete the document.",
    ),
    "rule_code": (
        "{element} : le code n'appartient pas au jeu de valeurs « {name} ». Choisissez un code du jeu.",
        "{element}: the code does not belong to the value set “{name}”. Choose a code of the set.",
    ),
}


def _finding(code: str, element: str, node: Node, french: str, english: str) -> Finding:
    texts = _TEXTS[code]
    return Finding(
        code=code,
        severity="query",
        path=xpath_of(node),
        text={
            "fr": texts[0].format(element=element, name=french),
            "en": texts[1].format(element=element, name=english),
        },
        params=(("element", element),),
    )
