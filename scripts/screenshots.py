"""Pictures of the main screens into docs/screens: both languages, light, dark and phone, each under 200 KB.

The demo department is loaded at a fixed moment, so that the pictures change only when the product does.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".cache" / "screens"
TARGET = ROOT / "docs" / "screens"
MOSTIK = Path(sys.executable).parent / "mostik"
NOW = "2026-11-18T11:20:00+03:00"
LARGEST = 200 * 1024
HEAD = ("head@demo.mostik", "demo-most-2026")
SELLER = ("belov@demo.mostik", "demo-most-2026")
SCREENS = {
    "bridge": ("/bridge/", HEAD),
    "board": ("/board/", HEAD),
    "deal": ("/deals/?outcome=open&sort=-amount", HEAD),
    "leads": ("/leads/", HEAD),
    "leads-waiting": ("/leads/waiting/", HEAD),
    "lead-rules": ("/leads/rules/", HEAD),
    "sources": ("/sources/", HEAD),
    "client": ("/clients/", HEAD),
    "documents": ("/documents/", HEAD),
    "approvals": ("/people/approvals/", HEAD),
    "plan": ("/planning/", HEAD),
    "my-day": ("/my-day/", SELLER),
    "import": ("/import/", HEAD),
    "segment": ("/segments/", HEAD),
    "letters": ("/letters/", HEAD),
    "price-lists": ("/products/lists/", HEAD),
    "registers": ("/registers/trials/", HEAD),
    "order": ("/control/order/", HEAD),
    "standup": ("/organisation/standup/", HEAD),
    "deviations": ("/control/cases/", HEAD),
    "deviation": ("/control/cases/1/", HEAD),
    "stuck": ("/stuck/", HEAD),
    "refusals": ("/refusals/", HEAD),
    "robot-share": ("/analysis/robots/", HEAD),
    "sales-metrics": ("/analysis/sales/", HEAD),
    "money": ("/analysis/money/", HEAD),
    "needs": ("/analysis/needs/", HEAD),
    "marks": ("/surveys/", HEAD),
    "owner-letters": ("/organisation/owner-letters/", HEAD),
    "year": ("/planning/year/", HEAD),
    "plan-files": ("/planning/files/", HEAD),
    "schedule": ("/planning/schedule/", HEAD),
    "assignments": ("/control/assignments/", HEAD),
    "workload": ("/control/workload/", HEAD),
    "processes": ("/control/processes/", HEAD),
    "rhythm": ("/control/rhythm/", HEAD),
}
CARDS = {"client", "deal", "segment"}
LOOKS = {"light": (1440, 900, "light"), "dark": (1440, 900, "dark"), "phone": (360, 780, "light")}
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
QUIET += ["--disable-component-update", "--disable-quic"]


@contextmanager
def served() -> Iterator[str]:
    """Serve the demo department at its fixed moment for the length of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shutil.rmtree(HOME, ignore_errors=True)
    environment = {**os.environ, "MOSTIK_HOME": str(HOME), "MOSTIK_NOW": NOW, "DATABASE_URL": "", "MOSTIK_LOG": "ERROR"}
    server = subprocess.Popen([MOSTIK, "serve", "--demo", "--port", str(port)], env=environment, cwd=ROOT)
    try:
        deadline = time.monotonic() + 420
        while time.monotonic() < deadline and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(15)


def signed_in(browser: Browser, base: str, who: tuple[str, str], language: str, look: str) -> Page:
    """Return a page of somebody signed in, in a language and a look."""
    width, height, theme = LOOKS[look]
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height}, color_scheme=theme, locale=language
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    page = context.new_page()
    page.goto("/accounts/login/")
    form = page.locator("form:has(input[type=password])")
    form.locator("input[name=login]").fill(who[0])
    form.locator("input[type=password]").fill(who[1])
    form.locator("button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    return page


def open_screen(page: Page, name: str) -> None:
    """Go to a screen; a card is reached as people reach it, from its list."""
    address = SCREENS[name][0]
    page.goto(address)
    if name in CARDS:
        page.locator(f"table tbody a[href^='{address.partition('?')[0]}']").first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(900)


def kept(picture: bytes, path: Path) -> int:
    """Write a picture with as many colours as fit under the limit and return its size."""
    for colours in (256, 128, 64):
        out = io.BytesIO()
        Image.open(io.BytesIO(picture)).convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if out.tell() <= LARGEST:
            break
    path.write_bytes(out.getvalue())
    return out.tell()


def main() -> None:
    """Take every picture and say how large they came out."""
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or list(SCREENS)
    chromium = shutil.which("chromium") or sys.exit("Chromium is not installed: run `make tools`.")
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        sizes = {}
        for language in ("ru", "en"):
            for look in LOOKS:
                for who in (HEAD, SELLER):
                    names = [name for name in wanted if SCREENS[name][1] == who]
                    if not names:
                        continue
                    page = signed_in(browser, base, who, language, look)
                    for name in names:
                        open_screen(page, name)
                        path = TARGET / f"{name}-{language}-{look}.png"
                        sizes[path.name] = kept(page.screenshot(), path)
                    page.context.close()
        browser.close()
    for name, size in sizes.items():
        print(f"{name:28} {size // 1024:4} KB")
    if too_large := [name for name, size in sizes.items() if size > LARGEST]:
        sys.exit(f"Over 200 KB: {', '.join(too_large)}")


if __name__ == "__main__":
    main()
