"""The pictures of the README, taken from the running demonstration (`make screenshots`): docs/screenshots/*.png.

It starts the product on a free port with a database of its own, thrown away afterwards. Dates follow today.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from chromium import NO_CHROMIUM, find_chromium

ROOT = Path(__file__).resolve().parent.parent
TAKEN = ROOT / "docs" / "screenshots"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
PASSWORD = "espace-federal"  # noqa: S105 -- of invented people
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 780}}
COLOURS = 64  # enough for these screens
HEAVIEST = 60_000  # bytes a picture may weigh
STARTING_SECONDS = 60
PICTURES = [  # name, account, address or link to follow from it, size, theme
    ("my-space", "coanimation", "/mon-espace", "desk", "light"),
    ("group", "coanimation", "/groupes/jeunesse", "desk", "light"),
    ("project", "ca", "/projet", "desk", "light"),
    ("calendar-dark", "coanimation", "/agenda?mois={month}", "desk", "dark"),
    ("actions", "secretariat", "/actions", "desk", "light"),
    ("groups-phone", "benevole", "/groupes", "phone", "light"),
    ("my-space-phone", "benevole", "/mon-espace", "phone", "light"),
    ("calendar-phone-dark", "benevole", "/agenda?mois={month}", "phone", "dark"),
]


def main() -> int:
    """Take every picture; 1 when the browser is missing or a picture is too heavy."""
    browser_path = find_chromium()
    if not browser_path:
        print(NO_CHROMIUM, file=sys.stderr)
        return 1
    TAKEN.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        sizes = {name: take(browser, address, name, *asked) for name, *asked in PICTURES}
        browser.close()
    for name, size in sizes.items():
        print(f"docs/screenshots/{name}.png  {size / 1000:.0f} ko")
    heavy = [name for name, size in sizes.items() if size > HEAVIEST]
    if heavy:
        print(f"Trop lourd, {HEAVIEST // 1000} ko au plus : {', '.join(heavy)}", file=sys.stderr)
    return 1 if heavy else 0


def take(browser: Browser, address: str, name: str, account: str, where: str, size: str, theme: str) -> int:
    """One picture of the top of a page; its size in bytes."""
    context = browser.new_context(base_url=address, viewport=SIZES[size], color_scheme=theme, locale="fr-FR")
    page = context.new_page()
    sign_in(page, account)
    page.goto(where.format(month=time.strftime("%Y-%m")))
    page.evaluate("document.fonts.ready.then(() => true)")
    with Image.open(BytesIO(page.screenshot(animations="disabled"))) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(TAKEN / f"{name}.png", optimize=True)
    context.close()
    return (TAKEN / f"{name}.png").stat().st_size


def sign_in(page: Page, account: str) -> None:
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill(f"{account}@example.org")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/mon-espace")


@contextlib.contextmanager
def demonstration() -> Iterator[str]:
    """The address of the product with the demonstration, for as long as the pictures take."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        held.close()
        address = f"http://localhost:{port}"
        settings = {
            "SECRET_KEY": "a-key-for-the-time-of-the-pictures-9c41e7d2",
            "DEMO": "1",
            "DEMO_PASSWORD": PASSWORD,
            "PUBLIC_URL": address,
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite",
        }
        env = os.environ | settings
        for command in (["db", "upgrade"], ["demo"]):
            subprocess.run([*FLASK, *command], env=env, cwd=ROOT, check=True, capture_output=True)
        serve = [sys.executable, "-m", "gunicorn", "--threads", "4", "-b", f"127.0.0.1:{port}", "wsgi:app"]
        server = subprocess.Popen(serve, env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"{address}/sante")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=15)


def wait_for(url: str) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} ne répond pas après {STARTING_SECONDS} s.")


if __name__ == "__main__":
    sys.exit(main())
