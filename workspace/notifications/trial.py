"""Talking to the mail server at once, to say what it answers: the one place where a request does so, for ten seconds.

Every other letter leaves by the worker (post.py).
"""

import smtplib
import ssl
import threading
from dataclasses import dataclass, field
from email.utils import parseaddr

PATIENCE = 10  # seconds, for everything

ADVICE = {
    "Connexion": "Personne ne répond à cette adresse. Vérifiez MAIL_SERVER et MAIL_PORT.",
    "Chiffrement": "La liaison chiffrée ne s’établit pas. Vérifiez MAIL_USE_TLS, MAIL_USE_SSL et le nom du serveur.",
    "Identification": "Le serveur refuse le compte. Vérifiez MAIL_USERNAME et MAIL_PASSWORD.",
    "Expéditeur": "Le serveur refuse l’adresse d’expédition. Vérifiez MAIL_SENDER.",
    "Destinataire": "Le serveur refuse votre adresse.",
    "Lettre": "Le serveur a lu la lettre, puis l’a refusée.",
}
SILENCE = f"Le serveur se tait depuis {PATIENCE} secondes. Vérifiez MAIL_SERVER et MAIL_PORT, ou réessayez plus tard."


@dataclass(frozen=True)
class Server:
    """Where letters are handed over, as the settings say."""

    name: str
    port: int
    use_tls: bool = False
    use_ssl: bool = False
    username: str | None = None
    password: str | None = None


@dataclass
class Conversation:
    """What was said, step by step: (step, the server's words). `refused` is what to make of a failure."""

    said: list[tuple[str, str]] = field(default_factory=list)
    step: str = "Connexion"
    refused: str = ""

    def note(self, answer: tuple[int, bytes | str]) -> None:
        self.said.append((self.step, _words(*answer)))

    @property
    def lines(self) -> list[str]:
        return [f"{step} : {words}" for step, words in self.said] + ([self.refused] if self.refused else [])


def converse(server: Server, sender: str, address: str, message: bytes) -> Conversation:
    """Hand one message to the server; comes back after `PATIENCE` seconds at most, whatever the server does.

    A thread does it, since nothing else bounds the search for a name and a server that speaks one byte a second.
    """
    heard, over = Conversation(), threading.Event()

    def talk() -> None:
        try:
            _talk(server, sender, address, message, heard)
        except (OSError, ValueError) as failure:  # of smtplib and ssl too
            heard.refused = _explained(heard, failure)
        over.set()

    threading.Thread(target=talk, daemon=True).start()
    if over.wait(PATIENCE):
        return heard
    return Conversation(list(heard.said), refused=SILENCE)


def _talk(server: Server, sender: str, address: str, message: bytes, heard: Conversation) -> None:
    def say(step: str, answer: tuple[int, bytes]) -> None:
        heard.step = step
        heard.note(answer)
        if answer[0] >= 400:
            raise smtplib.SMTPResponseException(*answer)

    context = ssl.create_default_context()
    host: smtplib.SMTP
    if server.use_ssl:
        host = smtplib.SMTP_SSL(server.name, server.port, timeout=PATIENCE, context=context)
    else:
        host = smtplib.SMTP(server.name, server.port, timeout=PATIENCE)
    try:
        say("Connexion", _first_line(host.ehlo()))
        if server.use_tls:
            heard.step = "Chiffrement"
            say("Chiffrement", host.starttls(context=context))
            host.ehlo()
        if server.username and server.password:
            heard.step = "Identification"
            say("Identification", host.login(server.username, server.password))
        heard.step = "Expéditeur"
        say("Expéditeur", host.mail(parseaddr(sender)[1]))
        heard.step = "Destinataire"
        say("Destinataire", host.rcpt(address))
        heard.step = "Lettre"
        say("Lettre", host.data(message))
    finally:
        host.close()


def _explained(heard: Conversation, failure: Exception) -> str:
    """In French, what to look at; the words of a failure that the server did not speak are said first."""
    if isinstance(failure, TimeoutError):
        return SILENCE
    if isinstance(failure, ssl.SSLError):
        heard.step = "Chiffrement"
    if not isinstance(failure, smtplib.SMTPResponseException):
        heard.said.append((heard.step, str(failure) or type(failure).__name__))
    elif not (heard.said and heard.said[-1][0] == heard.step):
        heard.note((failure.smtp_code, failure.smtp_error))
    return ADVICE[heard.step]


def _first_line(answer: tuple[int, bytes]) -> tuple[int, bytes]:
    """The server's name; what it can do follows, one thing a line."""
    return answer[0], answer[1].partition(b"\n")[0]


def _words(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}".strip()[:500]
