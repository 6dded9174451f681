"""What happens when: every timer of the product in one table."""

from datetime import timedelta

from mostik.core import journal, runner
from mostik.core.runner import Job

JOBS = (Job("seal the journal", timedelta(seconds=10), journal.seal),)


def declare() -> None:
    """Give the table to the workers."""
    runner.declare(*JOBS)
