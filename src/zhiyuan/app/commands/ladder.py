"""``zhiyuan ladder``: whether a firm stands on a rung of the innovation ladder, and why."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from zhiyuan.app.cli import print_json
from zhiyuan.app.speak import LANGUAGES, refusing_in, translation
from zhiyuan.enterprises.ladder import editions
from zhiyuan.enterprises.ladder.advice import fields_missing, steps
from zhiyuan.enterprises.ladder.entry import LARGEST_BYTES, Question, parse, question
from zhiyuan.enterprises.ladder.fields import fields
from zhiyuan.enterprises.ladder.lint import findings
from zhiyuan.enterprises.ladder.rule import Judgement, judge
from zhiyuan.enterprises.ladder.wording import Speaker, account
from zhiyuan.enterprises.ladder.worked import unproven
from zhiyuan.kernel.errors import Malformed
from zhiyuan.kernel.reference import book, parse_page


@click.command()
@click.option("--rule", default="", help="科技型中小企业, or with its edition: 科技型中小企业/115号-2017.")
@click.option("--input", "path", type=click.Path(path_type=Path),
              help="JSON: a firm, or a whole entry with rule and input; - reads standard input.")  # fmt: skip
@click.option("--on", "said_day", default="", help="The day of filing, like 2026-04-01: it chooses the edition.")
@click.option("--rules", "listed", is_flag=True, help="List rules and editions.")
@click.option("--fields", "asked", is_flag=True, help="List the fields in which a firm is described.")
@click.option("--lint", "page", type=click.Path(path_type=Path),
              help="What stands against publishing a rule set: PAGE.yaml, and PAGE.test.yaml beside it.")  # fmt: skip
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="zh", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(
    rule: str, path: Path | None, said_day: str, listed: bool, asked: bool, page: Path | None, lang: str, as_json: bool
) -> None:  # fmt: skip
    """Judge a firm: zhiyuan ladder --rule 科技型中小企业 --on 2026-05-06 --input firm.json.

    Each clause is cited with what was observed, what is needed and the gap; then the smallest step to the
    rung. What is not known is never held against a firm: null, or a field left out, means not known.
    An entry's own rule fixes the edition; a --rule or --on that contradicts it is refused.
    """
    with refusing_in(lang):
        speaker = Speaker(translation(lang), chinese=lang == "zh")
        if listed or asked:
            rows = _rules() if listed else _fields()
            if as_json:
                print_json(rows)
            else:
                _print(rows, speaker)
            return
        if page is not None:
            _lint(page, speaker, as_json)
            return
        if path is None:
            raise Malformed("say --input FILE, or --rules, --fields or --lint PAGE")
        asked_for = question(parse(_read(path)), rule, _day(said_day))
        judgement = judge(asked_for.rules, asked_for.firm)
        if as_json:
            print_json(_plain(asked_for, judgement))
            return
        if asked_for.name:
            click.echo(asked_for.name)
        for line in account(judgement, asked_for.firm, steps(judgement, asked_for.firm), speaker):
            click.echo(line)


def _lint(path: Path, speaker: Speaker, as_json: bool) -> None:
    name, beside = f"{editions.FOLDER}{path.stem}", path.with_name(f"{path.stem}.test.yaml")
    try:
        held = book().with_pages({name: parse_page(_read(path).decode("utf-8"), path.name)})
        cases = yaml.safe_load(_read(beside)) if beside.exists() else []
    except (yaml.YAMLError, ValueError, TypeError, AttributeError) as fault:
        raise Malformed("{path} cannot be read: {why}", path=path, why=fault) from fault
    found = findings(held, name) or list(unproven(held, name, cases))
    lines = [finding.render(speaker.translate) for finding in found]
    if as_json:
        print_json({name: lines})
    else:
        click.echo("\n".join(lines) or f"{name}: {speaker.say('nothing stands against it')}")
    if found:
        raise Malformed("findings: {count}; none may be left", count=len(found))


def _read(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST_BYTES + 1)
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as fault:
        raise Malformed("{path} cannot be read: {why}", path=path, why=fault.strerror) from fault


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Malformed("{said} is no day; write it like 2026-03-02", said=repr(said)) from None


def _plain(asked: Question, judgement: Judgement) -> dict[str, Any]:
    rules, firm = judgement.rules, asked.firm
    return {
        "name": asked.name,
        "rule": rules.name,
        "edition": rules.edition,
        "since": rules.since,
        "until": rules.until,
        "source": dict(rules.source),
        "score": judgement.plain_score(),
        "verdict": str(judgement.verdict),
        "reasons": [reason.plain() for reason in judgement.reasons],
        "gaps": [
            {"clause": r.clause.clause, "observed": r.observed, "needed": r.needed, "gap": r.gap,
             "missing": list(r.missing), "waits_for_document": r.waits_for_document, "source": dict(r.clause.source)}
            for r in judgement.reasons if r.result is not True
        ],
        "missing": [field.name for field in fields_missing(judgement, firm)],
        "steps": [step.plain() for step in steps(judgement, firm)],
    }  # fmt: skip


def _rules() -> list[dict[str, Any]]:
    return [
        {"rule": e.rule, "en": e.en, "edition": e.edition, "since": e.since, "until": e.until,
         "document": e.source["document"], "status": e.source["status"], "note": e.source.get("note", "")}
        for rule in editions.rules() for e in editions.editions(rule)
    ]  # fmt: skip


def _fields() -> list[dict[str, Any]]:
    return [
        {"field": f.name, "kind": f.kind, "unit": f.unit, "years": f.years, "options": list(f.options),
         "zh": f.zh, "en": f.en, "part_of": f.part_of, "judged": f.judged, "claimed": f.unclaimed is not None}
        for f in fields(book()).values()
    ]  # fmt: skip


def _print(rows: list[dict[str, Any]], speaker: Speaker) -> None:
    for row in rows:
        if "field" in row:
            shape = (
                row["kind"] + (f" × {row['years']}" if row["years"] else "") + "".join(f" {o}" for o in row["options"])
            )
            click.echo(f"{row['field']}  {row['zh'] if speaker.chinese else row['en']}  {row['unit']}  {shape}")
        else:
            click.echo(f"{row['rule']}/{row['edition']}  {row['since']} – {row['until'] or ''}  {row['document']}"
                       f"  {row['status']}  {row['note']}".rstrip())  # fmt: skip
