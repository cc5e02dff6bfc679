"""Joining a group (J1)."""

import pytest
from sqlalchemy import func, select

from workspace import clock
from workspace.database import db
from workspace.groups import operations
from workspace.groups.models import GroupState, JoiningRule, Membership
from workspace.post import Letter


def memberships(group, person):
    return db.session.scalar(
        select(func.count()).where(
            Membership.group_id == group.id, Membership.person_id == person.id, Membership.left_on.is_(None)
        )
    )


def test_joining_takes_one_press_and_says_welcome(client_of, cast):
    cast.jeunesse.welcome = "Bienvenue !\nLisez le dernier compte rendu.\nÀ bientôt."
    db.session.commit()
    nora = client_of("nora")
    response = nora.post("/groupes/jeunesse/rejoindre")
    assert (response.status_code, response.location) == (303, "/groupes/jeunesse")
    page = nora.page("/groupes/jeunesse")
    assert page.select_one("#messages").get_text(" ", strip=True).endswith("compte rendu. À bientôt.")
    assert "Vous en êtes membre" in page.main.get_text()
    assert "3\u00a0membres" in page.main.get_text()


def test_those_who_lead_get_one_letter_each(client_of, cast):
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    letters = db.session.scalars(select(Letter)).all()
    assert [(one.kind, one.address) for one in letters] == [("groups/member-joined", "alice@example.org")]
    assert letters[0].subject == "Nora Noël rejoint le groupe Jeunesse"
    for text in (letters[0].text, letters[0].html):
        assert "CSC Les Acacias" in text
        assert "/groupes/jeunesse?rubrique=membres" in text


def test_joining_twice_says_so_and_changes_nothing(client_of, cast):
    nora = client_of("nora")
    for _ in range(2):
        assert nora.post("/groupes/jeunesse/rejoindre").status_code == 303
    assert "Vous faites déjà partie de ce groupe." in nora.page("/groupes/jeunesse").text
    assert memberships(cast.jeunesse, cast.nora) == 1
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_whoever_left_may_come_back(client_of, cast):
    nora = client_of("nora")
    for gesture in ("rejoindre", "quitter", "rejoindre"):
        assert nora.post(f"/groupes/jeunesse/{gesture}").status_code == 303
    assert memberships(cast.jeunesse, cast.nora) == 1


def test_what_the_same_request_did_before_is_kept_when_the_index_refuses(app, cast):
    cast.nora.first_name = "Éléonore"
    assert operations.join_group(cast.jeunesse, cast.bob) is False
    db.session.commit()
    db.session.expire_all()
    assert cast.nora.first_name == "Éléonore"
    assert memberships(cast.jeunesse, cast.bob) == 1


@pytest.mark.parametrize(
    "closed_by",
    [
        {"joining_rule": JoiningRule.BY_INVITATION},
        {"joining_rule": JoiningRule.ON_REQUEST},
        {"state": GroupState.CLOSED},
    ],
)
def test_a_group_that_is_not_open_is_not_joined(client_of, cast, closed_by):
    for name, value in closed_by.items():
        setattr(cast.jeunesse, name, value)
    db.session.commit()
    assert client_of("nora").post("/groupes/jeunesse/rejoindre").status_code == 403
    assert memberships(cast.jeunesse, cast.nora) == 0


def test_bodies_are_not_joined_nor_groups_by_outsiders(client_of, cast):
    assert client_of("nora").post("/groupes/board/rejoindre").status_code == 403
    for who in ("paul", "tess"):
        assert client_of(who).post("/groupes/jeunesse/rejoindre").status_code == 403
    assert client_of().post("/groupes/jeunesse/rejoindre").status_code == 401
    assert client_of("nora").get("/groupes/jeunesse/rejoindre").status_code == 405
    day = clock.today()
    assert db.session.scalar(select(func.count()).where(Membership.joined_on == day)) == 0
