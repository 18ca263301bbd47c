"""Two enterprises into one, and back. The caller holds the transaction.

What refers to the absorbed enterprise goes to the survivor, in whatever room it stands: foreign keys, and pairs of
columns that name an object by type and number. What the database keeps from changing (an issued bill, a fact)
stays where it is; facts are read with the survivor's. People keep their grants and gain the same on the survivor.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model

from zhiyuan.enterprises.models import Enterprise, Fact, FormerName, Merge
from zhiyuan.identity.models import Grant, Trail
from zhiyuan.identity.writes import copy_grants
from zhiyuan.kernel import parktime
from zhiyuan.kernel.errors import Refused
from zhiyuan.park import queries as park

FIRM = "enterprises.enterprise"
PAIRS = (("subject_type", "subject_id"), ("scope_type", "scope_id"))
STAYS = (Fact, Merge, Grant, Trail)
"""What is read with the survivor, tells what was, or is copied."""
MAY_STAY = ("enterprises.tag", "cases.reach")
"""What the survivor may have already, where once is enough."""
Column = tuple[Any, str, str]
"""A model, its column for the enterprise, and its column for the kind of object where there is one."""


def merge(survivor: Enterprise, absorbed: Enterprise, person: Any, reason: str) -> Merge:
    """Let one enterprise absorb another.

    Raises
    ------
    Refused
        When they are one already, of two parks, two legal persons by their codes, or hold what cannot stand together.
    """
    _refuse(survivor, absorbed)
    now, code = parktime.now(), "" if survivor.uscc else absorbed.uscc
    row = Merge(survivor=survivor, absorbed=absorbed, by=person, at=now, reason=reason.strip(), code=code)
    for model, column, kind in columns():
        if ids := _move(model, column, kind, absorbed.pk, survivor.pk):
            row.moved[f"{model._meta.label_lower}.{column}"] = ids
    row.moved["identity.grant"] = copy_grants(FIRM, str(absorbed.pk), str(survivor.pk))
    if absorbed.spelling != survivor.spelling:
        former = FormerName.objects.create(enterprise=survivor, name=absorbed.name, until=park.today(survivor.site))
        row.moved["enterprises.formername"] = [former.pk]
    absorbed.merged_into = survivor
    _give_code(absorbed, survivor, code)
    row.save()
    return row


def undo(row: Merge) -> Merge:
    """Let both enterprises stand for themselves again; what came since the merge stays with the survivor."""
    survivor, absorbed = row.survivor, row.absorbed
    if row.undone:
        raise Refused("{merge} is undone already", merge=row)
    if survivor.merged_into_id:
        raise Refused("{survivor} was itself merged since; undo that first", survivor=survivor)
    for model, column, kind in columns():
        ids = row.moved.get(f"{model._meta.label_lower}.{column}", [])
        _move(model, column, kind, survivor.pk, absorbed.pk, ids)
    Grant.objects.filter(pk__in=row.moved.get("identity.grant", []), scope_id=str(survivor.pk)).delete()
    FormerName.objects.filter(pk__in=row.moved.get("enterprises.formername", [])).delete()
    absorbed.merged_into = None
    _give_code(survivor, absorbed, row.code if survivor.uscc == row.code else "")
    row.undone = parktime.now()
    row.save(update_fields=["undone"])
    return row


def columns() -> Iterator[Column]:
    """Every column of every room that names an enterprise."""
    for model in apps.get_models():
        if model in STAYS or model._meta.proxy:
            continue
        names = {field.name for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is Enterprise:
                yield model, field.attname, ""
        for kind, number in PAIRS:
            if {kind, number} <= names:
                yield model, number, kind


def _refuse(survivor: Enterprise, absorbed: Enterprise) -> None:
    if survivor.pk == absorbed.pk or survivor.site_id != absorbed.site_id:
        raise Refused("an enterprise is merged with another one of the same park")
    for one in (survivor, absorbed):
        if one.merged_into_id:
            raise Refused("{enterprise} is merged into {other} already", enterprise=one, other=one.merged_into)
    if survivor.uscc and absorbed.uscc:
        raise Refused(
            "{one} and {other} are two legal persons: their credit codes are {code} and {another}; correct the wrong "
            "one first", one=survivor, other=absorbed, code=survivor.uscc, another=absorbed.uscc)  # fmt: skip


def _give_code(giver: Enterprise, taker: Enterprise, code: str) -> None:
    """A code is once in a park: it goes before it comes."""
    if code:
        giver.uscc = ""
    giver.save()
    if code:
        taker.uscc = code
    taker.save()


def _move(model: Any, column: str, kind: str, start: int, end: int, only: list[Any] | None = None) -> list[Any]:
    """Let rows name another enterprise; which did. Those that the database keeps from changing stay."""
    text = bool(kind)
    rows = model.objects.filter(**{column: str(start) if text else start}, **({kind: FIRM} if kind else {}))
    ids = list((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    said = {column: str(end) if text else end}
    if not ids or _changed(model, ids, said):
        return ids
    return [pk for pk in ids if _changed(model, [pk], said, alone=True)]


def _changed(model: type[Model], ids: list[Any], said: dict[str, Any], alone: bool = False) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=ids).update(**said)
    except IntegrityError as failure:
        if alone and _taken(failure) and model._meta.label_lower not in MAY_STAY:
            raise Refused("both have {what} that cannot stand together; end or amend one first",
                          what=model._meta.verbose_name) from failure  # fmt: skip
        return False
    return True


def _taken(failure: IntegrityError) -> bool:
    """Whether a row like this is there already, rather than fixed by a trigger."""
    cause = failure.__cause__
    code = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "")
    return code in ("SQLITE_CONSTRAINT_UNIQUE", "23505")
