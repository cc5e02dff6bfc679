"""The `flask` commands: same rank as views, but they commit themselves."""

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Lock, Semaphore
from typing import Any

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from workspace import claims, clock, limits, post
from workspace.accounts.operations import forget_old_links
from workspace.approval.commands import approve_when_due
from workspace.database import db, keep_statistics
from workspace.followup.commands import remind_when_due, write_digests
from workspace.handover.commands import thank_when_due
from workspace.joining.commands import free_places_when_due
from workspace.people.operations import forget_ended_sessions
from workspace.polls.commands import remind_when_due as remind_polls_when_due
from workspace.privacy.commands import keep_no_longer_when_due
from workspace.search.commands import mend_when_due

EVERY = 4  # seconds between two rounds of the worker: a letter leaves within 10 s
# Rounds of letters at once: a mail server that goes silent in all the others does not keep the next one from beginning.
SENDERS = post.SMTP_TIMEOUT // EVERY + 1
THREADS = 20  # for those, and for the tasks that wait for one another
CLEANING_EVERY = 3600  # seconds between two removals of tries, links and sessions that are over
REMINDERS_EVERY = 60  # seconds between two looks at the hour: reminders begin at seven, or as soon as they can after
STATISTICS, STATISTICS_FROM = "statistics", 3  # the name of the nightly job, and its hour
GRACE = 1.5  # seconds left to the letter under way when the worker is told to stop
STOPS = {signal.SIGTERM, signal.SIGINT}


def init_app(app: Flask) -> None:
    app.cli.add_command(worker)


@click.command()
def worker() -> None:
    """Write the day's reminders and send the letters that wait, until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    rounds = Rounds(current_app._get_current_object())  # type: ignore[attr-defined]  # the real one, for threads
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)  # before threads begin, so that sigwait below is told
    scheduler = BackgroundScheduler({"apscheduler.executors.default": {"type": "threadpool", "max_workers": THREADS}})
    scheduler.add_job(rounds.send, "interval", seconds=EVERY, max_instances=SENDERS, coalesce=True)
    at_start = {"next_run_time": clock.now()}
    tasks = (
        rounds.free_places, rounds.remind, rounds.remind_polls, rounds.thank, rounds.approve, rounds.digest,
        rounds.retain, rounds.measure, rounds.mend,
    )  # fmt: skip
    for task in tasks:
        scheduler.add_job(task, "interval", seconds=REMINDERS_EVERY, max_instances=1, coalesce=True, **at_start)
    scheduler.add_job(rounds.clean, "interval", seconds=CLEANING_EVERY, max_instances=1, coalesce=True, **at_start)
    scheduler.start()
    logging.info("Le service des courriers tourne.")
    signal.sigwait(STOPS)
    rounds.stop()
    logging.info("Le service des courriers s’arrête.")
    os._exit(0)  # a mail server slow to answer keeps nobody waiting: that letter leaves again later


class Rounds:
    """The worker's rounds. Whatever happens in one, the next one tries again."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.trouble = ""
        self.stopping, self.busy, self.senders = Event(), Lock(), Semaphore(SENDERS)

    def send(self) -> None:
        """Several rounds may be under way: the database gives each letter to one of them."""
        self.do(lambda: post.send_letters(until=self.stopping.is_set), "Courriers partis : %s.", self.senders)

    def free_places(self) -> None:
        self.do(free_places_when_due, "Places finies, dont les réponses sont retirées : %s.")

    def remind(self) -> None:
        self.do(remind_when_due, "Rappels écrits : %s.")

    def remind_polls(self) -> None:
        self.do(remind_polls_when_due, "Rappels de sondages écrits : %s.")

    def thank(self) -> None:
        self.do(thank_when_due, "Remerciements écrits : %s.")

    def approve(self) -> None:
        self.do(approve_when_due, "Comptes rendus approuvés : %s.")

    def digest(self) -> None:
        self.do(write_digests, "Résumés écrits : %s.")

    def retain(self) -> None:
        self.do(keep_no_longer_when_due, "Durées de conservation appliquées : %s.")

    def clean(self) -> None:
        self.do(forget_what_ended, "Essais, liens, sessions oubliés : %s.")

    def measure(self) -> None:
        self.do(measure_tables_when_due, "Tables mesurées : %s.")

    def mend(self) -> None:
        self.do(mend_when_due, "Textes remis dans la recherche : %s.")

    def do(self, task: Callable[[], int], words: str, turn: AbstractContextManager[Any] | None = None) -> None:
        """One round of a task, one task at a time unless said; it answers how many things it dealt with."""
        with turn or self.busy, self.app.app_context():
            try:
                count = task()
            except SQLAlchemyError as failure:
                reason = str(failure).partition("\n")[0]
                self.say(f"La base de données n’est pas prête, le service réessaie : {reason}")
                return
            if count:
                logging.info(words, count)
            self.say("")

    def say(self, trouble: str) -> None:
        """The same trouble is told once, and so is its end."""
        if trouble != self.trouble:
            logging.info(trouble or "La base de données répond de nouveau.")
        self.trouble = trouble

    def stop(self) -> None:
        """Leave a little time to what is under way."""
        self.stopping.set()
        ends = time.monotonic() + GRACE
        for _ in range(SENDERS):
            self.senders.acquire(timeout=max(0, ends - time.monotonic()))
        self.busy.acquire(timeout=max(0, ends - time.monotonic()))


def measure_tables_when_due() -> int:
    """Once a night: what the planner of SQLite knows of the tables (`database.keep_statistics`)."""
    return claims.once_a_day(STATISTICS, STATISTICS_FROM, lambda _: keep_statistics())


def forget_what_ended() -> int:
    """Tries whose count is over, links and sessions that open nothing; what people gave goes at night (retention)."""
    forget = (limits.forget_old, forget_old_links, forget_ended_sessions)
    number = sum(one() for one in forget)
    db.session.commit()
    return number
