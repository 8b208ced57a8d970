"""Value sets as ValueSets contained in a Questionnaire, and the answer options of others."""

from __future__ import annotations

from orphee.datasets.interchange.building import Building
from orphee.datasets.interchange.fhir_names import (
    ORDINAL,
    Json,
    difference,
    extension,
    extensions,
    fhir_code,
    fhir_id,
    merged,
    ours,
    said_by_us,
    system_name,
    system_uri,
)
from orphee.datasets.interchange.fhir_texts import put_text, text_of


def write_value_set(key: str, tree: Json) -> Json:
    """One value set; the concepts stand in the order of the definition."""
    found: Json = {"resourceType": "ValueSet", "id": f"vs-{fhir_id(key)}"[:64], "status": "active"}
    put_text(found, "title", tree["title"])
    if tree.get("oid"):
        found["identifier"] = [{"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{tree['oid']}"}]
    if tree.get("revision"):
        found["version"] = tree["revision"]
    includes: list[Json] = []
    for code in tree["codes"]:
        system = system_uri(code.get("system") or tree.get("system", ""), key)
        if not includes or includes[-1]["system"] != system:
            includes.append({"system": system, "concept": []})
        includes[-1]["concept"].append(_concept(_whole(code, tree), system, key))
    found["compose"] = {"include": includes}
    wanted = {**tree, "key": key, "codes": [_whole(code, tree) for code in tree["codes"]]}
    wanted.pop("system", None)
    own = ours("value-set", difference(wanted, _standard(Building(), found, key)))
    return {**found, "extension": own} if own else found


def read_value_set(building: Building, resource: Json) -> tuple[str, Json]:
    """The key and the tree of a contained ValueSet."""
    standard = _standard(building, resource, "")
    tree = merged(standard, said_by_us("value-set", resource))
    return str(tree.pop("key", resource.get("id", "values"))), tree


def coding(code: Json, default: str, key: str) -> Json:
    """One code as an answer bears it."""
    return {
        "system": system_uri(code.get("system") or default, key),
        "code": fhir_code(code["code"]),
        "display": code["label"]["fr"],
    }


def _whole(code: Json, tree: Json) -> Json:
    """A code that names its system itself."""
    system = code.get("system") or tree.get("system", "")
    return {**code, "system": system} if system else code


def _concept(code: Json, system: str, key: str) -> Json:
    concept: Json = {"code": fhir_code(code["code"]), "display": code["label"]["fr"]}
    concept["designation"] = [{"language": "en", "value": code["label"]["en"]}]
    found = []
    if code.get("score") is not None:
        found.append(extension(ORDINAL, "Decimal", code["score"]))
    standard = _code(Building(), {**concept, "extension": found}, system, key)
    found += ours("code", difference(code, standard))
    return {**concept, "extension": found} if found else concept


def _standard(building: Building, resource: Json, key: str) -> Json:
    """What the standard elements of a ValueSet say."""
    key = key or str(said_by_us("value-set", resource).get("key") or resource.get("id", "")).removeprefix("vs-")
    includes = [one for one in (resource.get("compose") or {}).get("include", []) if isinstance(one, dict)]
    if not includes:
        includes = _expanded(resource)
    tree: Json = {"codes": [], "key": str(resource.get("id", "")).removeprefix("vs-")}
    title = text_of(building, resource, "title", "fr", key) or text_of(building, resource, "name", "fr", key)
    tree["title"] = title or {"fr": key, "en": key}
    for one in includes:
        if not one.get("concept"):
            building.lose("dropped", f"value_sets.{key}", name=str(one.get("system", "")), why="ValueSet.compose")
        for concept in one.get("concept") or []:
            if isinstance(concept, dict) and concept.get("code"):
                standard = _code(building, concept, str(one.get("system", "")), key)
                tree["codes"].append(merged(standard, said_by_us("code", concept)))
    for identifier in resource.get("identifier") or []:
        if str(identifier.get("value", "")).startswith("urn:oid:"):
            tree["oid"] = identifier["value"].removeprefix("urn:oid:")
    if resource.get("version"):
        tree["revision"] = str(resource["version"])
    return tree


def _expanded(resource: Json) -> list[Json]:
    """The concepts of an expansion, as if they were included."""
    found = (resource.get("expansion") or {}).get("contains") or []
    return [{"system": one.get("system", ""), "concept": [one]} for one in found if isinstance(one, dict)]


def _code(building: Building, concept: Json, system: str, key: str) -> Json:
    said = {"fr": str(concept.get("display") or concept["code"])}
    for one in concept.get("designation") or []:
        if isinstance(one, dict) and str(one.get("language", ""))[:2] in ("fr", "en") and one.get("value"):
            said[str(one["language"])[:2]] = str(one["value"])
    code: Json = {"code": str(concept["code"]), "label": building.both(said, f"value_sets.{key}")}
    name = system_name(system, key)
    if name:
        code["system"] = name
    for one in extensions(concept):
        if one.get("url") == ORDINAL and isinstance(one.get("valueDecimal"), int | float):
            code["score"] = one["valueDecimal"]
    return code
