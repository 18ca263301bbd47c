"""The answers of a case as a person may see them: whoever gave them sees all, others some of it masked."""

from typing import Any

from zhiyuan.cases.kind import Words
from zhiyuan.cases.masking import masked
from zhiyuan.cases.models import PersonalAnswer
from zhiyuan.cases.queries import Read, for_the_firm
from zhiyuan.cases.queries_personal import kept_apart, plain

ERASED = Words("已删除", "erased")


def shown(found: Read, person: Any) -> dict[str, Any]:
    """The answers of a case as a person may see them: whoever gave them sees all, others see some of it masked."""
    form = found.state.form
    apart = {key for key, answer in form.items() if kept_apart(answer)}
    if not apart:
        return dict(form)
    answers, own = plain(found.case, form), gave(found, person)
    return {
        key: answer if key not in apart else ERASED if key not in answers else answers[key] if own
        else masked(answers[key])
        for key, answer in form.items()
    }  # fmt: skip


def gave(found: Read, person: Any) -> bool:
    """Whether the answers are a person's own: they speak for the firm, or applied themselves."""
    return for_the_firm(person, found.case.enterprise) or found.log[0].actor == person.username


def any_masked(found: Read, person: Any) -> bool:
    """Whether there is something that a person would have to ask for."""
    digests = [answer for answer in found.state.form.values() if kept_apart(answer)]
    held = digests and PersonalAnswer.objects.filter(case=found.case, digest__in=digests).exists()
    return bool(held) and not gave(found, person)
