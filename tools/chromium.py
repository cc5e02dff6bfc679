"""Find a Chromium for the journeys, or install one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from machine import apt_install, may_install

# The first is the same browser without windows: it starts at once and paints nothing that nobody looks at.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_CHROMIUM = "Chromium manque : apt-get install chromium (ou CHROMIUM=/chemin/du/navigateur)"


def find_chromium() -> str | None:
    """The path of a browser, or None where none can be had."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return shutil.which(wanted)
    found = on_path()
    if not found and may_install() and not is_ubuntu() and any(map(apt_install, NAMES[:2])):
        found = on_path()
    return found or playwright_own()


def on_path() -> str | None:
    """The first browser that is one: Ubuntu's chromium-browser only asks to install a snap."""
    for name in NAMES:
        found = shutil.which(name)
        if found and not is_snap(Path(found)):
            return found
    return None


def is_snap(program: Path) -> bool:
    """Whether a program is a snap (it cannot read a profile in /tmp) or the stub that asks for one."""
    if "snap" in program.resolve().parts:
        return True
    with program.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/bin" in start


def is_ubuntu() -> bool:
    """Ubuntu's package of Chromium is the stub."""
    release = Path("/etc/os-release")
    return release.is_file() and "\nID=ubuntu\n" in f"\n{release.read_text()}\n"


def playwright_own() -> str | None:
    """The browser that Playwright downloads for itself, where its address answers."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    path = output_of([sys.executable, "-c", ask])
    if path and not Path(path).is_file():
        print("Installation du Chromium de Playwright…", flush=True)
        dependencies = ["--with-deps"] if may_install() else []
        output_of([sys.executable, "-m", "playwright", "install", *dependencies, "chromium"])
    return path if path and Path(path).is_file() else None


def output_of(command: list[str]) -> str:
    """What a command printed; nothing if it failed or took more than five minutes."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
