"""The company of a campaign: an owner, a token, a robot that writes, drafts and plans when a deal is offered.

Its robots write at any hour, as often as they like: what the gate holds back is another campaign's.

python -m tests.faults.company SMTP_PORT     writes company.json into MOSTIK_HOME
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mostik.config.settings")
TASK = "Call after the offer"


def main() -> None:
    """Make it and say how it is reached."""
    import django

    django.setup()
    from mostik.automation.commands import robots
    from mostik.channels.commands import gate
    from mostik.channels.rules.gate import Cap, Policy
    from mostik.config import setup
    from mostik.core.actors import SYSTEM
    from mostik.crm.commands.letters import LetterFields, save_letter_template
    from mostik.crm.commands.sellers import save_seller
    from mostik.crm.models import Stage
    from mostik.crm.terms import ActivityKind

    setup.prepare()
    setup.first_owner("owner@mostik.local")
    save_seller(by=SYSTEM, values=setup.DEMO_SELLER)
    posts_to(int(sys.argv[1]))
    gate.set_policy(by=SYSTEM, policy=Policy(quiet=None, days=frozenset(), cap=Cap(), ways={}))
    template = save_letter_template(
        by=SYSTEM, fields=LetterFields(kind=ActivityKind.EMAIL, title="Cases", subject="Cases", text="Please look.")
    )
    stage = Stage.objects.filter(kind="open").order_by("-sort").first()
    owner = setup.operator()
    number = robots.make_robot(by=owner, title="After the offer", trigger="deal.entered", told={"stage": str(stage.pk)})
    steps = [
        {"kind": "do", "deed": "deal.letter", "told": {"template": str(template)}},
        {"kind": "do", "deed": "deal.draft", "told": {"paper": "proposal"}},
        {"kind": "do", "deed": "deal.plan", "told": {"kind": "task", "title": TASK, "hours": "2"}},
    ]
    for place, step in enumerate(steps):
        robots.put_step(by=owner, robot_id=number, path=str(place), step=step, new=True)
    robots.switch_on(by=owner, robot_id=number)
    token = setup.new_token(role="owner", title="campaign")
    told = {"token": token, "stage": stage.pk, "owner": owner.id, "smtp": int(sys.argv[1])}
    Path(os.environ["MOSTIK_HOME"], "company.json").write_text(json.dumps(told))


def posts_to(port: int) -> None:
    """Let the company's letters go to the far side at a port of this machine."""
    from mostik.core.actors import SYSTEM
    from mostik.people.adapters.mail import Server
    from mostik.people.commands.notices import setup as mail

    server = Server(host="127.0.0.1", port=port, security="none", sender="we@company.test")
    mail.set_mail(by=SYSTEM, server=server, address="https://mostik.company.test/")


def reached() -> dict:
    """Return what the company of this campaign's installation is reached by; its letters go to a port of its own."""
    known = json.loads(Path(os.environ["MOSTIK_HOME"], "company.json").read_text())
    posts_to(known["smtp"])
    return known


if __name__ == "__main__":
    main()
