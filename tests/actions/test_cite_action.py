"""Texts that name an action: what they say of it to those who read them."""

import pytest
from sqlalchemy import insert

from tests.actions.scene import make_action
from tests.cast import add_cleo, make_meeting
from workspace import clock
from workspace.actions import lines, queries
from workspace.database import db
from workspace.meetings.models import MeetingState, meeting_guest_group
from workspace.minutes.models import Minutes, MinutesState

TITLE = "Changer de directeur"


@pytest.fixture
def draft(cast):
    """Of Jeunesse, in minutes that nobody read yet."""
    return make_action(cast, TITLE, published=False, meeting=make_meeting(cast.jeunesse, MeetingState.HELD, days=-7))


@pytest.fixture
def citing(cast, draft):
    """Minutes of Communication, in review, that name it."""
    meeting = make_meeting(cast.communication, MeetingState.HELD, days=-1)
    meeting.points[0].notes = meeting.points[0].text = lines.citing(draft.id)
    db.session.add(Minutes(meeting=meeting, state=MinutesState.IN_REVIEW))
    db.session.commit()
    return meeting


@pytest.mark.parametrize("place", ["", "/compte-rendu"])
def test_its_number_tells_nothing_of_the_draft_of_another_group(client_of, cast, draft, citing, place):
    add_cleo(cast)
    said = client_of("cleo").page(f"/reunions/{citing.id}{place}").main.get_text()
    assert TITLE not in said
    assert "pas encore publiée" in said
    draft.published_at = clock.now()
    db.session.commit()
    assert TITLE in client_of("cleo").page(f"/reunions/{citing.id}{place}").main.get_text()


def test_groups_that_meet_together_read_what_they_decided(cast, draft, citing):
    text = [lines.citing(draft.id)]
    assert queries.cited_in(text, {cast.jeunesse.id}) == {draft.id: draft}
    assert queries.cited_in(text, citing.group_ids) == {}
    pair = {"meeting_id": draft.meeting_id, "group_id": cast.communication.id}
    db.session.execute(insert(meeting_guest_group).values(pair))
    assert queries.cited_in(text, citing.group_ids) == {draft.id: draft}
