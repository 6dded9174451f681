"""A letter to the owner as one page to print."""

from django.utils import translation

from mostik.organisation.models import OwnerLetter
from mostik.organisation.queries.owner_letters import TITLES, kept_sections
from mostik.organisation.terms import Section
from mostik.web.tables.paper import set_letter


def letter_pdf(row: OwnerLetter) -> bytes:
    """Return a letter as PDF: what was left out is not in it."""
    with translation.override(row.language):
        parts = [(str(TITLES[Section(each["code"])]), each["text"].splitlines()) for each in kept_sections(row)]
        return set_letter(row.title, parts)
