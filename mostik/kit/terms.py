"""Words of the room: what kinds of material warm a client up."""

from enum import StrEnum

from mostik.kernel.events import N_


class MaterialKind(StrEnum):
    """What a material is."""

    CASE = "case"
    CALCULATION = "calculation"
    VIDEO = "video"
    REVIEW = "review"
    OTHER = "other"


KINDS = {
    MaterialKind.CASE: N_("Case"),
    MaterialKind.CALCULATION: N_("Calculation"),
    MaterialKind.VIDEO: N_("Video"),
    MaterialKind.REVIEW: N_("Review"),
    MaterialKind.OTHER: N_("Other material"),
}


class Language(StrEnum):
    """Which language a material and the page it is shown on speak."""

    RU = "ru"
    EN = "en"


LANGUAGES = {Language.RU: N_("Russian"), Language.EN: N_("English")}
