"""What can happen to robots, and what they did to records."""

from dataclasses import dataclass

from mostik.kernel.events import N_, Event, Ref


@dataclass(frozen=True, kw_only=True)
class RobotEvent(Event):
    """An event of a robot."""

    robot: int
    title: str

    def about(self) -> Ref:
        """The robot."""
        return Ref("automation.robot", self.robot)


@dataclass(frozen=True, kw_only=True)
class RobotMade(RobotEvent):
    """There is a robot, not yet at work."""

    name = "automation.robot_made"
    says = N_("made the robot {title}")


@dataclass(frozen=True, kw_only=True)
class RobotChanged(RobotEvent):
    """What it is to do was changed: the draft, not what works now."""

    name = "automation.robot_changed"
    says = N_("changed the robot {title}")
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class RobotSwitchedOn(RobotEvent):
    """It works by this edition from now on."""

    name = "automation.robot_switched_on"
    says = N_("switched on the robot {title}, edition {edition}")
    edition: int


@dataclass(frozen=True, kw_only=True)
class RobotSwitchedOff(RobotEvent):
    """It begins nothing any more; ``stopped`` runs that were on their way were stopped with it."""

    name = "automation.robot_switched_off"
    says = N_("switched off the robot {title}")
    stopped: int = 0


@dataclass(frozen=True, kw_only=True)
class RobotEnrolled(RobotEvent):
    """It begins with records that were there already."""

    name = "automation.robot_enrolled"
    says = N_("let the robot {title} begin with {total} records that were there already")
    total: int


@dataclass(frozen=True, kw_only=True)
class StepSkipped(RobotEvent):
    """A person let one of its runs leave a step out."""

    name = "automation.step_skipped"
    says = N_("let a run of the robot {title} leave out: {step}")
    run: int
    step: str


@dataclass(frozen=True, kw_only=True)
class RobotRemoved(RobotEvent):
    """It is gone; its runs stay to be read."""

    name = "automation.robot_removed"
    says = N_("removed the robot {title}")


@dataclass(frozen=True, kw_only=True)
class RobotRestored(RobotEvent):
    """A removed robot is back, switched off."""

    name = "automation.robot_restored"
    says = N_("restored the robot {title}")
