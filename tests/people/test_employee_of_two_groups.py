"""J2: a salaried member finds all that is expected of them in one place."""

from datetime import timedelta

from tests.cast import LONG_AGO, make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.database import db
from workspace.groups.models import Membership


def test_j2_a3_an_overdue_action_is_said_in_words(client_of, cast):
    make_held_meeting(cast, due_on=clock.today() - timedelta(days=4))
    page = client_of("bob").page("/mon-espace")
    late = page.select_one("section[aria-labelledby=h-actions] .state[data-state=late]")
    assert "En retard de 4\u00a0jours" in late.get_text()


def test_j2_a5_two_groups_are_seen_without_changing_context(client_of, cast):
    db.session.add(Membership(group=cast.communication, person=cast.bob, joined_on=LONG_AGO))
    make_meeting(cast.jeunesse, days=3, title="Des jeunes")
    make_meeting(cast.communication, days=4, title="Du journal")
    bob = client_of("bob")
    for url in ("/mon-espace", "/agenda"):
        text = bob.page(url).main.get_text()
        assert "Des jeunes" in text, url
        assert "Du journal" in text, url
    preferences = bob.page("/avis/preferences").main.get_text()
    assert "Jeunesse" in preferences
    assert "Communication" in preferences
