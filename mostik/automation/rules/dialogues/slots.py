"""What a client's words give: a name, a phone, a sum, a day. Kept as plain text that reads the same everywhere."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from mostik.automation.rules.dialogues.dates import day_in, time_in
from mostik.automation.rules.dialogues.numbers import amount_in, number_in, numbers_in
from mostik.automation.rules.dialogues.words import matched, said, words_in
from mostik.automation.terms import SlotKind
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal

LONGEST_ANSWER: Final = 500
MOST_NAMES: Final = 3
#: Digits of a phone with its country or its "8".
FULL: Final = 11
YES, NO = "yes", "no"
EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[^\W\d_]{2,24}\b")
PHONE: Final = re.compile(r"(?<![\w.])\+?\(?\d[\d\s().\-–]{5,20}\d(?![\w])")
_LEADS: Final = re.compile(
    r"\b(?:меня зовут|мое имя|зовут меня|это|я|имя|зовите меня|можно просто|"
    r"my name is|name is|call me|i am|i'm|this is|it's)\b[ :—-]*"
)
_INTRODUCED: Final = re.compile(
    r"\b(?<!как )(?:меня зовут|мое имя|зовут меня|зовите меня|my name is|call me)[ :—-]+"
    r"((?:[^\W\d_]+(?:-[^\W\d_]+)?[ ]?){1,3})"
)
_GREETING: Final = re.compile(
    r"^(?:(?:добрый|доброе|доброго|здравствуй\w*|привет\w*|приветствую|салют|хай|hello|hi|hey|good)\b"
    r"[ ]?(?:день|дня|вечер\w*|утр\w*|времени суток|morning|day|afternoon|evening|there)?[ ,.!)(]*)+"
)
_NOT_NAMES: Final = frozenset(
    [
        "да",
        "нет",
        "не",
        "ага",
        "угу",
        "ок",
        "хорошо",
        "зачем",
        "почему",
        "что",
        "как",
        "где",
        "когда",
        "сколько",
        "кто",
        "какой",
        "привет",
        "здравствуйте",
        "спасибо",
        "пожалуйста",
        "хочу",
        "надо",
        "нужно",
        "можно",
        "могу",
        "потом",
        "скажу",
        "секрет",
        "неважно",
        "а",
        "и",
        "в",
        "на",
        "по",
        "с",
        "у",
        "за",
        "для",
        "или",
        "но",
        "вы",
        "ты",
        "мы",
        "он",
        "она",
        "они",
        "имя",
        "никак",
        "день",
        "вечер",
        "утро",
        "добрый",
        "доброе",
        "заказ",
        "цена",
        "скидка",
        "менеджер",
        "оператор",
        "человек",
        "робот",
        "бот",
        "yes",
        "no",
        "ok",
        "okay",
        "why",
        "what",
        "how",
        "when",
        "who",
        "the",
        "a",
        "please",
        "thanks",
        "hello",
        "hi",
        "not",
        "want",
        "need",
        "it",
        "does",
        "matter",
        "none",
    ]
)
_YES: Final = (
    "да",
    "ага",
    "угу",
    "верно",
    "правильно",
    "конечно",
    "хорошо",
    "ок",
    "окей",
    "подходит",
    "давай",
    "давайте",
    "согласен",
    "согласна",
    "подтверждаю",
    "так точно",
    "все так",
    "именно",
    "точно",
    "можно",
    "пойдет",
    "годится",
    "отлично",
    "устраивает",
    "разумеется",
    "естественно",
    "ладно",
    "yes",
    "yep",
    "yeah",
    "sure",
    "ok",
    "okay",
    "correct",
    "right",
    "fine",
    "agreed",
    "of course",
)
_NO: Final = (
    "нет",
    "неа",
    "не надо",
    "не нужно",
    "неверно",
    "неправильно",
    "не так",
    "не подходит",
    "не согласен",
    "не согласна",
    "не верно",
    "не все",
    "не хочу",
    "не буду",
    "не устраивает",
    "не интересно",
    "отказываюсь",
    "никогда",
    "no",
    "nope",
    "wrong",
    "not",
    "never",
)
_YES_AFTER_ALL: Final = (
    "не против",
    "почему бы и нет",
    "не возражаю",
    "конечно да",
    "why not",
    "no problem",
    "без проблем",
    "все верно",
    "все правильно",
    "все так",
)
Option = Mapping[str, Any]


def answer_in(
    text: str, kind: SlotKind, *, today: date, options: Sequence[Option] = (), currency: str = "RUB"
) -> str | None:
    """Return what a text gives for a slot, as it is kept; nothing when it gives none.

    >>> answer_in("полтора миллиона", SlotKind.AMOUNT, today=date(2026, 11, 25))
    '1500000 RUB'
    >>> answer_in("давайте в среду в три", SlotKind.MOMENT, today=date(2026, 11, 24))
    '2026-11-25T15:00'
    """
    text = text[:2000].strip()
    match kind:
        case SlotKind.TEXT:
            return text[:LONGEST_ANSWER] if words_in(said(text)) else None
        case SlotKind.AMOUNT:
            sum_of = amount_in(without_phones(text))
            return f"{_bare(sum_of.worth)} {sum_of.currency or currency}" if sum_of and sum_of.worth > 0 else None
        case SlotKind.NUMBER:
            return _number(without_phones(text))
        case SlotKind.CHOICE:
            return choice_in(text, options)
        case SlotKind.DATE | SlotKind.TIME | SlotKind.MOMENT:
            return _when(text, kind, today)
    return READERS[kind](text)


def _when(text: str, kind: SlotKind, today: date) -> str | None:
    day, hour = day_in(text, today), time_in(text)
    if kind is SlotKind.DATE:
        return day.isoformat() if day else None
    if kind is SlotKind.TIME:
        hour = hour or time_in(f"в {said(text)}")
        return f"{hour:%H:%M}" if hour else None
    return f"{day.isoformat()}T{hour:%H:%M}" if day and hour else None


def yes_or_no(text: str) -> str | None:
    """Return whether a text agrees or declines; nothing when it does neither.

    >>> yes_or_no("да, всё верно"), yes_or_no("нет, не подходит"), yes_or_no("не против"), yes_or_no("завтра")
    ('yes', 'no', 'yes', None)
    """
    plain = said(text)
    if plain in {"+", "++", "👍", "1"}:
        return YES
    if plain in {"-", "—", "👎", "0"}:
        return NO
    whole = f" {' '.join(words_in(plain))} "
    if " не все " not in whole and any(f" {each} " in whole for each in _YES_AFTER_ALL):
        return YES
    no = min((whole.find(f" {each} ") for each in _NO if f" {each} " in whole), default=-1)
    yes = min((whole.find(f" {each} ") for each in _YES if f" {each} " in whole), default=-1)
    if " да нет " in whole:
        return NO
    if no >= 0 and (yes < 0 or no <= yes + 4):
        return NO
    return YES if yes >= 0 else None


def name_in(text: str) -> str | None:
    """Return a name of at most three words, as names are written; nothing where there is none.

    >>> name_in("меня зовут иван петров"), name_in("Анна"), name_in("не скажу")
    ('Иван Петров', 'Анна', None)
    """
    plain = _GREETING.sub("", " ".join(text[:200].lower().replace("ё", "е").split()))
    if found := _INTRODUCED.search(plain):
        words = found[1].split()
        kept = words[: next((at for at, word in enumerate(words) if word in _NOT_NAMES), len(words))]
        return _titled(kept, text) if kept else None
    bare = _LEADS.sub("", plain).strip(" .,!-—)(")
    words = bare.split()
    fits = 1 <= len(words) <= MOST_NAMES and all(
        re.fullmatch(r"[^\W\d_]{2,30}(?:-[^\W\d_]{2,30})?\.?", each) for each in words
    )
    return _titled(words, text) if fits and not any(word in _NOT_NAMES for word in words) else None


def phone_in(text: str) -> str | None:
    """Return the phone number in a text in its one spelling.

    >>> phone_in("звоните 8 912 345-67-89 после обеда")
    '+79123456789'
    """
    for found in PHONE.finditer(text):
        try:
            return Phone.parse(found[0].strip()).e164
        except Refusal:
            continue
    return None


def without_phones(text: str) -> str:
    """Return a text without phone numbers written in full: their digits are no sum.

    >>> without_phones("звоните 8 912 345-67-89"), without_phones("1 500 000 000")
    ('звоните  ', '1 500 000 000')
    """
    return PHONE.sub(lambda found: " " if _is_full(found[0]) and phone_in(found[0]) else found[0], text)


def choice_in(text: str, options: Sequence[Option]) -> str | None:
    """Return the option a text chooses: by its number, its key words or its own words.

    >>> choice_in("вторую", [{"code": "a", "words": "Опт"}, {"code": "b", "words": "Розница"}])
    'b'
    """
    for each in options:
        keys = [*each.get("keys", ()), str(each["words"])]
        if matched(keys, text):
            return str(each["code"])
    place = place_in(text, len(options))
    return str(options[place]["code"]) if place is not None else None


def place_in(text: str, count: int) -> int | None:
    """Return which of so many lines a text names by number: "2", "второй", "последний"."""
    if matched(("последний", "last"), text) and count:
        return count - 1
    found = numbers_in(text)
    short = len(words_in(said(text))) <= 4
    if (
        len(found) == 1
        and short
        and not found[0].multiplied
        and 1 <= found[0].worth <= count
        and not found[0].worth % 1
    ):
        return int(found[0].worth) - 1
    return None


def volunteered(text: str) -> dict[SlotKind, str]:
    """Return what a text gives without being asked, beyond doubt: a phone, an e-mail, a sum with money said, a name.

    >>> volunteered("Я по насосам, меня зовут Олег, бюджет 300 тысяч, +7 912 345-67-89")[SlotKind.AMOUNT]
    '300000 RUB'
    """
    found: dict[SlotKind, str | None] = {SlotKind.PHONE: phone_in(text)}
    found[SlotKind.EMAIL] = _email(text)
    rest = PHONE.sub(" ", text)
    amount = amount_in(rest, named=True)
    found[SlotKind.AMOUNT] = f"{_bare(amount.worth)} {amount.currency or 'RUB'}" if amount else None
    found[SlotKind.NAME] = name_in(text) if _INTRODUCED.search(said(text)) else None
    return {kind: value for kind, value in found.items() if value}


def without_greeting(text: str) -> str:
    """Return a text without the greeting it begins with.

    >>> without_greeting("Добрый день! Нужен насос")
    'Нужен насос'
    """
    flat = " ".join(text.split())
    found = _GREETING.match(flat.lower())
    return flat[found.end() :] if found else flat


def _bare(number: Decimal) -> str:
    whole = number.quantize(Decimal("0.01"))
    return str(int(whole)) if whole == whole.to_integral() else str(whole)


def _titled(words: Sequence[str], text: str) -> str:
    """Return a name with capital letters; letters as they were typed where that can be told."""
    typed = {each.lower().replace("ё", "е").strip(".,!()"): each.strip(".,!()") for each in text.split()}
    return " ".join(
        "-".join(part[:1].upper() + part[1:] for part in typed.get(each.strip("."), each).split("-")) for each in words
    )[:80]


def _email(text: str) -> str | None:
    found = EMAIL.search(text.lower())
    return found[0] if found else None


def _is_full(number: str) -> bool:
    return number.startswith("+") or sum(map(str.isdigit, number)) == FULL


def _number(text: str) -> str | None:
    number = number_in(text)
    return None if number is None else _bare(number)


READERS: Final[Mapping[SlotKind, Callable[[str], str | None]]] = {
    SlotKind.NAME: name_in,
    SlotKind.PHONE: phone_in,
    SlotKind.EMAIL: _email,
    SlotKind.YES_NO: yes_or_no,
}
