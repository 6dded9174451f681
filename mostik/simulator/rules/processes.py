"""How the virtual department runs its regulations: what shows it, what is late, missed, excused and why."""

from datetime import date
from typing import Final

from mostik.control.terms import Turnout

#: Who answers for a usual process in place of the head, and who does while they are away.
OWNERS: Final = {"reviews": ("Громов", "Лис"), "debts": ("Лис", "Громов")}
CODES: Final = ("standup", "kpi", "reviews", "letter", "debts", "pipeline", "owner")
#: What of the usual list is the head's own rhythm.
RHYTHM: Final = ("lead", "ones", "scripts", "plan", "rules")
SHOWN: Final = {
    "reviews": ("Два звонка Белова: выявление потребности", "Звонок Волковой и звонок Соколова: возражение «дорого»"),
    "lead": ("Отстаём на встречах, завтра по одной сверх нормы", "Идём в плане, числа на завтра отправила"),
    "letter": ("Отправила Егору: 38 % лидов не наш сегмент",),
    "debts": ("Обзвонил пятерых: двое платят до пятницы", "Все ответили, у «Водоканала» новая дата"),
    "pipeline": ("Закрыли 14 сделок без движения, 9 вернули в работу",),
    "ones": ("Со всеми, цели записаны в карточках",),
    "owner": ("Письмо ушло Орловой",),
    "scripts": ("Новый блок про сроки поставки, старый убрали",),
    "kpi": ("Сверила: всё ровно",),
}
WHY: Final = ("Весь день выставка", "Совещание у генерального директора", "Система не работала до обеда")
#: Out of so many turns one is missed, one late, one excused.
OF: Final = 11


def played(day: date, place: int) -> Turnout:
    """Return what came of a turn: the same on every run.

    >>> [played(date(2026, 11, day), 0).value for day in (2, 3, 4)]
    ['ran', 'ran', 'ran']
    """
    return {0: Turnout.MISSED, 4: Turnout.LATE, 7: Turnout.EXCUSED}.get((day.toordinal() + place * 5) % OF, Turnout.RAN)
