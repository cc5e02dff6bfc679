"""« Visible aux partenaires » is ticked on a decision by those who lead."""

from sqlalchemy import select

from tests.minutes.scene import make_held_meeting
from workspace.database import db
from workspace.journal.models import Entry
from workspace.minutes import operations, queries


def test_it_is_shown_then_hidden_and_the_journal_says_so_once(client_of, cast):
    meeting = make_held_meeting(cast)
    operations.publish(queries.of_meeting(meeting), cast.alice)
    db.session.commit()
    alice, (decision,) = client_of("alice"), queries.decisions_of_meeting(meeting.id)
    for asked, seen in [("oui", True), ("oui", True), ("non", False)]:
        alice.post(f"/decisions/{decision.number}/partenaires", data={"visible": asked})
        db.session.refresh(decision)
        assert decision.visible_to_partners is seen
    kinds = select(Entry.kind).where(Entry.kind.endswith("-partners")).order_by(Entry.id)
    assert db.session.scalars(kinds).all() == ["minutes/shown-to-partners", "minutes/hidden-from-partners"]
