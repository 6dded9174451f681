"""Why an archive is not written or not taken, in words that say what to do."""

from mostik.kernel.refusals import Conflict, Invalid, gettext_noop


class NotAnArchive(Invalid):
    """No archive of ours, or not all of it."""

    message = gettext_noop("“{file}” is no archive of a company, or is damaged: {what}. Take another copy.")


class AnotherVersion(Invalid):
    """Written by a version whose tables are others."""

    message = gettext_noop(
        "The archive was written by another version of Mostik ({theirs}, here {ours}). "
        "Bring both to one version and export again."
    )


class NotEmpty(Conflict):
    """There is a company here already."""

    message = gettext_noop("An archive is restored only into an empty installation; here people already work.")


class NoReason(Invalid):
    """An export without a reason."""

    message = gettext_noop("Write why the whole company is exported: it is kept in the journal.")
