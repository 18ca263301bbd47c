"""What is remembered of enterprises, their tenancies, and what is known of them."""

from zhiyuan.enterprises.models.chain import ChainPage, LocalFigure, Placement
from zhiyuan.enterprises.models.enterprise import Enterprise, FormerCode, FormerName, Tag
from zhiyuan.enterprises.models.fact import Fact
from zhiyuan.enterprises.models.tenancy import Allocation, Tenancy, TenancyMeter, TenancySpace

__all__ = [
    "Allocation",
    "ChainPage",
    "Enterprise",
    "Fact",
    "FormerCode",
    "FormerName",
    "LocalFigure",
    "Placement",
    "Tag",
    "Tenancy",
    "TenancyMeter",
    "TenancySpace",
]
