"""How people of the virtual department answer for figures that lag."""

from collections.abc import Mapping
from typing import Final

from mostik.control.terms import Cause

#: What is decided about a cause: the kind of action and its words.
DECISIONS: Final[Mapping[Cause, tuple[str, str]]] = {
    Cause.EFFORT: ("talk", "Разобрать, на что уходит день: звонков должно хватать на встречи"),
    Cause.SKILL: ("help", "Послушать две встречи и разобрать, где клиент останавливается"),
    Cause.LEADS: ("task", "Запросить у маркетинга выгрузку лидов недели с источниками"),
    Cause.AWAY: ("help", "Передать горящие сделки коллегам на время отсутствия"),
    Cause.RECORDS: ("task", "Внести в CRM звонки и встречи за прошлые дни до вечера"),
    Cause.OTHER: ("talk", "Пройти с менеджером по открытым сделкам и договориться о следующих шагах"),
}


def answers(case: int) -> bool:
    """Return whether somebody says why on the same day: three of four do.

    >>> [answers(case) for case in (1, 2, 3, 4)]
    [True, True, False, True]
    """
    return case % 4 != 3


def decides(case: int) -> bool:
    """Return whether the head decides on the same day: every second time.

    >>> [decides(case) for case in (1, 2)]
    [True, False]
    """
    return case % 2 == 1
