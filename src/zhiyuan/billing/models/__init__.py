"""What is remembered of bills: accounts with their terms, prices and curves that two people looked at."""

from zhiyuan.billing.models.account import Account, AccountTerms
from zhiyuan.billing.models.bill import Bill, Payment, Proposal
from zhiyuan.billing.models.budget import Budget
from zhiyuan.billing.models.close import AcceptedGap, Explanation, Kept, MonthClose, NumberRow
from zhiyuan.billing.models.common import CommonMeter
from zhiyuan.billing.models.price import ContractCurve, PriceSheet

__all__ = [
    "AcceptedGap",
    "Account",
    "AccountTerms",
    "Bill",
    "Budget",
    "CommonMeter",
    "ContractCurve",
    "Explanation",
    "Kept",
    "MonthClose",
    "NumberRow",
    "Payment",
    "PriceSheet",
    "Proposal",
]
