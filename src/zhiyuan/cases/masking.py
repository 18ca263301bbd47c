"""How little of a personal answer is shown until somebody asks for it with a reason. Pure."""

from zhiyuan.enterprises.contact import PHONE, masked_email, masked_name, masked_phone


def masked(answer: str) -> str:
    """An answer by what it is: an email address, a telephone number, or words.

    >>> masked("13800000000"), masked("wang@example.com"), masked("王某 0377")
    ('138****0000', 'w***@example.com', '王******')
    """
    if "@" in answer:
        return masked_email(answer)
    return masked_phone(answer) if PHONE.fullmatch(answer) else masked_name(answer)
