"""Who commits: a POST answered below 400, and nothing else (architecture §3)."""

import pytest
from flask import abort

from workspace import clock
from workspace.database import db
from workspace.groups import operations, queries
from workspace.groups.models import Group, Membership


def purpose(group):
    db.session.expire_all()
    return db.session.get(Group, group.id).purpose


def test_a_get_cannot_write(client_of, cast, monkeypatch):
    def sneaky(*_, **__):
        db.session.get(Group, cast.jeunesse.id).purpose = "changed"
        db.session.flush()
        return []

    monkeypatch.setattr(queries, "all_groups", sneaky)
    client_of("bob").get("/groupes")
    assert purpose(cast.jeunesse) == "Ce que fait jeunesse."


@pytest.mark.parametrize("status", [403, 409, 422, 500])
def test_a_refused_post_leaves_nothing(client_of, cast, monkeypatch, status):
    def half_done(group, person, let_in_by=None):
        db.session.add(Membership(group_id=group.id, person_id=person.id, joined_on=clock.today()))
        db.session.flush()
        abort(status)

    monkeypatch.setattr(operations, "join_group", half_done)
    assert client_of("nora").post("/groupes/jeunesse/rejoindre").status_code == status
    assert queries.membership(cast.jeunesse, cast.nora) is None


def test_a_breakdown_leaves_nothing_and_says_so_in_french(app, client_of, cast, monkeypatch):
    def broken(group, person, let_in_by=None):
        db.session.add(Membership(group_id=group.id, person_id=person.id, joined_on=clock.today()))
        db.session.flush()
        raise OSError("disk full")

    monkeypatch.setattr(operations, "join_group", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client_of("nora").post("/groupes/jeunesse/rejoindre")
    assert answer.status_code == 500
    assert "Rien n’est perdu" in answer.text
    assert "disk full" not in answer.text
    assert queries.membership(cast.jeunesse, cast.nora) is None
