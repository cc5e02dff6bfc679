"""A message to the group: one letter each, answers to the sender."""

import pytest
from sqlalchemy import select

from tests.browser import soup
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, GroupMessage, Membership
from workspace.people.models import Person
from workspace.post import Letter, as_message

URL = "/groupes/jeunesse/message"
ONCE = "0123456789abcdef" * 2
TYPED = {"subject": "Samedi", "text": "Rendez-vous à 9 h.\r\n<b>Prenez</b> vos gants.", "form_id": ONCE}


@pytest.fixture
def scene(cast):
    """Denise has no address, Nora leads without being a member, Carl left."""
    denise = Person(first_name="Denise", last_name="Lhomme")
    db.session.add(Membership(group=cast.jeunesse, person=denise, joined_on=clock.today()))
    db.session.add(CoFacilitation(group=cast.jeunesse, person=cast.nora, starts_on=clock.today()))
    day = clock.today()
    db.session.add(Membership(group=cast.jeunesse, person=cast.carl, joined_on=day, left_on=day))
    db.session.commit()
    return cast


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.address)).all()


def test_the_page_says_before_who_will_get_it(client_of, scene):
    page = client_of("alice").page(URL)
    assert "2\u00a0personnes" in page.summary.get_text()
    text = page.main.get_text(" ", strip=True)
    assert "Bob Bernard, Nora Noël." in text
    assert "à prévenir autrement\u00a0: Denise Lhomme." in text
    assert "alice@example.org" in text
    assert "Carl" not in text
    assert len(page.find(id="form_id")["value"]) == 32
    assert page.find(id="form_id")["value"] != client_of("alice").page(URL).find(id="form_id")["value"]


def test_one_letter_each_whose_answers_go_to_the_sender(client_of, scene):
    alice = client_of("alice")
    assert alice.post(URL, data=TYPED).location == "/groupes/jeunesse"
    left = letters()
    assert [one.address for one in left] == ["bob@example.org", "nora@example.org"]
    assert {(one.kind, one.subject) for one in left} == {("groups/message", "Jeunesse\u00a0: Samedi")}
    message = as_message(left[0])
    assert message.reply_to == "alice@example.org"
    assert "Reply-To: alice@example.org" in str(message)
    assert "Rendez-vous à 9 h.\n<b>Prenez</b> vos gants." in left[0].text
    assert "Rendez-vous à 9 h.<br>&lt;b&gt;Prenez&lt;/b&gt; vos gants." in left[0].html
    assert "2\u00a0courriers" in alice.page("/groupes/jeunesse").select_one("#messages").get_text()
    assert "Message à un groupe" in client_of("stan").page("/courriers").main.get_text()


def test_other_letters_ask_no_answer_elsewhere(client_of, cast):
    client_of("nora").post("/groupes/jeunesse/rejoindre")
    assert as_message(letters()[0]).reply_to is None


def test_a_double_click_sends_once(client_of, scene):
    alice = client_of("alice")
    for _ in range(2):
        assert alice.post(URL, data=TYPED).status_code == 303
    assert "Ce message est déjà parti." in alice.page("/groupes/jeunesse").get_text()
    assert len(letters()) == 2
    assert len(db.session.scalars(select(GroupMessage)).all()) == 1
    alice.post(URL, data=TYPED | {"form_id": "f" * 32})
    assert len(letters()) == 4


def test_the_federation_writes_to_bodies_with_the_same_screen(client_of, cast):
    assert "Écrire à l’instance" in client_of("stan").page("/groupes/board/message").h1.get_text()
    assert client_of("stan").post("/groupes/board/message", data=TYPED).status_code == 303
    assert [(one.address, one.reply_to) for one in letters()] == [("bea@example.org", "stan@example.org")]


@pytest.mark.parametrize(
    ("slip", "message"),
    [
        ({"subject": " "}, "Donnez un objet au message."),
        ({"subject": "x" * 151}, "150 caractères au plus."),
        ({"text": ""}, "Écrivez votre message."),
        ({"text": "x" * 10_001}, "10\u202f000 caractères au plus."),
        ({"form_id": ""}, "Rechargez la page"),
        ({"form_id": "x" * 33}, "Rechargez la page"),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(client_of, slip, message):
    response = client_of("alice").post(URL, data=TYPED | slip)
    assert response.status_code == 422
    page = soup(response)
    assert message in page.get_text()
    typed = (TYPED | slip)["text"].replace("\r\n", "\n")
    assert page.find(id="text").get_text().replace("\r\n", "\n").strip() == typed
    assert letters() == []


def test_a_line_end_in_the_subject_makes_no_header(client_of, cast):
    client_of("alice").post(URL, data=TYPED | {"subject": "Samedi\r\nBcc: tous@example.org"})
    assert letters()[0].subject == "Jeunesse\u00a0: Samedi Bcc: tous@example.org"


def test_alone_one_writes_to_nobody(client_of, cast):
    alice = client_of("alice")
    db.session.scalar(select(Membership).where(Membership.person_id == cast.bob.id)).left_on = clock.today()
    db.session.commit()
    page = alice.page(URL)
    assert "aucun courrier ne partirait" in page.main.get_text()
    assert not page.main.select("form")
    assert alice.post(URL, data=TYPED).status_code == 409
    assert letters() == []


def test_others_do_not_write(client_of):
    for who in ("bob", "carl", "bea", "paul", "tess"):
        assert client_of(who).post(URL, data=TYPED).status_code == 403
        assert URL not in client_of(who).get("/groupes/jeunesse").text
    assert client_of("alice").post("/groupes/communication/message", data=TYPED).status_code == 403
