"""Rooms meet only at their doorways, no foreign key climbs a floor, every change is a verb."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from django.apps import apps

from house.rooms import SOURCE, floor_of, room_of

INDOORS = {"models", "views", "forms", "admin", "urls", "apps", "api"}
ANYWHERE_FROM = {"app", "simpark"}  # the doors and the made-up park put things together
KNOW_DJANGO = {
    "models", "services", "writes", "queries", "views", "forms", "api", "urls", "admin", "apps", "lookups",
    "migrations", "templatetags", "management",
}  # fmt: skip
"""Kinds of file that may know Django, whatever else is in their name (``queries_load``, ``tenant_queries``)."""
DJANGO_ALL_OVER = {"identity", "app"}
ROOMS_WITH_SERVICES = sorted(p.parent.name for p in SOURCE.glob("*/services.py"))


def test_a_room_is_entered_by_services_queries_writes_or_its_pure_files() -> None:
    graph = grimp.build_graph("zhiyuan", cache_dir=None)
    trespasses = [
        f"{module} imports {imported}"
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if _trespasses(module, imported)
    ]
    assert trespasses == []


def _trespasses(module: str, imported: str) -> bool:
    here, there = room_of(module), room_of(imported)
    if here in {there, "", *ANYWHERE_FROM} or there in {"kernel", "identity", ""}:
        return False
    return bool(INDOORS & set(imported.split(".")[2:]))


def test_only_some_kinds_of_file_know_django() -> None:
    graph = grimp.build_graph("zhiyuan", include_external_packages=True, cache_dir=None)
    knowing = [module for module in graph.modules if "django" in graph.find_modules_directly_imported_by(module)]
    assert [module for module in knowing if not _may_know_django(module)] == []
    assert len(knowing) > len(ROOMS_WITH_SERVICES)


def _may_know_django(module: str) -> bool:
    words = {word for part in module.split(".")[2:] for word in part.split("_")}
    return room_of(module) in DJANGO_ALL_OVER or bool(words & KNOW_DJANGO)


def test_no_foreign_key_climbs_a_floor() -> None:
    climbs = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("zhiyuan.")
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model.__module__.startswith("zhiyuan.")
        if floor_of()[room_of(field.related_model.__module__)] > floor_of()[room_of(model.__module__)]
    ]
    assert climbs == []


@pytest.mark.parametrize("room", ROOMS_WITH_SERVICES)
def test_every_public_service_is_a_verb(room: str) -> None:
    module = import_module(f"zhiyuan.{room}.services")
    own = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    ]
    assert [f.__name__ for f in own if not hasattr(f, "verb_name")] == []


@pytest.mark.parametrize("room", ROOMS_WITH_SERVICES)
def test_verbs_do_not_call_verbs(room: str) -> None:
    tree = ast.parse((SOURCE / room / "services.py").read_text())
    verbs = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef) and _is_verb(n)}
    calls = [
        f"{name} calls {call.func.id}"
        for name, function in verbs.items()
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in verbs
    ]
    assert calls == []


def _is_verb(function: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "verb" for d in function.decorator_list)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.name != "__init__.py" and "migrations" not in path.parts and not _docstring(path)
    ]
    assert silent == []


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf-8")))
