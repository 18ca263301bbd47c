"""What is remembered of cases, and beside them."""

from zhiyuan.cases.models.beside import Certificate, DataCheck, Promise, Rating, Turn
from zhiyuan.cases.models.case import Case, Edition, Event, Numbers, Onward, Paper, Reach, Until
from zhiyuan.cases.models.desk import Order, SigningDeputy
from zhiyuan.cases.models.kinds import KindProposal, KindPublication
from zhiyuan.cases.models.personal import PersonalAnswer
from zhiyuan.cases.models.pledges import Pledge, PledgeEntry
from zhiyuan.cases.models.portal import Appointment, Draft, DraftFile
from zhiyuan.cases.models.visits import Finding, Inspection, Visit

__all__ = [
    "Appointment",
    "Case",
    "Certificate",
    "DataCheck",
    "Draft",
    "DraftFile",
    "Edition",
    "Event",
    "Finding",
    "Inspection",
    "KindProposal",
    "KindPublication",
    "Numbers",
    "Onward",
    "Order",
    "Paper",
    "PersonalAnswer",
    "Pledge",
    "PledgeEntry",
    "Promise",
    "Rating",
    "Reach",
    "SigningDeputy",
    "Turn",
    "Until",
    "Visit",
]
