"""Where the history is found, and what a line of the settings names."""

from sqlalchemy import update

from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.journal.models import Entry
from workspace.minutes.operations import publish
from workspace.minutes.queries import decisions_of_meeting, of_meeting
from workspace.settings import operations as settings
from workspace.settings.queries import federation, version_of


def test_a_decision_leads_to_the_history_of_its_meeting(client_of, cast):
    meeting = make_held_meeting(cast)
    publish(of_meeting(meeting), cast.alice)
    db.session.commit()
    address = f"/decisions/{decisions_of_meeting(meeting.id)[0].number}"
    history = f'a[href="/historique/reunion/{meeting.id}"]'
    assert client_of("alice").page(address).select(history)
    assert not client_of("bob").page(address).select(history)


def test_a_change_of_settings_names_its_section(client_of, cast):
    settings.change("L’apparence", version_of(federation(), ["footnote"]), footnote="Autre chose.")
    db.session.commit()
    assert "a changé les réglages\xa0: «\u202fL’apparence\u202f»" in client_of("stan").get("/journal").text


def test_a_line_older_than_a_word_of_its_sentence_still_reads(client_of, cast):
    settings.change("L’apparence", version_of(federation(), ["footnote"]), footnote="Autre chose.")
    db.session.execute(update(Entry).values(told="{}"))
    db.session.commit()
    assert "a changé les réglages\xa0: «\u202f…\u202f»" in client_of("stan").get("/journal").text
