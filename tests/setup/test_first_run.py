"""An empty installation is opened once, by whoever holds the token; without it, nothing."""

import pytest
import time_machine

from tests.browser import soup
from workspace import clock
from workspace.accounts.operations import SHORTEST
from workspace.database import db
from workspace.groups.models import Group, GroupKind, Membership
from workspace.imports.operations import SHIPPED, import_file
from workspace.people.models import Mandate, Person, Role
from workspace.refusals import Refused
from workspace.scheduling.models import SchoolHoliday
from workspace.settings.models import Federation
from workspace.setup import operations
from workspace.setup.models import SetupToken

URL = "/premier-demarrage"


@pytest.fixture(autouse=True)
def empty(app, monkeypatch):
    monkeypatch.setitem(app.config, "FIRST_RUN", True)
    monkeypatch.setitem(app.extensions, "first_run_over", False)


@pytest.fixture
def token(app):
    made = operations.new_token()
    db.session.commit()
    return made


def typed(token, **others):
    return {
        "token": token, "name": "Fédération du Val", "short_name": "Centres du Val", "first_name": "Ève",
        "last_name": "Martin", "email": "Eve@val.example.org", "role": "delegate",
        "password": "une phrase assez longue",
    } | others  # fmt: skip


def counts():
    db.session.expire_all()
    return [db.session.query(table).count() for table in (Person, Mandate, Membership, Federation, SetupToken)]


def test_every_page_leads_there(visitor):
    for url in ("/", "/connexion", "/groupes", "/reglages", "/mandats", "/nulle-part"):
        answer = visitor.get(url)
        assert (answer.status_code, answer.location) == (303, URL), url
    assert visitor.post("/connexion").location == URL
    assert visitor.get("/sante").status_code == 200
    assert "Premier démarrage" in visitor.page(URL).h1.get_text()


def test_the_delegate_opens_it_and_comes_in(visitor, token):
    answer = visitor.post(URL, data=typed(token))
    assert (answer.status_code, answer.location) == (303, "/connexion?suite=/premiers-pas")
    person = db.session.query(Person).one()
    assert (person.name, person.email) == ("Ève Martin", "eve@val.example.org")
    assert db.session.query(Mandate).one().role is Role.FEDERATION_DELEGATE
    assert db.session.query(Federation).one().name == "Fédération du Val"
    signed = visitor.post(
        "/connexion?suite=/premiers-pas", data={"email": person.email, "password": "une phrase assez longue"}
    )
    assert signed.location == "/premiers-pas"
    assert visitor.page("/premiers-pas").select('a[href="/groupes/nouveau"]')
    assert visitor.get("/mandats").status_code == 200


def test_a_space_opened_without_a_file_knows_the_school_holidays(visitor, token):
    visitor.post(URL, data=typed(token))
    zones = {one.zone for one in db.session.query(SchoolHoliday)}
    assert zones == {"A", "B", "C"}


def test_the_first_steps_say_all_that_is_to_be_done(visitor, token):
    visitor.post(URL, data=typed(token))
    visitor.post("/connexion", data={"email": "eve@val.example.org", "password": "une phrase assez longue"})
    assert visitor.page("/mon-espace").select_one('main a[href="/premiers-pas"]')
    assert visitor.page("/reglages").select_one('main a[href="/premiers-pas"]')
    steps = visitor.page("/premiers-pas").main
    assert "import-project" in steps.get_text()
    for href in (
        "/projets",
        "/groupes/nouveau",
        "/centres",
        "/groupes",
        "/mandats",
        "/pactes",
        "/reglages",
        "/planning",
    ):
        assert steps.select_one(f'a[href="{href}"]'), href


def test_an_empty_page_leads_to_where_its_first_thing_is_made(visitor, token):
    visitor.post(URL, data=typed(token))
    visitor.post("/connexion", data={"email": "eve@val.example.org", "password": "une phrase assez longue"})
    for url, href in (
        ("/", "/groupes/nouveau"),
        ("/groupes", "/groupes/nouveau"),
        ("/projet", "/projets"),
        ("/pactes", "/pactes/nouveau"),
        ("/evenements", "/groupes"),
        ("/pactes/nouveau", "/projets"),  # a pact supports a project
    ):
        assert visitor.page(url).select_one(f'.empty-state a[href="{href}"]'), url
    assert "clos. Leurs" not in visitor.page("/ressources/nouvelle").main.get_text()


def test_a_project_being_written_is_still_to_put_in_force(visitor, token):
    visitor.post(URL, data=typed(token))
    visitor.post("/connexion", data={"email": "eve@val.example.org", "password": "une phrase assez longue"})
    visitor.post("/projets/nouveau", data={"title": "Projet", "starts_on": "2026-01-01", "ends_on": "2029-12-31"})
    assert "/projets/" in visitor.page("/projets").main.decode()
    assert visitor.page("/premiers-pas").select_one('main a[href="/projets"]')


