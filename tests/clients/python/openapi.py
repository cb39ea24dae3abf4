"""The discovery document as OpenAPI 3, for tools that read only that. Knows
nothing of chat."""

import re

# Formats that say more than the type; others are left out, since tools would
# make values of them that Google's rules do not know.
FORMATS = {"int32", "uint32", "float", "double", "byte", "date"}


def convert(discovery, values):
    """`values` gives, by the name of a path's parameter, values that exist."""
    paths = {}
    for method in methods(discovery):
        path, item = operation(method, values)
        paths.setdefault(path, {})[method["httpMethod"].lower()] = item
    schemas = {name: schema(it) for name, it in discovery["schemas"].items()}
    return {
        "openapi": "3.0.3",
        "info": {"title": discovery["title"], "version": discovery["version"]},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def methods(resource):
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


def operation(method, values):
    path = "/" + method.get("flatPath", method["path"])
    in_path = re.findall(r"{\+?(\w+)}", path)
    path = path.replace("{+", "{")
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": words(values.get(name, ["x"]))}
        for name in in_path
    ]
    for name, it in method.get("parameters", {}).items():
        if it["location"] == "query":
            found = {"name": name, "in": "query", "schema": schema(it)}
            found["required"] = it.get("required", False)
            parameters.append(found)
    item = {
        "operationId": method["id"],
        "parameters": parameters,
        "responses": {"200": {"description": "", "content": content(method.get("response"))}},
    }
    if "request" in method:
        item["requestBody"] = {"content": content(method["request"])}
    return path, item


def content(reference):
    return {"application/json": {"schema": schema(reference or {})}}


def words(some):
    return {"type": "string", "enum": list(some)}


def schema(it):
    """A schema of the discovery document, or a parameter, in OpenAPI's words."""
    if "$ref" in it:
        return {"$ref": f"#/components/schemas/{it['$ref']}"}
    found = {}
    if it.get("type", "any") != "any":
        found["type"] = it["type"]
    if it.get("format") in FORMATS:
        found["format"] = it["format"]
    if "enum" in it:
        found["enum"] = it["enum"]
    if "properties" in it:
        found["properties"] = {name: schema(inner) for name, inner in it["properties"].items()}
    if "items" in it:
        found["items"] = schema(it["items"])
    if "additionalProperties" in it:
        found["additionalProperties"] = schema(it["additionalProperties"])
    if it.get("repeated"):
        found = {"type": "array", "items": found}
    return found
