"""What is remembered of enterprises, their tenancies, and what is known of them."""

from zhiyuan.enterprises.models.chain import ChainPage, LocalFigure, Placement
from zhiyuan.enterprises.models.contact import Contact
from zhiyuan.enterprises.models.enterprise import Enterprise, FormerCode, FormerName, Tag
from zhiyuan.enterprises.models.fact import Fact
from zhiyuan.enterprises.models.intake import ChosenColumns, Intake, IntakeFile, QuarantinedRow
from zhiyuan.enterprises.models.merge import Merge
from zhiyuan.enterprises.models.tenancy import Allocation, Tenancy, TenancyMeter, TenancySpace

__all__ = [
    "Allocation",
    "ChainPage",
    "ChosenColumns",
    "Contact",
    "Enterprise",
    "Fact",
    "FormerCode",
    "FormerName",
    "Intake",
    "IntakeFile",
    "LocalFigure",
    "Merge",
    "Placement",
    "QuarantinedRow",
    "Tag",
    "Tenancy",
    "TenancyMeter",
    "TenancySpace",
]
