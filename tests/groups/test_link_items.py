"""Tying a group to what of the project it works for."""

from sqlalchemy import select

from workspace.database import db
from workspace.project.models import GroupLink, LinkState, ProjectState

URL = "/groupes/jeunesse/modifier"


def links(group):
    query = select(GroupLink.item_id, GroupLink.state).where(GroupLink.group_id == group.id)
    return dict(db.session.execute(query).all())


def tick(client, *items):
    revision = client.page(URL).find(id="revision")["value"]
    return client.post(URL, data={"revision": revision, "items": [str(item.id) for item in items]})


def test_the_tree_is_there_with_what_is_served_ticked(client_of, cast):
    page = client_of("alice").page(URL)
    boxes = {int(box["value"]): box.has_attr("checked") for box in page.select('.picker [name="items"]')}
    served = cast.items["o2-act1"].id
    assert boxes == {item.id: item.id == served for item in cast.items.values()}


def test_new_links_are_proposed_those_that_stay_keep_their_state_and_the_others_go(client_of, cast):
    alice, items = client_of("alice"), cast.items
    db.session.scalar(select(GroupLink)).state = LinkState.VALIDATED
    db.session.commit()
    assert tick(alice, items["o2-act1"], items["o1"]).status_code == 303
    assert links(cast.jeunesse) == {
        items["o2-act1"].id: LinkState.VALIDATED,
        items["o1"].id: LinkState.PROPOSED,
    }
    assert tick(alice, items["o1"]).status_code == 303
    assert links(cast.jeunesse) == {items["o1"].id: LinkState.PROPOSED}
    assert "Soutenir l’innovation sociale" in alice.page("/groupes/jeunesse").select_one(".served").get_text()


def test_nothing_ticked_unties_all(client_of, cast):
    assert tick(client_of("alice")).status_code == 303
    assert links(cast.jeunesse) == {}
    assert not client_of("alice").page("/groupes/jeunesse").select(".served")


def test_what_does_not_exist_is_refused(client_of, cast):
    response = client_of("alice").post(URL, data={"revision": "1", "items": ["999999"]})
    assert response.status_code == 422
    assert links(cast.jeunesse) == {cast.items["o2-act1"].id: LinkState.PROPOSED}


def test_other_groups_keep_theirs(client_of, cast):
    db.session.add(GroupLink(group_id=cast.communication.id, item_id=cast.items["o1"].id))
    db.session.commit()
    tick(client_of("alice"))
    assert links(cast.communication) == {cast.items["o1"].id: LinkState.PROPOSED}


def test_without_a_project_in_force_nothing_is_to_be_ticked_and_it_says_so(client_of, cast):
    cast.project.state = ProjectState.DRAFTING
    db.session.commit()
    page = client_of("dora").page("/groupes/nouveau").main
    assert not page.select(".picker")
    assert "aucun projet n’est en vigueur" in page.get_text()
