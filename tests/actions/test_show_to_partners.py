"""« Visible aux partenaires » is ticked by those who lead."""

from tests.actions.scene import make_action
from workspace.actions.models import ActionItem
from workspace.database import db


def visible(action):
    db.session.expire_all()
    return db.session.get(ActionItem, action.id).visible_to_partners


def test_it_is_shown_then_hidden(client_of, cast):
    alice, action = client_of("alice"), make_action(cast)
    for asked, seen in [("oui", True), ("oui", True), ("non", False), ("", False)]:
        response = alice.post(f"/actions/{action.id}/partenaires", data={"visible": asked})
        assert response.location == f"/actions/{action.id}"
        assert visible(action) is seen


def test_its_owner_does_not_choose(client_of, cast):
    action = make_action(cast)
    assert client_of("bob").post(f"/actions/{action.id}/partenaires", data={"visible": "oui"}).status_code == 403
    assert "Montrer aux partenaires" not in client_of("bob").get(f"/actions/{action.id}").text
    assert not visible(action)