def test_a_project_loaded_before_is_not_asked_for_again(visitor):
    import_file(SHIPPED / "hauts-de-seine-2019-2022.yaml")
    made = operations.new_token()
    db.session.commit()
    form = visitor.page(URL)
    known = db.session.query(Federation).one()
    assert form.find(id="name")["value"] == known.name
    assert form.find(id="short_name")["value"] == known.short_name
    visitor.post(URL, data=typed(made, name=known.name, short_name=known.short_name))
    visitor.post("/connexion", data={"email": "eve@val.example.org", "password": "une phrase assez longue"})
    assert "import-project" not in visitor.page("/premiers-pas").main.get_text()


def test_or_a_member_of_the_staff_team(visitor, token):
    assert visitor.post(URL, data=typed(token, role="staff")).status_code == 303
    assert db.session.query(Group).one().kind is GroupKind.STAFF_TEAM
    assert counts() == [1, 0, 1, 1, 0]
    visitor.post("/connexion", data={"email": "eve@val.example.org", "password": "une phrase assez longue"})
    assert visitor.page("/mon-espace").select_one('main a[href="/premiers-pas"]'), "member of the team alone"
    assert "Chaque" not in visitor.page("/tableau-de-bord").main.get_text(), "there is none yet"


def test_it_serves_once(visitor, token):
    visitor.post(URL, data=typed(token))
    assert visitor.get(URL).status_code == 404
    assert visitor.post(URL, data=typed(token, email="autre@val.example.org")).status_code == 404
    assert counts() == [1, 1, 0, 1, 0]
    assert visitor.get("/").status_code == 200


def test_the_second_of_two_at_once_finds_it_gone(app, token):
    given = typed(token)
    given.pop("role")
    operations.open_installation(**given, is_delegate=True)
    with pytest.raises(Refused):
        operations.open_installation(**given | {"email": "autre@val.example.org"}, is_delegate=True)


@pytest.mark.parametrize("wrong", ["", "x", "é" * 200, "x" * 10_000, "\x00"])
def test_without_the_token_nothing(visitor, token, wrong):
    answer = visitor.post(URL, data=typed(wrong))
    assert answer.status_code == 422
    assert soup(answer).find(id="token-error").get_text()
    assert counts() == [0, 0, 0, 0, 1]
    assert soup(answer).find(id="name")["value"] == "Fédération du Val"
    assert not soup(answer).find(id="password").get("value")


def test_no_token_was_ever_made(visitor):
    assert visitor.post(URL, data=typed("None")).status_code == 422
    assert counts() == [0, 0, 0, 0, 0]


def test_a_token_is_too_old_after_a_day_and_a_new_one_replaces_it(visitor, token):
    with time_machine.travel(clock.now() + operations.LASTS, tick=False):
        assert visitor.post(URL, data=typed(token)).status_code == 422
    newer = operations.new_token()
    db.session.commit()
    assert visitor.post(URL, data=typed(token)).status_code == 422
    assert visitor.post(URL, data=typed(newer)).status_code == 303


@pytest.mark.parametrize(
    ("slip", "field"),
    [
        ({"name": ""}, "name"), ({"email": "eve"}, "email"), ({"password": "court"}, "password"),
        ({"role": "sysadmin"}, None), ({"first_name": "é" * 81}, "first_name"),
    ],
)  # fmt: skip
def test_a_slip_leaves_the_token_good(visitor, token, slip, field):
    answer = visitor.post(URL, data=typed(token, **slip))
    assert answer.status_code == 422
    if field:
        assert soup(answer).find(id=f"{field}-error").get_text()
    assert visitor.post(URL, data=typed(token)).status_code == 303


def test_a_password_is_judged_as_everywhere_else(visitor, token):
    """One minimum, and the same list of those that anybody tries first."""
    for weak in ("é" * (SHORTEST - 1), "motdepasse2026", "Ève Martin"):
        answer = visitor.post(URL, data=typed(token, password=weak))
        assert answer.status_code == 422
        assert soup(answer).find(id="password-error").get_text(), weak
        assert counts() == [0, 0, 0, 0, 1]
    assert str(SHORTEST) in soup(answer).find(id="password-help").get_text()
    assert visitor.post(URL, data=typed(token, password="lune-verte"[:SHORTEST])).status_code == 303


def test_tries_are_counted(visitor, token):
    answers = [visitor.post(URL, data=typed("x")).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_only_its_hash_is_kept(app, token):
    assert token not in db.session.query(SetupToken).one().digest


def test_the_command_prints_it_once_nobody_is_known(app, cast):
    said = app.test_cli_runner().invoke(args=["first-run"])
    assert said.exit_code == 1
    assert "déjà ouvert" in said.output


def test_the_command_prints_it(app):
    said = app.test_cli_runner().invoke(args=["first-run"])
    assert said.exit_code == 0
    assert "/premier-demarrage" in said.output
    assert db.session.query(SetupToken).count() == 1


def test_it_costs_nothing_once_over(app, client_of, cast):
    bob = client_of("bob")
    bob.counted("/groupes")
    assert app.extensions["first_run_over"]
    assert not [said for said in bob.counted("/groupes") if "FROM person" in said and "LIMIT" in said]
