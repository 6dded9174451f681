"""What is done on a deal between its stages: calls, meetings, letters, and the next step."""

from datetime import date, timedelta

from mostik.simulator.terms import Chance, Days, Seller, Step, Touch

CALLS_AT = {"lead": 2.2, "qualified": 1.8, "meeting": 0.9, "proposal": 2.1, "contract": 1.2, "invoice": 1.0}
CALL_TITLES = {
    "lead": "Первый звонок: задача и сроки",
    "qualified": "Договориться о встрече",
    "meeting": "Уточнить состав предложения",
    "proposal": "Узнать решение по предложению",
    "contract": "Согласовать договор",
    "invoice": "Напомнить об оплате",
}
NEXT = {
    "lead": ("call", "Первый звонок: задача и сроки"),
    "qualified": ("meeting", "Встреча у клиента"),
    "meeting": ("task", "Подготовить предложение"),
    "proposal": ("call", "Узнать решение по предложению"),
    "contract": ("call", "Согласовать договор"),
    "invoice": ("call", "Напомнить об оплате"),
}
NOTES = (
    "Перезвонить после совещания",
    "Просит скидку за объём",
    "Решает технический директор",
    "Ждут согласования бюджета",
    "",
)


def touches_of(chance: Chance, seller: Seller, steps: list[Step], days: Days) -> tuple[Touch, ...]:
    """Return what was done at each stage the deal came to."""
    found: list[Touch] = []
    for number, step in enumerate(steps):
        until = steps[number + 1].day if number + 1 < len(steps) else days.today
        found += calls(chance, seller, step, min(until, step.day + timedelta(days=12)), days)
        if step.milestone == "meeting":
            found.append(held_meeting(chance, step.day))
        if step.milestone == "proposal":
            found.append(Touch("email", "Предложение отправлено", step.day, 15 * 60, step.day, "done"))
    return tuple(found)


def calls(chance: Chance, seller: Seller, step: Step, until: date, days: Days) -> list[Touch]:
    """Return the calls made while a deal stood at a stage: attempts until somebody answers, then talks."""
    wanted = CALLS_AT[step.milestone] * seller.effort
    count = int(wanted) + (chance.random() < wanted % 1)
    window = [day for day in days.worked if step.day <= day <= until] or [step.day]
    return [_call(chance, step, chance.choice(window)) for _ in range(count)]


def _call(chance: Chance, step: Step, day: date) -> Touch:
    answered = chance.random() < (0.58 if step.milestone == "lead" else 0.7)
    result = "talked" if answered else chance.choices(["no answer", "busy", "call back"], [0.6, 0.2, 0.2], k=1)[0]
    seconds = round(chance.lognormvariate(5.1, 0.6)) if answered else 0
    minute = chance.randint(9 * 60 + 10, 17 * 60 + 40)
    note = chance.choice(list(NOTES)) if answered else ""
    return Touch("call", CALL_TITLES[step.milestone], day, minute, day, result, seconds, note)


def held_meeting(chance: Chance, day: date) -> Touch:
    """Return the meeting that brought the deal to its stage."""
    minute = chance.randint(10, 16) * 60
    return Touch("meeting", "Встреча у клиента", day, minute, day, "held", 3600, chance.choice(list(NOTES)))


def next_touch(chance: Chance, milestone: str, days: Days) -> tuple[Touch, ...]:
    """Return the next step of an open deal: mostly ahead, sometimes overdue, now and then forgotten."""
    draw = chance.random()
    if draw < 0.05:
        return ()
    kind, title = NEXT[milestone]
    ahead = -chance.randint(1, 4) if draw < 0.16 else chance.choices([0, 1, 2, 3, 5, 8], [5, 4, 3, 2, 1, 1], k=1)[0]
    minute = chance.randint(10 * 60, 17 * 60) // 15 * 15
    return (Touch(kind, title, _workday(days.today + timedelta(days=ahead)), minute),)


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
