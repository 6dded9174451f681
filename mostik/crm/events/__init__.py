"""What can happen to clients and deals. Every event carries the dimensions its facts need."""

from mostik.crm.events.activities import ActivityDone, ActivityDropped, ActivityEdited, ActivityPlanned
from mostik.crm.events.clients import (
    CompanyAdded,
    CompanyEdited,
    CompanyRemoved,
    CompanyRestored,
    ContactAdded,
    ContactEdited,
    ContactRemoved,
    ContactRestored,
)
from mostik.crm.events.deals import (
    DealCreated,
    DealEdited,
    DealEvent,
    DealHandedOver,
    DealLost,
    DealMoved,
    DealRemoved,
    DealReopened,
    DealRestored,
    DealWon,
)
from mostik.crm.events.imports import ImportFinished, ImportUndone
from mostik.crm.events.items import DealItemsSet
from mostik.crm.events.payments import PaymentReceived, PaymentWithdrawn
from mostik.crm.events.pipelines import BookChanged, PipelineChanged, StageChanged, StageRemoved

__all__ = [
    "ActivityDone",
    "ActivityDropped",
    "ActivityEdited",
    "ActivityPlanned",
    "BookChanged",
    "CompanyAdded",
    "CompanyEdited",
    "CompanyRemoved",
    "CompanyRestored",
    "ContactAdded",
    "ContactEdited",
    "ContactRemoved",
    "ContactRestored",
    "DealCreated",
    "DealEdited",
    "DealEvent",
    "DealHandedOver",
    "DealItemsSet",
    "DealLost",
    "DealMoved",
    "DealRemoved",
    "DealReopened",
    "DealRestored",
    "DealWon",
    "ImportFinished",
    "ImportUndone",
    "PaymentReceived",
    "PaymentWithdrawn",
    "PipelineChanged",
    "StageChanged",
    "StageRemoved",
]
