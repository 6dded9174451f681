"""The systems people move from: one adapter folder each, one list of them all."""

from typing import Final

from mostik.crm.adapters.amocrm.system import SYSTEM as AMOCRM
from mostik.crm.adapters.bitrix24.system import SYSTEM as BITRIX24
from mostik.crm.adapters.hubspot.system import SYSTEM as HUBSPOT
from mostik.crm.adapters.pipedrive.system import SYSTEM as PIPEDRIVE
from mostik.crm.adapters.salesforce.system import SYSTEM as SALESFORCE
from mostik.crm.rules.imports.systems import System

SYSTEMS: Final[dict[str, System]] = {each.code: each for each in (AMOCRM, BITRIX24, HUBSPOT, PIPEDRIVE, SALESFORCE)}
