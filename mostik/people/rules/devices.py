"""What a browser calls itself, in words people know."""

BROWSERS: tuple[tuple[str, str], ...] = (
    ("Edg", "Edge"),
    ("YaBrowser", "Яндекс Браузер"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
)
BROWSERS += (("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS: tuple[tuple[str, str], ...] = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
)
SYSTEMS += (("Linux", "Linux"),)


def device(agent: str) -> str:
    """Return the browser and the system of a user agent; nothing for one nobody knows.

    >>> device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36")
    'Chrome, Windows'
    >>> device("curl/8.0")
    ''
    """
    browser = next((words for mark, words in BROWSERS if mark in agent), "")
    system = next((words for mark, words in SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)
