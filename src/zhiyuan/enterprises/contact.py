"""What a contact may hold, for which purpose, and how little of it is shown until it is asked for.

个人信息保护法 (2021): no more than the purpose needs (第六条), shown to whom it must be, given out and erased on
request (第四十五条, 第四十七条).
"""

import re

from zhiyuan.kernel.errors import Malformed

SERVICE, BILLING, SAFETY, FILING = "service", "billing", "safety", "filing"
PURPOSES = (SERVICE, BILLING, SAFETY, FILING)
"""企业服务, 账单, 安全生产, 申报."""
PHONE, EMAIL = re.compile(r"\+?[\d\- ]{5,20}"), re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def checked(name: str, phone: str, email: str, purpose: str) -> None:
    """Refuse what is no contact."""
    if not name:
        raise Malformed("a contact needs a name")
    if phone and not PHONE.fullmatch(phone):
        raise Malformed("this is no telephone number: digits, + and - only")
    if email and not EMAIL.fullmatch(email):
        raise Malformed("this is no email address")
    if purpose not in PURPOSES:
        raise Malformed("{purpose} is no purpose; there are {known}", purpose=purpose, known=", ".join(PURPOSES))


def masked_name(name: str) -> str:
    """The first character.

    >>> masked_name("张三丰")
    '张**'
    """
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def masked_phone(phone: str) -> str:
    """The first three digits and the last four, as it is usual; less of a short one.

    >>> masked_phone("13812345678"), masked_phone("63381234")
    ('138****5678', '****1234')
    """
    return f"{phone[:3] if len(phone) > 8 else ''}****{phone[-4:]}" if phone else ""


def masked_email(email: str) -> str:
    """The first character, and where it goes.

    >>> masked_email("wang@example.com")
    'w***@example.com'
    """
    who, at, where = email.partition("@")
    return f"{who[:1]}***{at}{where}" if email else ""
