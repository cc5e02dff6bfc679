"""The public form and the button of its letter (J1 A2, A3)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from tests.browser import soup
from tests.cast import make_meeting
from tests.joining.scene import LOOK, ZOE, letters, link, memberships, on_request, write_in
from tests.minutes.scene import make_held_meeting
from workspace import clock, links
from workspace.database import db
from workspace.groups.models import Group, GroupState, JoiningRule
from workspace.joining import operations
from workspace.joining.models import JoinRequest, PendingArrival
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries as minutes
from workspace.people import queries as people
from workspace.people.models import Centre, Person


def everybody():
    return db.session.scalar(select(func.count()).select_from(Person))


def pending():
    return db.session.scalars(select(PendingArrival)).all()


def test_j1_a2_one_form_of_five_fields_at_most(visitor, cast):
    form = visitor.page("/rejoindre/jeunesse").select_one("main form")
    fields = [box["name"] for box in form.select("input, select, textarea") if box.get("type") != "hidden"]
    assert fields == ["first_name", "last_name", "email", "centre", "status"]
    assert not form.select('[type=date], [name*=birth], [name*=address], [autocomplete*="address-line"]')


def test_j1_a3_nobody_sees_the_person_before_confirmation(visitor, client_of, cast):
    before = everybody()
    assert LOOK in write_in(visitor).text
    assert everybody() == before
    assert [one.kind for one in letters()] == ["joining/confirm"]
    alice = client_of("alice")
    for place in ("/groupes/jeunesse", "/groupes/jeunesse?rubrique=membres", "/mon-espace"):
        assert "Zola" not in alice.get(place).text
    assert "Zola" not in client_of("dora").get("/tableau-de-bord").text


def test_j1_a3_after_confirmation_one_member_more_and_one_letter_to_those_who_lead(visitor, client_of, cast):
    write_in(visitor)
    answer = visitor.post(link())
    assert (answer.status_code, answer.location) == (303, "/groupes/jeunesse?bienvenue=1")
    assert memberships(cast.jeunesse) == 3
    assert [one.address for one in letters("groups/member-joined")] == ["alice@example.org"]
    assert "Zoé Zola" in client_of("alice").page("/groupes/jeunesse?rubrique=membres").main.get_text()


@pytest.mark.parametrize(
    ("rule", "kind"), [(JoiningRule.OPEN, "groups/member-joined"), (JoiningRule.ON_REQUEST, "joining/request-received")]
)
def test_those_who_lead_read_where_the_person_comes_from_though_it_is_not_their_centre(visitor, cast, rule, kind):
    far = Centre(name="CSC Le Phare", town="Bagneux")
    db.session.add(far)
    cast.jeunesse.joining_rule = rule
    db.session.commit()
    write_in(visitor, centre=str(far.id))
    assert visitor.post(link()).status_code == 303
    told = letters(kind)[0]
    assert all("Zoé Zola (CSC Le Phare)" in text for text in (told.text, told.html))


def test_the_page_after_the_button_welcomes_and_says_what_comes_next(visitor, cast):
    held = make_held_meeting(cast)
    minutes_operations.publish(minutes.of_meeting(held), cast.alice)
    coming = make_meeting(cast.jeunesse, title="Préparer le festival")
    cast.jeunesse.welcome = "Bienvenue !\nLisez le dernier compte rendu.\nÀ bientôt."
    db.session.commit()
    write_in(visitor)
    visitor.post(link())
    box = visitor.page("/groupes/jeunesse?bienvenue=1").select_one("section[aria-labelledby=h-welcome]")
    assert "Bienvenue ! Lisez le dernier compte rendu. À bientôt." in box.get_text(" ")
    assert box.select_one(f'form[action="/reunions/{coming.id}/reponse"] button[value=yes]')
    assert box.select_one(f'a[href="/reunions/{held.id}/compte-rendu"]')
    file = visitor.get(box.select_one('a[href$="agenda.ics"]')["href"])
    assert (file.status_code, file.mimetype) == (200, "text/calendar")
    assert "SUMMARY:Jeunesse\u00a0: Préparer le festival" in file.text
    assert "METHOD" not in file.text


def test_the_welcome_of_a_new_group_announces_neither_meeting_nor_minutes(visitor, cast):
    write_in(visitor)
    visitor.post(link())
    box = visitor.page("/groupes/jeunesse?bienvenue=1").select_one("section[aria-labelledby=h-welcome]").get_text(" ")
    assert "Bienvenue dans le groupe Jeunesse" in box
    assert "Pas encore de date" in box
    assert "Dites si vous venez" not in box
    assert "Le dernier" not in box


def test_in_the_demonstration_without_a_mail_server_the_office_reads_the_letter(
    visitor, client_of, cast, app, monkeypatch
):
    assert "démonstration" not in write_in(visitor, email="yan@example.org").text, "elsewhere letters leave"
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    outbox = "/courriers"
    assert soup(write_in(visitor)).select_one(f'.notice a[href="/connexion?suite={outbox}"]')
    stan = client_of("stan")
    where = stan.page(f"{outbox}?texte=zoe").select_one(".letter-text a")["href"].removeprefix("http://localhost")
    assert stan.post(where).location == "/groupes/jeunesse?bienvenue=1"
    assert "Zoé Zola" in stan.page("/groupes/jeunesse?rubrique=membres").main.get_text(), "they are Zoé from now on"
    assert memberships(cast.jeunesse, people.by_email("zoe@example.org")) == 1
    dora = client_of("dora")
    assert not dora.page(f"{outbox}?texte=zoe").select(".letter-text"), "nobody opens her account with it"
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.example.org")
    assert "démonstration" not in write_in(visitor, email="yves@example.org").text


def test_only_a_press_confirms(visitor, cast):
    write_in(visitor)
    for _ in range(2):
        page = visitor.page(link())
    assert len(page.select("main form button")) == 1
    assert not page.select("main form input:not([type=hidden])")
    assert memberships(cast.jeunesse) == 2


@time_machine.travel("2026-11-22 12:00", tick=False)  # the page carries a token of its second
def test_the_same_answer_whether_an_account_has_the_address(app, client_of, visitor, cast):
    unknown, known = write_in(visitor), write_in(visitor, email="Nora@Example.org")
    assert known.status_code == unknown.status_code
    assert known.text.lower() == unknown.text.replace("zoe@", "nora@").lower()
    texts = [one.text for one in letters("joining/confirm")]
    assert "Vous avez déjà un compte" in texts[1]
    assert "Vous avez déjà un compte" not in texts[0]


def test_the_work_is_the_same_too(visitor, cast, statements):
    write_in(visitor)
    for_a_stranger = list(statements)
    statements.clear()
    write_in(visitor, email="nora@example.org")
    assert statements == for_a_stranger


@pytest.fixture
def statements():
    told = []

    def note(connection, cursor, statement, *_):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            told.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield told
    event.remove(Engine, "before_cursor_execute", note)


def test_whoever_has_an_account_comes_in_under_their_own_name_and_shows_their_password(visitor, client_of, cast):
    write_in(visitor, email="nora@example.org", first_name="Pirate")
    answer = visitor.post(link())
    assert memberships(cast.jeunesse, cast.nora) == 1
    assert people.by_email("nora@example.org").first_name == "Nora"
    assert visitor.get(answer.location).location.startswith("/connexion?suite=")


def test_a_link_serves_once(app, visitor, cast, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    write_in(visitor)
    where = link()
    assert visitor.post(where).status_code == 303
    assert visitor.post(where).status_code == 303, "the same press twice"
    assert memberships(cast.jeunesse) == 3
    time_machine.shift(timedelta(minutes=2))
    for answer in (visitor.get(where), visitor.post(where)):
        assert answer.status_code == 410
        assert "Ce lien ne sert plus" in answer.text


def test_a_link_ends_after_a_week_and_what_was_typed_goes(visitor, cast, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    write_in(visitor)
    where = link()
    time_machine.shift(timedelta(days=7, minutes=1))
    assert visitor.post(where).status_code == 410
    assert memberships(cast.jeunesse) == 2
    write_in(visitor, email="other@example.org")
    assert [one.email for one in pending()] == ["other@example.org"]


def test_a_link_is_void_when_the_address_is_no_longer_the_account_s(visitor, cast):
    write_in(visitor, email="nora@example.org")
    cast.nora.email = "nora.noel@example.org"
    db.session.commit()
    assert visitor.post(link()).status_code == 410
    assert memberships(cast.jeunesse, cast.nora) == 0


def test_a_link_forged_or_made_for_something_else_is_void(visitor, cast):
    write_in(visitor)
    other = links.sign("poll", id=pending()[0].id, email="zoe@example.org")
    for token in (other, "x", link().rpartition("/")[2][:-2]):
        assert visitor.post(f"/arrivee/{token}").status_code == 410


def test_a_newer_letter_voids_the_older_one_and_a_double_click_sends_one(visitor, cast, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    write_in(visitor)
    write_in(visitor)
    assert len(letters("joining/confirm")) == 1
    first = link()
    time_machine.shift(timedelta(minutes=5))
    write_in(visitor)
    assert len(letters("joining/confirm")) == 2
    assert visitor.get(first).status_code == 410
    assert visitor.get(link()).status_code == 200


def test_on_request_the_button_sends_the_request_and_opens_no_other_door(visitor, cast):
    on_request(cast)
    assert "lit chaque demande" in visitor.page("/rejoindre/jeunesse").main.get_text()
    write_in(visitor)
    visitor.post(link())
    zoe = people.by_email("zoe@example.org")
    assert memberships(cast.jeunesse, zoe) == 0
    assert db.session.scalars(select(JoinRequest)).one().person_id == zoe.id
    page = visitor.page("/groupes/jeunesse")
    assert "Demande envoyée" in page.main.get_text()
    assert "Alice" not in page.main.get_text()
    for closed in ("/actions", "/decisions", "/agenda", "/projet"):
        assert visitor.get(closed).status_code == 403
    assert "Jeunesse" in visitor.page("/mon-espace").select_one("section[aria-labelledby=h-asked]").get_text()


@pytest.mark.parametrize("closed_by", [{"joining_rule": JoiningRule.BY_INVITATION}, {"state": GroupState.CLOSED}])
def test_a_group_that_lets_in_no_more_since_the_letter_lets_nobody_in(visitor, cast, closed_by):
    write_in(visitor)
    address, before = link(), everybody()
    for name, value in closed_by.items():
        setattr(cast.jeunesse, name, value)
    db.session.commit()
    assert visitor.post(address).status_code == 409
    assert (everybody(), memberships(cast.jeunesse)) == (before, 2)


def test_by_invitation_the_page_says_whom_to_ask(visitor, cast):
    cast.jeunesse.joining_rule = JoiningRule.BY_INVITATION
    db.session.commit()
    page = visitor.page("/rejoindre/jeunesse")
    assert not page.select("main form")
    assert "accueil@example.org" in page.main.get_text()
    assert write_in(visitor).status_code == 409
    assert letters() == []


def test_bodies_and_closed_groups_have_no_such_page(visitor, cast):
    assert visitor.get("/rejoindre/board").status_code == 404
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert visitor.get("/rejoindre/jeunesse").status_code == 404


def test_the_public_page_names_nobody(visitor, cast):
    make_meeting(cast.jeunesse, title="Titre pour les membres", video_link="https://visio.example.org/secret")
    text = visitor.get("/rejoindre/jeunesse").text
    for said in ("Alice", "Arnaud", "Bob", "Bernard", "alice@", "Titre pour les membres", "visio.example.org"):
        assert said not in text
    assert "Co-animé par une personne" in text


def test_of_an_address_left_empty_one_thing_is_said(visitor, cast):
    page = soup(write_in(visitor, email=""))
    assert page.find(id="email-error").get_text(strip=True) == "Écrivez votre adresse e-mail."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("last_name", " "),
        ("first_name", "Gagnez http://spam.example"),
        ("last_name", "x" * 81),
        ("last_name", "0612345678"),
        ("email", ""),
        ("email", "zoe"),
        ("email", "zoe@example.org\nBcc: all@example.org"),
        ("email", "é" * 10_000),
        ("centre", "9999"),
        ("status", "boss"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_kept(visitor, cast, field, value):
    answer = write_in(visitor, **{field: value})
    assert answer.status_code == 422
    page = soup(answer)
    assert page.select_one(f"#{field}")["aria-invalid"] == "true"
    other = "email" if field != "email" else "first_name"
    assert page.select_one(f"#{other}")["value"] == ZOE[other]
    assert letters() == []


@pytest.mark.parametrize("name", ["Éléonore", "Nguyễn Thị", "محمد", "O’Brien", "Zoé 🌻"])
def test_names_of_the_whole_world_come_in(visitor, cast, name):
    write_in(visitor, first_name=name)
    visitor.post(link())
    assert people.by_email("zoe@example.org").first_name == name


def test_partners_do_not_come_in_by_the_form(visitor, cast):
    write_in(visitor, email="paul@example.org")
    assert visitor.post(link()).status_code == 409
    assert memberships(cast.jeunesse, cast.paul) == 0


def test_two_letters_to_one_address_make_one_person(visitor, cast):
    write_in(visitor)
    first = link()
    write_in(visitor, group="communication")
    visitor.post(first)
    visitor.post(link())
    zoe = people.by_email("zoe@example.org")
    assert memberships(cast.jeunesse, zoe) == memberships(cast.communication, zoe) == 1


def test_pressed_in_somebody_else_s_browser_it_is_no_longer_theirs(client_of, visitor, cast):
    write_in(visitor)
    bob = client_of("bob")
    bob.post(link())
    assert "Bonjour Zoé" in bob.page("/mon-espace").main.get_text()


def test_forgetting_spares_what_still_waits(app, visitor, cast):
    write_in(visitor)
    assert operations.forget_expired() == 0
    assert db.session.scalar(select(func.count()).select_from(Group)) == 5
    assert len(pending()) == 1


def test_the_address_is_corrected_without_typing_the_rest_again(visitor, cast):
    again = soup(write_in(visitor)).find("button", string="Corriger l’adresse").find_parent("form")
    kept = {box["name"]: box["value"] for box in again.select("input") if box["name"] != "csrf_token"}
    page = visitor.post(again["action"], data=kept | {"step": "correct"})
    assert page.status_code == 200
    assert len(letters()) == 1
    form = soup(page).select_one("main form")
    assert {box["name"]: box["value"] for box in form.select("input:not([type=hidden])")} == {
        name: ZOE[name] for name in ("first_name", "last_name", "email")
    }
    assert form.select_one("[name=status] [selected]")["value"] == ZOE["status"]
    write_in(visitor, email="zoe.zola@example.org")
    assert len(letters()) == 2
