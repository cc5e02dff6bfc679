"""Points that wait for a meeting of their group."""

import pytest

from tests.actions.scene import make_action
from tests.cast import make_meeting
from workspace.actions.lines import citing
from workspace.agendas import queries
from workspace.agendas.operations import drop_parked, park_point, place_point
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.meetings.models import AgendaItem, MeetingState, PointKind
from workspace.meetings.operations import remove_point
from workspace.refusals import Refused


def titles(group):
    return [parked.title for parked in queries.waiting_for(group)]


def test_a_point_waits_for_its_group_and_only_once(cast):
    for _ in range(2):
        park_point(cast.jeunesse, "Le minibus", PointKind.DECISION, 20, proposed_by=cast.bob)
    assert titles(cast.jeunesse) == ["Le minibus"]
    assert titles(cast.communication) == []


def test_two_who_propose_the_same_title_both_keep_their_words(client_of, cast):
    said = {"title": "Le minibus", "kind": "exchange"}
    for who, words in (("bob", "Deux devis."), ("alice", "Il faut le vendre."), ("alice", "Il faut le vendre.")):
        client_of(who).post("/groupes/jeunesse/points-en-attente", data=said | {"text": words})
    assert [one.text for one in queries.waiting_for(cast.jeunesse)] == ["Deux devis.", "Il faut le vendre."]


def test_placed_it_is_on_the_agenda_with_all_it_says(cast):
    meeting, item = make_meeting(cast.jeunesse, MeetingState.DRAFT), cast.items["o2-act1"]
    parked = park_point(cast.jeunesse, "Le minibus", PointKind.DECISION, 20, "Deux devis.", [item], cast.bob)
    point = place_point(parked, meeting)
    assert (point.title, point.kind, point.minutes, point.text) == ("Le minibus", PointKind.DECISION, 20, "Deux devis.")
    assert (point.items, point.carried_by, point.position) == ([item], cast.bob, 2)
    assert place_point(parked, meeting) is point
    assert titles(cast.jeunesse) == []


def test_actions_that_it_names_are_told_unless_they_are_the_draft_of_others(client_of, cast):
    own, other = (make_action(cast, title, published=False, group=group)
                  for title, group in (("Le nôtre", cast.jeunesse), ("Le leur", cast.communication)))  # fmt: skip
    park_point(cast.jeunesse, "Où en sont nos actions", text=f"- {citing(own.id)}\n- {citing(other.id)}")
    db.session.commit()
    said = client_of("bob").page("/groupes/jeunesse/points-en-attente").main.get_text()
    assert "Le nôtre" in said
    assert "Le leur" not in said
    assert "[[" not in said


def test_taken_off_the_agenda_it_waits_again(cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    point = place_point(park_point(cast.jeunesse, "Le minibus"), meeting)
    remove_point(point)
    db.session.expire_all()
    assert titles(cast.jeunesse) == ["Le minibus"]


def test_an_untreated_point_says_which_meeting_it_comes_back_from(cast):
    held = make_meeting(cast.jeunesse, MeetingState.HELD, days=-7)
    for _ in range(2):
        park_point(cast.jeunesse, "Point 1", from_point=held.points[0])
    db.session.commit()
    db.session.expire_all()
    (parked,) = queries.waiting_for(cast.jeunesse)
    assert parked.from_point.meeting == held


def test_dropped_it_waits_no_more_and_says_why(cast):
    parked = park_point(cast.jeunesse, "Le minibus")
    drop_parked(parked, "Vendu.")
    assert (titles(cast.jeunesse), parked.dropped_reason) == ([], "Vendu.")
    with pytest.raises(Refused, match="écarté"):
        place_point(parked, make_meeting(cast.jeunesse, MeetingState.DRAFT))


def test_it_goes_on_one_agenda_of_its_own_group(cast):
    parked = park_point(cast.jeunesse, "Le minibus")
    with pytest.raises(Refused, match="autre groupe"):
        place_point(parked, make_meeting(cast.communication, MeetingState.DRAFT))
    place_point(parked, make_meeting(cast.jeunesse, MeetingState.DRAFT))
    with pytest.raises(Refused, match="déjà"):
        place_point(parked, make_meeting(cast.jeunesse, MeetingState.DRAFT, days=30))
    with pytest.raises(Refused, match="déjà"):
        drop_parked(parked)
    assert db.session.query(AgendaItem).filter_by(title="Le minibus").count() == 1


def test_a_closed_group_waits_for_nothing(cast):
    cast.jeunesse.state = GroupState.CLOSED
    with pytest.raises(Refused, match="clos"):
        park_point(cast.jeunesse, "Le minibus")
