"""A refusal says what was asked for by its number, not by the name that the asker may not see."""

import pytest

from cases.opened import hall
from zhiyuan.identity.verbs import demand
from zhiyuan.kernel.errors import Refused


@pytest.mark.django_db
def test_a_refusal_does_not_tell_a_stranger_whose_it_is() -> None:
    h = hall()
    with pytest.raises(Refused) as refused:
        demand(h.other_firm, "enterprises.amend_enterprise", h.t.ketuo)
    assert h.t.ketuo.name not in str(refused.value)
    assert str(h.t.ketuo.pk) in str(refused.value)
