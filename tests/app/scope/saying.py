"""Words for every parameter of an act, from its own types: all is there but the right."""

from typing import Any

from zhiyuan.app import doors

PLAIN = {"string": "x", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}, "null": None}
FORMS = {"date": "2026-11-02", "date-time": "2026-11-02T10:00:00+08:00", "time": "10:00:00"}


def params_of(name: str) -> dict[str, Any]:
    """Every parameter that the act demands."""
    schema = doors.params_model(name).model_json_schema()
    return {key: _value(schema["properties"][key]) for key in schema.get("required", ())}


def _value(schema: dict[str, Any]) -> Any:
    """One value of a JSON schema; of several the first that is one.

    >>> _value({"type": "string", "format": "date"}), _value({"anyOf": [{"type": "number"}, {"type": "string"}]})
    ('2026-11-02', 1)
    """
    if "anyOf" in schema:
        return _value(schema["anyOf"][0])
    return FORMS.get(schema.get("format", "")) or PLAIN[schema.get("type", "string")]
