"""What the pages of a body's meeting ask of the database when they have all there is to say."""

import pytest

from tests.browser import counting
from tests.statutes.scene import ask, fill_board, make_board_meeting
from workspace import clock
from workspace.actions.operations import record_action
from workspace.agendas.operations import open_with_approval
from workspace.approval import operations as approval
from workspace.database import db
from workspace.minutes import operations, queries
from workspace.statutes import operations as statutes

MOST = 12


@pytest.fixture
def board(cast):
    """In review: a proxy, a point that submits earlier minutes, a decision, an action that the notes name, a remark."""
    fill_board(cast)
    ask(board_proxies_count=True)
    before = make_board_meeting(cast, "alice", days=-10)
    operations.publish(operations.close_meeting(before), cast.alice)
    meeting = make_board_meeting(cast, "alice", "bob")
    open_with_approval(meeting, before, "Approbation")
    statutes.give_proxy(meeting, cast.carl.id, cast.bob.id)
    point = queries.agenda_of(meeting.id)[0]
    action = record_action(point, "Appeler la Caf", [cast.bob], clock.today(), [])
    operations.record_decision(point, "Oui", [])
    point.notes = f"- [ ] [[action {action.id}]]"
    approval.comment(operations.close_meeting(meeting), point, cast.bob, "Une faute")
    db.session.commit()
    return meeting


@pytest.mark.parametrize("path", ["", "/compte-rendu", "/cloture", "/publication"])
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_no_page_of_a_body_in_review_asks_more_than_any_other(client_of, board, who, path):
    client, address = client_of(who), f"/reunions/{board.id}{path}"
    client.get("/")  # the first page of a day notes that they came
    with counting() as statements:
        client.get(address)
    assert len(statements) <= MOST, statements
