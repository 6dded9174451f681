"""What the kinds of name in files are called."""

from django.utils.translation import gettext_lazy

from mostik.crm.rules.imports.problems import NameKind

NAMES = {
    NameKind.OWNER: gettext_lazy("person"),
    NameKind.PIPELINE: gettext_lazy("pipeline"),
    NameKind.STAGE: gettext_lazy("stage"),
    NameKind.PRODUCT: gettext_lazy("product"),
    NameKind.CHANNEL: gettext_lazy("channel"),
    NameKind.REASON: gettext_lazy("loss reason"),
}
