"""What happens when: every timer of the product in one table."""

from datetime import timedelta

from mostik.analysis.tasks import (
    mind_chances,
    mind_needs,
    mind_quality_letter,
    mind_report_schedules,
    mind_score,
    promise_fold,
    promise_foretelling,
)
from mostik.automation import tasks as automation_tasks
from mostik.channels import tasks as channels_tasks
from mostik.channels.commands import mailboxes
from mostik.channels.commands.visits import forget_visits
from mostik.control.commands.turns import mind_processes
from mostik.control.tasks import promise_looks
from mostik.core import anchors, doubts, journal, limits, repeats, runner, watches
from mostik.core.actors import SYSTEM
from mostik.core.attachments import tasks as attachments
from mostik.core.runner import Job
from mostik.core.watches import Watch
from mostik.crm.commands.duplicates import find_duplicates
from mostik.crm.tasks import forget_files, measure, mind_debts, mind_leads
from mostik.organisation.tasks import mind_owner_letters
from mostik.people import tasks as people_tasks
from mostik.planning import tasks as planning_tasks

JOBS = (
    Job("seal the journal", timedelta(seconds=10), journal.seal),
    Job("sweep orphaned files", timedelta(hours=6), attachments.promise_sweep),
    Job("carry files to the store", timedelta(minutes=10), attachments.promise_carry),
    Job("ask about doubts", timedelta(minutes=5), doubts.promise_questions),
    Job("forget old replies", timedelta(hours=1), repeats.forget_old),
    Job("forget whole allowances", timedelta(hours=1), limits.forget_whole),
    Job("seal the journal of reads", timedelta(seconds=10), people_tasks.seal),
    Job("anchor the journals", timedelta(hours=1), anchors.write_anchor),
    Job("begin robots by the clock", timedelta(minutes=5), automation_tasks.ring),
    Job("ask connected ways", timedelta(seconds=3), channels_tasks.ask_around),
    Job("ask what became of messages", timedelta(minutes=1), channels_tasks.look_around),
    Job("forget what was heard", timedelta(days=1), channels_tasks.forget),
    Job("press approvals", timedelta(minutes=1), people_tasks.press),
    Job("write the daily letters", timedelta(minutes=1), people_tasks.write_letters),
    Job("notice lateness", timedelta(minutes=5), people_tasks.notice),
    Job("forget old visits", timedelta(days=1), lambda: forget_visits(by=SYSTEM)),
    Job("forget files of imports", timedelta(days=1), forget_files),
    Job("measure the stages", timedelta(days=1), measure),
    Job("mind leads", timedelta(seconds=15), mind_leads),
    Job("mind debts", timedelta(hours=1), mind_debts),
    Job("fetch mail", mailboxes.EVERY, channels_tasks.fetch_mail),
    Job("look into calendars", timedelta(seconds=30), channels_tasks.look_into_calendars),
    Job("look for letters in doubt", timedelta(minutes=1), channels_tasks.look_for_doubtful),
    Job("forget letters as they came", timedelta(days=1), channels_tasks.forget_letters),
    Job("put facts into columns", timedelta(minutes=1), promise_fold),
    Job("foretell the month", timedelta(hours=1), promise_foretelling),
    Job("mind the score", timedelta(days=1), mind_score),
    Job("mind the chances of deals", timedelta(minutes=1), mind_chances),
    Job("mind the letter to marketing", timedelta(minutes=10), mind_quality_letter),
    Job("send reports by schedule", timedelta(minutes=1), mind_report_schedules),
    Job("mind needs to be answered", timedelta(hours=1), mind_needs),
    Job("build letters to the owner", timedelta(minutes=10), mind_owner_letters),
    Job("look at the figures", timedelta(minutes=5), promise_looks),
    Job("mind recurring processes", timedelta(minutes=5), lambda: mind_processes(by=SYSTEM)),
    Job("look at plans in force", timedelta(minutes=5), planning_tasks.promise_looks),
    Job("play months of many deals", timedelta(hours=1), planning_tasks.promise_plays),
    Job("count what was asked of others", timedelta(hours=1), planning_tasks.count_demands),
    Job("forget tables of plans", timedelta(days=1), planning_tasks.forget_files),
    Job("find duplicates", timedelta(seconds=15), lambda: find_duplicates(by=SYSTEM)),
)


LINES = (
    Watch(mailboxes.LINE, channels_tasks.lines_of_mail, channels_tasks.keep_listening),
    Watch(channels_tasks.BOTS, channels_tasks.lines_of_bots, channels_tasks.keep_asking),
)


def declare() -> None:
    """Give the tables to the workers."""
    runner.declare(*JOBS)
    watches.declare(*LINES)
