"""What can happen to papers of a deal."""

from dataclasses import dataclass

from mostik.crm.events.deals import DealEvent
from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class DocumentEvent(DealEvent):
    """What every event of a paper says: which one, of what kind, its number and sum in minor units."""

    document: int
    kind: str
    number: str = ""
    sum: int = 0


@dataclass(frozen=True, kw_only=True)
class DocumentDrafted(DocumentEvent):
    """A draft was made."""

    name = "crm.document_drafted"
    says = N_("made a draft of a document")


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(DocumentEvent):
    """A draft was removed."""

    name = "crm.document_removed"
    says = N_("removed a draft of a document")


@dataclass(frozen=True, kw_only=True)
class DocumentRestored(DocumentEvent):
    """A removed draft was brought back."""

    name = "crm.document_restored"
    says = N_("brought a draft of a document back")


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(DocumentEvent):
    """A paper took its number."""

    name = "crm.document_issued"
    says = N_("issued the document {number}")


@dataclass(frozen=True, kw_only=True)
class DocumentRemade(DocumentEvent):
    """A paper was made anew from today's data under the same number: ``edition`` counts them."""

    name = "crm.document_remade"
    says = N_("made the document {number} anew, edition {edition}")
    edition: int
    was_sum: int = 0


@dataclass(frozen=True, kw_only=True)
class DocumentSent(DocumentEvent):
    """A paper went to the client."""

    name = "crm.document_sent"
    says = N_("sent the document {number}")


@dataclass(frozen=True, kw_only=True)
class DocumentViewed(DocumentEvent):
    """The client opened a paper for the first time."""

    name = "crm.document_viewed"
    says = N_("opened the document {number}")


@dataclass(frozen=True, kw_only=True)
class DocumentAccepted(DocumentEvent):
    """The client accepted or signed a paper."""

    name = "crm.document_accepted"
    says = N_("accepted the document {number}: {who}")
    who: str = ""
    edition: int = 0


@dataclass(frozen=True, kw_only=True)
class DocumentPaid(DocumentEvent):
    """An invoice is paid in full."""

    name = "crm.document_paid"
    says = N_("the document {number} is paid")


@dataclass(frozen=True, kw_only=True)
class DocumentUnpaid(DocumentEvent):
    """An invoice taken for paid is not."""

    name = "crm.document_unpaid"
    says = N_("the document {number} is not paid after all")


@dataclass(frozen=True, kw_only=True)
class DocumentCancelled(DocumentEvent):
    """A paper no longer counts. Its number is not given again."""

    name = "crm.document_cancelled"
    says = N_("cancelled the document {number}")
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentReinstated(DocumentEvent):
    """A cancelled paper counts again."""

    name = "crm.document_reinstated"
    says = N_("brought the document {number} back into force")


@dataclass(frozen=True, kw_only=True)
class SellerChanged(Event):
    """A company of our own was added, changed, put away or brought back."""

    name = "crm.seller_changed"
    says = N_("changed the requisites of {title}")
    seller: int
    title: str

    def about(self) -> Ref:
        """The company's own requisites."""
        return Ref("crm.seller", self.seller)


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Event):
    """A template was added, changed, put away or brought back."""

    name = "crm.template_changed"
    says = N_("changed the template {title}")
    template: int
    title: str

    def about(self) -> Ref:
        """The template itself."""
        return Ref("crm.template", self.template)


@dataclass(frozen=True, kw_only=True)
class NumberingChanged(Event):
    """Numbers of a kind are written otherwise from now on."""

    name = "crm.numbering_changed"
    says = N_("changed how numbers are written: {pattern}")
    kind: str
    pattern: str

    def about(self) -> Ref:
        """The numbering as a whole."""
        return Ref("crm.numbering", 0)
