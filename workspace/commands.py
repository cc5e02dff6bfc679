"""The `flask` commands: same rank as views, but they commit themselves."""

import logging
import signal
import time

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app

from workspace import post

EVERY = 4  # seconds between two rounds of the worker: a letter leaves within 10 s


def init_app(app: Flask) -> None:
    app.cli.add_command(worker)


@click.command()
def worker() -> None:
    """Send the letters that wait, until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the real one, for the scheduler's threads

    def round_of_letters() -> None:
        with app.app_context():
            sent = post.send_letters()
            if sent:
                logging.info("courriers envoyés : %s", sent)

    scheduler = BackgroundScheduler()
    scheduler.add_job(round_of_letters, "interval", seconds=EVERY, max_instances=1, coalesce=True)
    scheduler.start()
    click.echo("Le service des courriers tourne.")
    stopping: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _: stopping.append(number))
    while not stopping:
        time.sleep(0.5)
    scheduler.shutdown(wait=True)
