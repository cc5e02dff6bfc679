"""Try the product behind a real nginx with deploy/nginx.conf: HTTPS, who the visitor is, sign-in, what is too heavy.

By hand, from the project's folder: `.venv/bin/python tools/try_proxy.py` (apt-get install nginx openssl). It is no part
of `make test`: nobody needs a web server to work on the product; what the application itself does with the headers
of a proxy is in tests/house/test_proxy.py. nginx runs as an ordinary process on free ports, in a temporary folder.
"""

import contextlib
import http.cookiejar
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
NAME = "espace.example.org"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


def main() -> int:
    """0 when everything is as it should be."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not nginx or not shutil.which("openssl"):
        print("Il faut nginx et openssl : apt-get install nginx openssl", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="espace-federal-proxy-") as folder, contextlib.ExitStack() as ends:
        os.chmod(folder, 0o755)  # noqa: S103 - nginx's own processes are nobody's
        plain, secure, inner = free_port(), free_port(), free_port()
        environment = settings(folder, secure)
        for command in (["db", "upgrade"], ["demo"]):
            subprocess.run([*FLASK, *command], env=environment, cwd=ROOT, check=True, capture_output=True)
        web = ["gunicorn", "--no-control-socket", "-b", f"127.0.0.1:{inner}", "wsgi:app"]
        ends.enter_context(running([sys.executable, "-m", *web], environment))
        ends.enter_context(running([nginx, "-c", str(configuration(Path(folder), plain, secure, inner))]))
        return verdict(look(Browser(plain, secure)))


def settings(folder: str, secure: int) -> dict[str, str]:
    return os.environ | {
        "SECRET_KEY": "a-key-for-one-trial-of-the-proxy-0123456789abcdef",
        "DEMO": "1",
        "PUBLIC_URL": f"https://{NAME}:{secure}",
        "DATABASE_URL": f"sqlite:///{folder}/espace.sqlite",
        "TRUSTED_PROXIES": "1",
        "PYTHONUNBUFFERED": "1",
    }


def configuration(folder: Path, plain: int, secure: int, inner: int) -> Path:
    """deploy/nginx.conf word for word, but for ports and the place of the certificate."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    made = [*make, "-addext", f"subjectAltName=DNS:{NAME}", "-out", str(certificate), "-keyout", str(key)]
    subprocess.run(made, check=True, capture_output=True)
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    site = re.sub(r"listen \[::\].*\n", "", site).replace("listen 80;", f"listen 127.0.0.1:{plain};")
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl").replace(
        "127.0.0.1:8000", f"127.0.0.1:{inner}"
    )
    site = re.sub(r"ssl_certificate .*;", f"ssl_certificate {certificate};", site)
    site = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", site)
    site = site.replace("https://$host$", f"https://$host:{secure}$").replace("Host $host;", "Host $http_host;")
    temporary = "".join(
        f"{part}_temp_path {folder}/{part};\n" for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error;\nevents {{}}\nhttp {{\naccess_log off;\n"
    file = folder / "nginx.conf"
    file.write_text(f"{whole}{temporary}{site}}}\n")
    return file


class Browser:
    """Speaks to nginx as a browser would: the name of the site, its certificate, its cookies, no redirect followed."""

    def __init__(self, plain: int, secure: int) -> None:
        self.plain, self.secure = f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}"
        self.host, self.cookies = f"{NAME}:{secure}", http.cookiejar.CookieJar()
        trusting = ssl._create_unverified_context()  # noqa: S323 - a certificate made a second ago
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trusting), urllib.request.HTTPCookieProcessor(self.cookies), Stay
        )

    def ask(self, url: str, data: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        given = {"Host": self.host, "Accept-Encoding": "identity"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        for _ in range(40):
            try:
                answer = self.opener.open(urllib.request.Request(url, data, given), timeout=20)
            except urllib.error.HTTPError as refused:
                answer = refused
            except OSError:  # not yet there
                time.sleep(0.5)
                continue
            if answer.status == 502:
                time.sleep(0.5)
                continue
            return answer.status, dict(answer.headers.items()), answer.read().decode(errors="replace")
        raise SystemExit(f"{url} ne répond pas.")


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def look(browser: Browser) -> Iterator[tuple[str, bool]]:
    """What was looked at, and whether it is as it should be."""
    status, headers, _ = browser.ask(f"{browser.plain}/groupes?x=1")
    yield "http mène à https", (status, headers.get("Location")) == (301, f"https://{browser.host}/groupes?x=1")
    yield "/sante répond", browser.ask(f"{browser.secure}/sante")[0] == 200
    status, headers, html = browser.ask(
        f"{browser.secure}/connexion", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="ftp"
    )
    yield "la connexion s’affiche", status == 200
    yield "le cookie est réservé à https", "Secure" in headers.get("Set-Cookie", "")
    form = {"email": "benevole@example.org", "password": "espace-federal"}
    form["csrf_token"] = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)[1]
    said = urllib.parse.urlencode(form).encode()
    status, headers, _ = browser.ask(f"{browser.secure}/connexion", said, Referer=f"https://{browser.host}/connexion")
    yield "on se connecte", (status, headers.get("Location")) == (303, "/mon-espace")
    yield "la page est à la personne connectée", browser.ask(f"{browser.secure}/mon-espace")[0] == 200
    evil = browser.ask(f"{browser.secure}/deconnexion", b"csrf_token=x", Referer="https://evil.example/")[0]
    yield "un formulaire d’un autre site est refusé", evil == 400
    status, _, html = browser.ask(f"{browser.secure}/connexion", b"x=" + b"a" * 13_000_000, Referer=browser.secure)
    yield "13 Mo sont refusés par notre page, en français", status == 413 and "trop lourd" in html
    address = re.search(r'href="(/static/[^"]+\.css)"', browser.ask(f"{browser.secure}/connexion")[2])[1]
    _, headers, _ = browser.ask(f"{browser.secure}{address}", Accept_Encoding="gzip")
    kept = "immutable" in headers.get("Cache-Control", "")
    yield "les fichiers sont compressés et gardés un an", kept and headers.get("Content-Encoding") == "gzip"


def verdict(looked: Iterator[tuple[str, bool]]) -> int:
    wrong = 0
    for what, is_so in looked:
        print(f"{'oui' if is_so else 'NON'}  {what}", flush=True)
        wrong += not is_so
    return 1 if wrong else 0


@contextlib.contextmanager
def running(
    command: list[str], environment: dict[str, str] | None = None, log: IO[str] | None = None
) -> Iterator[None]:
    """A process of ours, told to stop in the end."""
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(15)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
