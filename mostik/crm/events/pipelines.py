"""What can happen to pipelines and their stages."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class PipelineChanged(Event):
    """A pipeline was made, renamed, archived or put in another order."""

    name = "crm.pipeline_changed"
    says = N_("changed the pipeline {title}")
    pipeline: int
    title: str
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The pipeline itself."""
        return Ref("crm.pipeline", self.pipeline)


@dataclass(frozen=True, kw_only=True)
class StageChanged(PipelineChanged):
    """A stage was added or its rules changed."""

    name = "crm.stage_changed"
    says = N_("changed the stage {title}")
    stage: int


@dataclass(frozen=True, kw_only=True)
class StageRemoved(PipelineChanged):
    """A stage is no longer used; its deals went to another."""

    name = "crm.stage_removed"
    says = N_("removed the stage {title}")
    stage: int
    moved: int = 0


@dataclass(frozen=True, kw_only=True)
class StageRestored(StageRemoved):
    """A removed stage is in use again; the deals that had gone from it and not moved since came back."""

    name = "crm.stage_restored"
    says = N_("brought the stage {title} back")


@dataclass(frozen=True, kw_only=True)
class BookChanged(Event):
    """A record of a small book (loss reason, channel, product) was added or changed."""

    name = "crm.book_changed"
    says = N_("changed {title}")
    book: str
    record: int
    title: str
    changes: tuple[tuple[str, str, str], ...] = ()

    def about(self) -> Ref:
        """The record itself."""
        return Ref(f"crm.{self.book}", self.record)
