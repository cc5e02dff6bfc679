"""Start the space on one machine: database, web server and worker, stopped together (`make run`).

Without settings it is the demonstration: invented people, SQLite in instance/, no mail leaves. The settings
it hands on are those of workspace/config.py; PORT, HOST and DEMO_PASSWORD may be given too.
"""

import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOPPING_SECONDS = 10
STARTING_SECONDS = 60

ACCOUNTS = {
    "deleguee": "la déléguée fédérale : elle coordonne tous les groupes",
    "secretariat": "le secrétariat : personnes, centres et invitations",
    "ca": "une membre du conseil d'administration",
    "coanimation": "une co-animatrice d'un groupe de travail",
    "benevole": "un bénévole, membre d'un groupe",
    "salarie": "une salariée d'un centre, membre de deux groupes",
    "partenaire": "une partenaire, qui lit ce qui lui est ouvert",
    "technique": "l'administration technique",
    "nouvelle": "une personne invitée, qui n'est encore dans aucun groupe",
}


class Refusal(Exception):
    """Why the space cannot start or had to stop, as one sentence for the person at the terminal."""


def main() -> int:
    """Run until asked to stop (0) or until something fails (1)."""
    for wanted in STOPS:
        signal.signal(wanted, stop_asked)  # SIGINT too: started in the background by a script, it would be ignored
    os.chdir(ROOT)
    port = os.environ.get("PORT") or "8000"
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        prepare_environment(port)
        refuse_busy_port(host, port)
        prepare_database()
        run_together(host, port)
    except KeyboardInterrupt:
        print("\nL'espace est arrêté.", flush=True)
        return 0
    except Refusal as why:
        print(why, file=sys.stderr, flush=True)
        return 1
    return 0


def stop_asked(signum: int, frame: FrameType | None) -> None:
    """Treat a `kill` or the end of the terminal as Ctrl-C."""
    raise KeyboardInterrupt


# ---- Before ----


def prepare_environment(port: str) -> None:
    """Give the settings their values for one machine, where the environment says nothing."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Refusal(f"PORT doit être un nombre entre 1 et 65535, pas « {port} ».")
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("DEMO_PASSWORD", "espace-federal")
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    if is_demonstration():
        os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    elif not os.environ.get("PUBLIC_URL"):
        raise Refusal("Hors démonstration, PUBLIC_URL doit donner l'adresse de l'espace (https://…).")


def is_demonstration() -> bool:
    """Whether the space is filled with invented people."""
    return os.environ["DEMO"] == "1"


def refuse_busy_port(host: str, port: str) -> None:
    """Say so before anything starts when the address is taken or not ours."""
    try:
        with socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise Refusal(f"L'adresse {host}:{port} ne peut pas être ouverte : {problem.strerror}.") from None
        another = f"make run PORT={int(port) % 65535 + 1}"
        raise Refusal(
            f"Le port {port} est déjà occupé : arrêtez ce qui l'occupe, ou choisissez-en un autre ({another})."
        ) from None


def prepare_database() -> None:
    """Bring the tables up to date and, in the demonstration, fill them the first time."""
    (ROOT / "instance").mkdir(exist_ok=True)
    print("Préparation de la base de données…", flush=True)
    must_succeed(["db", "upgrade"], "La base de données n'a pas pu être mise à jour")
    if is_demonstration():
        print("Préparation de la démonstration…", flush=True)
        must_succeed(["demo", "--if-empty"], "La démonstration n'a pas pu être préparée")


def must_succeed(command: list[str], sentence: str) -> None:
    """Run a `flask` command whose chatter matters only when it fails."""
    done = subprocess.run([*FLASK, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise Refusal(f"{done.stdout.rstrip()}\n{sentence} : flask {' '.join(command)} (code {done.returncode}).")


# ---- While it runs ----


def run_together(host: str, port: str) -> None:
    """Start the server and the worker; return never but by Ctrl-C or because one of them ended."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", address]  # with gunicorn.conf.py
    commands = {
        "Le serveur web": [
            *gunicorn,
            "--no-control-socket",
            "--log-level",
            "warning",
            "wsgi:app",
        ],
        "Le travailleur (courriers, rappels)": [*FLASK, "worker"],
    }
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            # A session of its own: Ctrl-C reaches this process alone, which stops both in order.
            children[name] = subprocess.Popen(command, start_new_session=True)
        wait_until_it_answers(children, host, int(port))
        greet(port)
        while True:
            refuse_ended(children)
            time.sleep(0.3)
    finally:
        stop(list(children.values()))


def refuse_ended(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """One without the other is not the space: say which one ended."""
    for name, child in children.items():
        if child.poll() is not None:
            raise Refusal(f"{name} s'est arrêté (code {child.returncode}) : tout est arrêté.")


def wait_until_it_answers(children: dict[str, subprocess.Popen[bytes]], host: str, port: int) -> None:
    """Announce an address only once a page comes from it."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared with, not bound to
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        refuse_ended(children)
        connection = http.client.HTTPConnection(reachable, port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status < 500:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise Refusal(f"Le serveur web ne répond pas après {STARTING_SECONDS} s : tout est arrêté.")


def greet(port: str) -> None:
    """Where the space is, and in the demonstration who may come in."""
    print(f"\nL'espace répond : http://localhost:{port}", flush=True)
    if is_demonstration():
        width = max(len(name) for name in ACCOUNTS) + len("@example.org")
        print(f"\nComptes de démonstration (mot de passe : {os.environ['DEMO_PASSWORD']}) :")
        for name, who in ACCOUNTS.items():
            print(f"  {f'{name}@example.org':<{width}}  {who}")
    print("\nCtrl-C pour arrêter.", flush=True)


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end, then leave nothing behind; a second Ctrl-C changes nothing to it."""
    for wanted in STOPS:
        signal.signal(wanted, signal.SIG_IGN)
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOPPING_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        # The group, whose leader may be gone: its own children would outlive it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
