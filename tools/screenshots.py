"""The README's pictures, from a demonstration with a database and a port of its own (`make screenshots`)."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from chromium import NO_CHROMIUM, find_chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
PASSWORD = "espace-federal"  # noqa: S105 -- of invented people
WHO = "coanimation"
WIDTHS = (1280, 390)
HEIGHT = 900
# The name of a picture: where it is, then links followed from there.
PAGES = {
    "mon-espace": ["/mon-espace"],
    "groupe": ["/groupes/jeunesse"],
    "reunion": ["/groupes/jeunesse", "main a[href^='/reunions/']"],
    "compte-rendu": ["/groupes/jeunesse?rubrique=decisions", "main a[href*='/compte-rendu']"],
    "calendrier": ["/agenda?mois="],
    "projet": ["/projet"],
    "pacte": ["/projet", "main a[href^='/pactes/']"],
}


def main() -> int:
    path = find_chromium()
    if not path:
        print(NO_CHROMIUM, file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder)) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for width in WIDTHS:
            take_all(browser, address, width)
        browser.close()
    return 0


@contextlib.contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """The product with its invented people, while the pictures are taken."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "SECRET_KEY": "screenshots",
        "DEMO": "1",
        "DEMO_PASSWORD": PASSWORD,
        "PUBLIC_URL": address,
        "DATABASE_URL": f"sqlite:///{folder / 'pictures.sqlite'}",
    }
    for command in (["db", "upgrade"], ["demo"]):
        subprocess.run([*FLASK, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    gunicorn = [sys.executable, "-m", "gunicorn", "--threads", "4", "-b", f"127.0.0.1:{port}", "--no-control-socket"]
    server = subprocess.Popen([*gunicorn, "--log-level", "warning", "wsgi:app"], cwd=ROOT, env=env)
    try:
        wait_for(f"{address}/sante")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=15)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.2)
    raise SystemExit("La démonstration ne répond pas.")


def take_all(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, base_url=address, locale="fr-FR", color_scheme="light"
    )
    page = context.new_page()
    page.goto("/")
    picture(page, "accueil", width)
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill(f"{WHO}@example.org")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/mon-espace")
    for name, (start, *links) in PAGES.items():
        page.goto(start)
        for link in links:
            page.goto(page.locator(link).first.get_attribute("href") or "/")
        picture(page, name, width)
    context.close()


def picture(page: Page, name: str, width: int) -> None:
    """The first screen of a page."""
    page.wait_for_load_state("networkidle")
    file = FOLDER / f"{name}-{width}.png"
    page.screenshot(path=file)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
