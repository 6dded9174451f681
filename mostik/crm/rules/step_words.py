"""The words people use for what is next and when, in Russian and English."""

import re
from typing import Final

from mostik.crm.terms import ActivityKind


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)")


#: In order of how much a word decides: "написать в ватсап" is a message, though one also writes letters.
KINDS: Final = (
    (
        ActivityKind.MEETING,
        _words(r"встреч\w*", r"встретиться", r"визит\w*", "показ", "демо", "meeting", "meet", "visit", "demo"),
    ),
    (
        ActivityKind.CALL,
        _words(r"(?:по|со|пере)?звон\w*", "набрать", "call back", "callback", "call", "phone", "ring"),
    ),
    (
        ActivityKind.MESSAGE,
        _words(r"сообщени\w*", "смс", r"в[ао]тсап\w*", r"телеграм\w*", "message", "sms", "whatsapp", "telegram"),
    ),
    (
        ActivityKind.EMAIL,
        _words(r"письм\w*", r"почт\w*", r"[ие]?м[еэ]йл\w*", "написать", "e-?mail", "mail", "letter", "write"),
    ),
    (ActivityKind.TASK, _words(r"задач\w*", "сделать", "task", "todo")),
)

PROMISED: Final = _words(r"обещал\w*", r"обещан\w*", "promised", "promise")

NUMBERS: Final = {
    **dict.fromkeys(("", "a", "an", "one", "один", "одну"), 1),
    **dict.fromkeys(("two", "два", "две", "пару", "couple of"), 2),
    **dict.fromkeys(("three", "три"), 3),
    **dict.fromkeys(("four", "четыре"), 4),
    **dict.fromkeys(("five", "пять"), 5),
    **dict.fromkeys(("six", "шесть"), 6),
    **dict.fromkeys(("seven", "семь"), 7),
    **dict.fromkeys(("ten", "десять"), 10),
}
_COUNT: Final = "|".join(sorted(filter(None, NUMBERS), key=len, reverse=True))
AFTER: Final = re.compile(
    rf"\b(?:через|in)\s+(?:(?P<n>\d{{1,3}}|{_COUNT})\s*)?(?P<working>рабоч\w+\s+|working\s+|business\s+)?"
    r"(?P<unit>полчаса|half an hour|мин\w*|min\w*|час\w*|ч|hours?|h"
    r"|д(?:ень|н\w+)|days?|недел\w*|weeks?|месяц\w*|months?)(?!\w)"
)
UNITS: Final = (
    (re.compile("полчаса|half"), "half"),
    (re.compile("мин|min"), "minute"),
    (re.compile("ч|h"), "hour"),
    (re.compile("д|day"), "day"),
    (re.compile("нед|week"), "week"),
    (re.compile("мес|mon"), "month"),
)

SPOKEN_DAYS: Final = (
    (_words("послезавтра", "(?:the )?day after tomorrow"), 2),
    (_words("завтра", "tomorrow", "tmrw"), 1),
    (_words("сегодня", "today"), 0),
    (_words("вчера", "yesterday"), -1),
)
WEEKDAYS: Final = (
    r"пн|понедельник\w*|mon(?:day)?",
    r"вт|вторник\w*|tue(?:s|sday)?",
    r"ср|сред[ауы]|wed(?:nesday)?",
    r"чт|четверг\w*|thu(?:rs?|rsday)?",
    r"пт|пятниц\w*|fri(?:day)?",
    r"сб|суббот\w*|sat(?:urday)?",
    r"вс|воскресень\w*|sun(?:day)?",
)
WEEKDAY: Final = tuple(
    re.compile(rf"\b(?:(?:во?|on)\s+)?(?P<next>(?:следующ\w+|next)\s+)?(?:{names})(?!\w)") for names in WEEKDAYS
)
NEXT_WEEK: Final = re.compile(r"\b(?:на\s+)?(?:следующ\w+\s+недел\w*|next\s+week)(?!\w)")

MONTHS: Final = (
    "янв|jan", "фев|feb", "мар|mar", "апр|apr", "ма[йя]|may", "июн|jun",
    "июл|jul", "авг|aug", "сен|sep", "окт|oct", "ноя|nov", "дек|dec",
)  # fmt: skip
_MONTH: Final = "|".join(MONTHS)
ISO: Final = re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b")
NUMERIC: Final = re.compile(r"\b(?P<d>\d{1,2})[./](?P<m>0?[1-9]|1[0-2])(?:[./](?P<y>\d{4}|\d{2}))?(?![\d:.])")
NAMED: Final = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:-?го|st|nd|rd|th)?\s+(?P<m>{_MONTH})\w*\.?(?:\s+(?P<y>\d{{4}})(?:\s*г\.?)?)?"
)
NAMED_FIRST: Final = re.compile(
    r"\b(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?!:)"
)
OF_MONTH: Final = re.compile(r"\b(?P<d>\d{1,2})(?:-?го\b|\s+числа\b)")

_HALF: Final = r"am|pm|a\.m\.|p\.m\.|утра|дня|вечера"
TIMES: Final = (
    re.compile(rf"\b(?:(?:во?|к|at|by)\s+)?(?P<h>\d{{1,2}})[:.](?P<min>\d{{2}})\s*(?P<half>{_HALF})?(?![\w:])"),
    re.compile(rf"\b(?:(?:во?|к|at|by)\s+)?(?P<h>\d{{1,2}})\s*(?P<half>{_HALF})(?!\w)"),
    re.compile(r"\b(?:(?:во?|к|at|by)\s+)?(?P<h>\d{1,2})\s*(?:час\w*|ч|o'clock)(?!\w)"),
    re.compile(r"\b(?:во?|к|at|by)\s+(?P<h>\d{1,2})(?![\w:./])"),
)
AFTERNOON: Final = frozenset({"pm", "p.m.", "дня", "вечера"})
SPOKEN_TIMES: Final = (
    (_words("(?:в )?полдень", "(?:at )?noon"), 12),
    (_words("утром", "с утра", "(?:in the )?morning"), 0),
    (_words("после обеда", "днем", "(?:in the )?afternoon"), 14),
    (_words("вечером", "(?:in the )?evening"), 17),
)
_JOINTS: Final = "и|в|на|к|at|on|to|and|by"
DANGLING: Final = re.compile(
    rf"^(?:[\s,.;:–—-]|(?:{_JOINTS})(?!\w))+|(?:[\s,.;:–—-]|\s(?:{_JOINTS})(?!\w))+$", re.IGNORECASE
)
