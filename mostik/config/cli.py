"""The command line. Commands, exit codes and messages are an interface others rely on.

Exit codes: 0 done, 1 refused or found wrong (the message says what to do), 2 unusable arguments.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from mostik.config import playing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")


#: What does the company's own work, written to clients among it, in the company's language.
WORKING = frozenset({"init", "serve", "worker", "relay"})

#: Hosts a page served there is opened by another name of on this machine.
EVERYWHERE = frozenset({"127.0.0.1", "0.0.0.0", "::"})  # noqa: S104 - compared, not bound


def main(words: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    sys.exit(run(sys.argv[1:] if words is None else words))


def run(words: Sequence[str]) -> int:
    """Run one command and return its exit code; a refusal is one line on standard error."""
    asked = parser().parse_args(words)
    import django  # noqa: PLC0415 - arguments are judged before the product is loaded

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.utils.translation import activate, gettext  # noqa: PLC0415

    from mostik.kernel.refusals import Refusal  # noqa: PLC0415

    # Programs read what is printed: its words do not change with the language of the installation.
    activate(settings.LANGUAGE_CODE if asked.verb in WORKING else "en")
    try:
        return int(asked.call(asked) or 0)
    except Refusal as refusal:
        activate("en")
        print(f"mostik: {refusal.text(gettext)}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the grammar of the command line."""
    top = argparse.ArgumentParser(prog="mostik", description="The working system of a head of sales.")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    _add_life(verbs)
    _add_figures(verbs)
    return top


Verbs = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _verb(
    verbs: Verbs, name: str, call: Callable[[argparse.Namespace], int | None], words: str
) -> argparse.ArgumentParser:
    each = verbs.add_parser(name, help=words, description=words)
    each.set_defaults(call=call)
    return each


def _add_life(verbs: Verbs) -> None:
    each = _verb(
        verbs, "init", init, "Prepare the database: tables, roles, the first owner; --demo: a demo department."
    )
    each.add_argument("--demo", action="store_true", help="load the virtual department with 14 months behind it")
    each.add_argument("--email", default="owner@mostik.local", help="e-mail of the first owner (not with --demo)")
    each.add_argument("--port", type=int, default=8000, help="with --demo: where `mostik serve` will answer")
    each = _verb(verbs, "serve", serve, "Serve the pages and do the work in one process.")
    each.add_argument("--port", type=int, default=8000)
    each.add_argument("--host", default="127.0.0.1")
    each.add_argument("--demo", action="store_true", help="prepare a demo department first, if the database is empty")
    each.add_argument("--no-workers", action="store_true", help="pages only; run `mostik worker` beside")
    each.add_argument("--processes", type=int, default=1, help="pages only, in so many processes (PostgreSQL)")
    _add_workers(verbs)
    _verb(verbs, "doctor", doctor, "Say what is wrong with this installation and how to mend it.")
    each = _verb(verbs, "export", export, "Write the whole company into one file: every table, every stored file.")
    each.add_argument("path", type=Path)
    each.add_argument("--reason", default="command line", help="why: it is kept in the journal")
    each = _verb(verbs, "restore", restore, "Restore a company from such a file into an empty installation.")
    each.add_argument("path", type=Path)
    each = _verb(verbs, "token", token, "Print a new API token for this installation.")
    each.add_argument("--role", required=True, help="code of the role it acts with, e.g. head")
    each.add_argument("--title", default="command line")


def _add_workers(verbs: Verbs) -> None:
    each = _verb(verbs, "worker", worker, "Do effects in processes of their own: embedded, timers too; or for Celery.")
    each.add_argument("--processes", type=int, default=1, help="embedded: so many, each replaced when it dies")
    each.add_argument("--threads", type=int, default=2, help="of each process; Celery: processes of its pool")
    each.add_argument("--memory", type=int, default=0, metavar="MB", help="the most a process may take; 0: no limit")
    _verb(verbs, "relay", relay, "Feed the broker of Celery workers with due effects, and ring the timers.")


