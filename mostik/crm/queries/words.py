"""The department's words for kinds, results and parts in the decision, each with its icon or tone where it has one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.crm.terms import ActivityKind, ActivityResult, DecisionRole

KINDS: Mapping[str, Promise] = {
    ActivityKind.CALL: _("Call"),
    ActivityKind.MEETING: _("Meeting"),
    ActivityKind.TASK: _("Task"),
    ActivityKind.NOTE: _("Note"),
    ActivityKind.EMAIL: _("Letter"),
    ActivityKind.MESSAGE: _("Message"),
}
KIND_ICONS: Mapping[str, str] = {
    ActivityKind.CALL: "phone",
    ActivityKind.MEETING: "people",
    ActivityKind.TASK: "check-circle",
    ActivityKind.NOTE: "edit",
    ActivityKind.EMAIL: "mail",
    ActivityKind.MESSAGE: "chat",
}
RESULTS: Mapping[str, Promise] = {
    ActivityResult.DONE: _("Done"),
    ActivityResult.TALKED: _("Talked"),
    ActivityResult.NO_ANSWER: _("No answer"),
    ActivityResult.BUSY: pgettext_lazy("result of a call", "Busy"),
    ActivityResult.CALL_BACK: _("Asked to call back"),
    ActivityResult.WRONG_NUMBER: _("Wrong number"),
    ActivityResult.HELD: _("Held"),
    ActivityResult.NOT_COME: _("Did not come"),
    ActivityResult.MOVED: _("Moved"),
    ActivityResult.CANCELLED: _("Cancelled"),
}
RESULT_TONES: Mapping[str, str] = {
    ActivityResult.DONE: "good",
    ActivityResult.TALKED: "good",
    ActivityResult.HELD: "good",
    ActivityResult.WRONG_NUMBER: "bad",
    ActivityResult.NOT_COME: "warn",
    ActivityResult.NO_ANSWER: "warn",
    ActivityResult.BUSY: "warn",
}
DECISIONS: Mapping[str, Promise] = {
    DecisionRole.DECIDES: _("Decides"),
    DecisionRole.INFLUENCES: _("Influences"),
    DecisionRole.USES: _("Uses"),
    DecisionRole.PAYS: _("Pays"),
    DecisionRole.OTHER: _("Other part"),
}
