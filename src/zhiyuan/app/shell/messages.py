"""What a reader may see, gathered from templates and code, and what of it has no translation yet.

``python -m zhiyuan.app.shell.messages [room]`` prints the entries that a part lacks, ready to be
filled in. Gathered are gettext calls, template tags, the templates of named failures, and the names
of verbs (a verb's name is the message by which a page calls it).
"""

import ast
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
PARTS = PACKAGE / "app" / "locale" / "zh_Hans" / "LC_MESSAGES" / "parts"
KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_later": None, "N_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
FAILURES = {"Malformed", "NotFound", "Refused", "NotReady", "Block"}
Said = dict[str, list[str]]


def gathered(package: Path = PACKAGE) -> Said:
    """Every message with the files that say it."""
    said: Said = defaultdict(list)
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.html")]):
        if "migrations" not in path.parts:
            where = path.relative_to(package).as_posix()
            for message in _of_template(path) if path.suffix == ".html" else _of_code(path, where):
                said[message].append(where)
    return dict(said)


def translated(parts: Path = PARTS) -> dict[str, str]:
    """Every message that some part translates."""
    known = {}
    for part in parts.glob("*.po"):
        for message in read_po(io.BytesIO(part.read_bytes())):
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            text = message.string[0] if isinstance(message.string, tuple) else message.string
            if key and text:
                known[str(key)] = str(text)
    return known


def missing(room: str = "") -> Said:
    """Messages that no part translates, of one room or of all."""
    known = translated()
    return {m: w for m, w in gathered().items() if m not in known and any(p.startswith(room) for p in w)}


def _of_template(path: Path) -> Iterator[str]:
    code = templatize(path.read_text("utf-8"), origin=str(path))
    yield from _keyed("\n".join(line.lstrip() for line in code.splitlines()))  # a template's indents mean nothing


def _of_code(path: Path, where: str) -> Iterator[str]:
    text = path.read_text("utf-8")
    if "gettext" in text:
        yield from _keyed(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _name(node.func) in FAILURES and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
        elif isinstance(node, ast.FunctionDef) and any(_name(d) == "verb" for d in node.decorator_list):
            yield f"{where.split('/')[0]}.{node.name}"


def _keyed(code: str) -> Iterator[str]:
    for _line, message, _comments, _context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
        first = message[0] if isinstance(message, tuple) else message
        if first:
            yield first


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


# --- words in templates that no tag translates -----------------------------------------------------

TEMPLATE_CODE = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{%\s*blocktrans.*?endblocktrans\s*%}|{#.*?#}|{%.*?%}|{{.*?}}", re.S
)
SPOKEN = re.compile(r"\b(?:title|alt|placeholder|aria-label)=\"([^\"]*)\"")
TAG = re.compile(r"<!--.*?-->|<(script|style|svg|code|kbd|pre)\b.*?</\1>|<[^>]*>", re.S)
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")
UNITS = frozenset({
    "kWh", "MWh", "kW", "lx", "lm", "Excel", "PDF", "XLSX", "CSV", "JSON", "API", "Authorization", "Bearer",
    "English", "kVA", "tCO", "CO", "YAML", "CV", "RMSE",
})  # fmt: skip


def unwrapped(template: str) -> list[str]:
    """Words that a reader would see in one language only.

    >>> unwrapped('<p title="{% trans "x" %}">Hello {{ name }} <b>12 kWh</b></p>')
    ['Hello']
    """
    plain = TEMPLATE_CODE.sub(" ", template)
    shown = " ".join([*SPOKEN.findall(plain), ENTITY.sub(" ", TAG.sub(" ", plain))])
    return [word for word in WORD.findall(shown) if word not in UNITS]


def main() -> None:
    """Print what is missing as entries of a part."""
    room = sys.argv[1] if len(sys.argv) > 1 else ""
    for message, places in missing(room).items():
        quoted = message.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        sys.stdout.write(f'#: {" ".join(sorted(set(places)))}\nmsgid "{quoted}"\nmsgstr ""\n\n')


if __name__ == "__main__":
    main()