def _add_figures(verbs: Verbs) -> None:
    each = _verb(
        verbs, "import", bring_in, "Import records: PRESET table takes a file, maven a folder, the others either."
    )
    each.add_argument("preset", choices=["maven", "table", "amocrm", "bitrix24", "hubspot", "pipedrive", "salesforce"])
    each.add_argument("path", type=Path)
    each.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    each = _verb(verbs, "metric", metric, "Print a metric, split by dimensions.")
    each.add_argument("name")
    each.add_argument("--from", dest="first", required=True, type=_day, metavar="DAY", help="first day, YYYY-MM-DD")
    each.add_argument("--to", dest="last", required=True, type=_day, metavar="DAY", help="last day, included")
    each.add_argument("--by", nargs="+", action="extend", default=[], metavar="DIM", help="person, team, quarter …")
    each.add_argument("--json", action="store_true", help="a JSON list of rows")
    each = _verb(verbs, "plan", plan, "Show or make a department's plan for a month.")
    each.add_argument("action", choices=["show", "make"])
    each.add_argument("--month", required=True, help="YYYY-MM")
    each.add_argument("--department", help="its title; default: the one department that sells")
    each.add_argument("--target", help="with make: the money to bring, e.g. 10000000")
    each.add_argument("--json", action="store_true")
    each = _verb(verbs, "rebuild-facts", rebuild, "Rebuild facts from the journal.")
    each.add_argument("--check", action="store_true", help="only compare; exit 1 when they differ")
    _verb(verbs, "columns", columns, "Put facts that no longer change into columns, as workers do.")
    playing.declare(_verb(verbs, "simulate", playing.play, "Play the virtual department in a sandbox."), _day)
    _verb(verbs, "rebuild-search", rebuild_search, "Make the search's index anew, saying how far it is.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day: write YYYY-MM-DD.") from wrong


def init(asked: argparse.Namespace) -> None:
    """Prepare the database."""
    from mostik.config import setup  # noqa: PLC0415

    setup.prepare()
    if asked.demo:
        setup.load_demo(_address("127.0.0.1", asked.port))
    else:
        setup.first_owner(asked.email)


def serve(asked: argparse.Namespace) -> None:
    """Serve until stopped."""
    from django.conf import settings  # noqa: PLC0415

    from mostik.config import server, setup  # noqa: PLC0415

    setup.prepare()
    address = _address(asked.host, asked.port)
    if asked.demo:
        setup.load_demo(address)
    print(f"Mostik is at {address}", flush=True)
    if signs := setup.demo_sign_in():
        print(f"Sign in as the demo head: {signs[0]} / {signs[1]}", flush=True)
    if asked.processes > 1:
        server.serve_many(host=asked.host, port=asked.port, processes=asked.processes)
    else:
        embedded = settings.ENGINE == "embedded" and not asked.no_workers
        server.serve(host=asked.host, port=asked.port, workers=embedded)


def _address(host: str, port: int) -> str:
    """Return where pages answer, by its name, not its number: a passkey belongs to a name."""
    return f"http://{'localhost' if host in EVERYWHERE else host}:{port}"


def worker(asked: argparse.Namespace) -> None:
    """Work until stopped."""
    from django.conf import settings  # noqa: PLC0415

    from mostik.config import engine  # noqa: PLC0415
    from mostik.core.crew import Crew  # noqa: PLC0415

    print(f"Working ({settings.ENGINE}); stop with Ctrl-C.", flush=True)
    if settings.ENGINE == "celery":
        engine.serve_workers(threads=asked.threads, megabytes=asked.memory)
    else:
        Crew(processes=asked.processes, threads=asked.threads, megabytes=asked.memory).work()


def relay(asked: argparse.Namespace) -> None:
    """Relay until stopped."""
    from mostik.config import engine  # noqa: PLC0415

    del asked
    engine.serve_relay()


