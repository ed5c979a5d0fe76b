"""The API's own schema in, ``docs/api.md`` out: ``python -m onrecord.web.reference > docs/api.md``."""

from __future__ import annotations

import sys
from typing import Any

from onrecord.web.app import create_app
from onrecord.web.settings import Settings

__all__ = ["write_reference"]


def write_reference() -> str:
    """The reference in Markdown, the same for the same schema."""
    schema = create_app(Settings()).openapi()
    lines = [
        "# The API",
        "",
        "*Made from the server's own schema, `/api/v1/openapi.json`, by `python -m onrecord.web.reference`.*",
        "",
        schema["info"]["description"].strip(),
        "",
    ]
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            lines += [
                f"## `{method.upper()} {path}`",
                "",
                f"**{route['summary']}.** {_one_line(route.get('description', ''))}",
                "",
            ]
            lines += _parameters(route.get("parameters", []))
            lines += _body(schema, route)
    return "\n".join(lines).rstrip() + "\n"


def _parameters(parameters: list[dict[str, Any]]) -> list[str]:
    if not parameters:
        return []
    rows = ["| parameter | in | kind | says |", "|---|---|---|---|"]
    for each in parameters:
        says = each.get("description") or each["schema"].get("description", "")
        rows.append(f"| `{each['name']}` | {each['in']} | {_kind(each['schema'])} | {_one_line(says)} |")
    return [*rows, ""]


def _body(schema: dict[str, Any], route: dict[str, Any]) -> list[str]:
    content = route.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return []
    name = content["schema"]["$ref"].rpartition("/")[2]
    shape = schema["components"]["schemas"][name]
    rows = ["| key of the body | kind | says |", "|---|---|---|"]
    for key, value in shape["properties"].items():
        needed = "" if key not in shape.get("required", []) else ", needed"
        rows.append(f"| `{key}` | {_kind(value)}{needed} | {_one_line(value.get('description', ''))} |")
    return [*rows, ""]


def _kind(shape: dict[str, Any]) -> str:
    if "enum" in shape:
        return ", ".join(f"`{value}`" for value in shape["enum"])
    if "anyOf" in shape:
        return " or ".join(_kind(each) for each in shape["anyOf"] if each.get("type") != "null")
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if shape.get("type") == "array":
        return f"list of {_kind(shape['items'])}"
    return str(shape.get("type", "anything"))


def _one_line(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(write_reference())
