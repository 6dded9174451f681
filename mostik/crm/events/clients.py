"""What can happen to companies and contacts."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class CompanyEvent(Event):
    """An event of a company's card."""

    company: int
    title: str
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The company's card."""
        return Ref("crm.company", self.company)


@dataclass(frozen=True, kw_only=True)
class CompanyAdded(CompanyEvent):
    """A company is known."""

    name = "crm.company_added"
    says = N_("added the company")


@dataclass(frozen=True, kw_only=True)
class CompanyEdited(CompanyEvent):
    """Fields of a company changed."""

    name = "crm.company_edited"
    says = N_("changed the company")


@dataclass(frozen=True, kw_only=True)
class CompanyRemoved(CompanyEvent):
    """A company was removed."""

    name = "crm.company_removed"
    says = N_("removed the company")


@dataclass(frozen=True, kw_only=True)
class CompanyRestored(CompanyEvent):
    """A removed company is back."""

    name = "crm.company_restored"
    says = N_("restored the company")


@dataclass(frozen=True, kw_only=True)
class ContactEvent(CompanyEvent):
    """An event of a contact, shown on the company's card."""

    contact: int
    company: int = 0

    def about(self) -> Ref:
        """The contact's card."""
        return Ref("crm.contact", self.contact)

    def also(self) -> Ref | None:
        """The company's card shows its people."""
        return Ref("crm.company", self.company) if self.company else None


@dataclass(frozen=True, kw_only=True)
class ContactAdded(ContactEvent):
    """A person at a client is known."""

    name = "crm.contact_added"
    says = N_("added the contact {title}")


@dataclass(frozen=True, kw_only=True)
class ContactEdited(ContactEvent):
    """Fields of a contact changed."""

    name = "crm.contact_edited"
    says = N_("changed the contact {title}")


@dataclass(frozen=True, kw_only=True)
class ContactRemoved(ContactEvent):
    """A contact was removed."""

    name = "crm.contact_removed"
    says = N_("removed the contact {title}")


@dataclass(frozen=True, kw_only=True)
class ContactRestored(ContactEvent):
    """A removed contact is back."""

    name = "crm.contact_restored"
    says = N_("restored the contact {title}")