def doctor(asked: argparse.Namespace) -> int:
    """Print every finding with its cure; 1 when anything is wrong."""
    from mostik.config import doctor as surgery  # noqa: PLC0415

    del asked
    findings = surgery.findings()
    for finding in findings:
        print(finding)
    return int(any(not finding.well for finding in findings))


def export(asked: argparse.Namespace) -> None:
    """Write an archive and say what is in it."""
    from mostik.config import setup  # noqa: PLC0415
    from mostik.core.archive.commands import export_company  # noqa: PLC0415

    told = export_company(by=setup.operator(), path=asked.path, reason=asked.reason)
    print(f"{asked.path}: {told.rows} rows of {len(told.tables)} tables, {len(told.files)} files, {told.digest}")


def restore(asked: argparse.Namespace) -> None:
    """Restore an archive and say what came back."""
    from mostik.config import setup  # noqa: PLC0415

    setup.build()
    told = setup.restore(asked.path)
    print(f"Restored: {told.rows} rows of {len(told.tables)} tables, {len(told.files)} files, {told.digest}")


def token(asked: argparse.Namespace) -> None:
    """Print a token once; only its hash is kept."""
    from mostik.config import setup  # noqa: PLC0415

    print(setup.new_token(role=asked.role, title=asked.title))


def bring_in(asked: argparse.Namespace) -> int:
    """Import and print the report; 1 when rows were refused or nothing came in."""
    from mostik.config import setup  # noqa: PLC0415
    from mostik.crm.commands.imports import import_now  # noqa: PLC0415
    from mostik.crm.queries.imports import report_lines  # noqa: PLC0415

    by = setup.operator()
    run = import_now(by=by, preset=asked.preset, path=asked.path, dry_run=asked.dry_run)
    print("\n".join(report_lines(viewer=by, run_id=run.pk)))
    return int(run.state == "failed")


def metric(asked: argparse.Namespace) -> None:
    """Print a metric's rows."""
    from mostik.analysis.queries.metrics import as_json, metric_rows  # noqa: PLC0415
    from mostik.core.actors import SYSTEM  # noqa: PLC0415
    from mostik.kernel.period import Span  # noqa: PLC0415
    from mostik.kernel.refusals import Invalid  # noqa: PLC0415

    if asked.last < asked.first:
        raise Invalid("The last day is before the first: swap --from and --to.")
    dims = [dim for words in asked.by for dim in words.split(",")]
    rows = as_json(metric_rows(viewer=SYSTEM, code=asked.name, span=Span(asked.first, asked.last), by=tuple(dims)))
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print("\t".join(str(value) for value in row.values()))


def plan(asked: argparse.Namespace) -> None:
    """Show or make a plan."""
    from mostik.config import figures  # noqa: PLC0415

    shown = figures.plan(asked.action, month=asked.month, department=asked.department, target=asked.target)
    print(json.dumps(shown, ensure_ascii=False, indent=1) if asked.json else figures.plan_lines(shown))


def rebuild(asked: argparse.Namespace) -> int:
    """Rebuild or check the facts; 1 when a check finds a difference."""
    from mostik.analysis.commands.facts import rebuild_facts  # noqa: PLC0415
    from mostik.core.actors import SYSTEM  # noqa: PLC0415

    found = rebuild_facts(by=SYSTEM, check=asked.check)
    print(found)
    return int(asked.check and bool(found))


def columns(asked: argparse.Namespace) -> None:  # noqa: ARG001 - one shape for all
    """Put facts into columns."""
    from mostik.analysis.tasks import fold  # noqa: PLC0415

    print(f"Pieces written: {fold()}.")


def rebuild_search(asked: argparse.Namespace) -> None:
    """Make the index anew; each kind says how far it is."""
    from mostik.core.actors import SYSTEM  # noqa: PLC0415
    from mostik.core.commands import rebuild_search as make_anew  # noqa: PLC0415

    del asked
    make_anew(by=SYSTEM, tell=lambda kind, done: print(f"\r{kind}: {done}", end="", flush=True))
    print("\nThe index is made anew.")
