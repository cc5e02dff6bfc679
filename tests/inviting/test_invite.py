"""Inviting: one address, a pasted list, a file; shown first, then all or nothing."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.browser import soup
from tests.joining.scene import letters, link, memberships
from workspace import clock, links
from workspace.database import db
from workspace.groups.models import GroupState
from workspace.inviting.reading import MOST_BYTES, MOST_LINES, from_file
from workspace.joining.models import PendingArrival
from workspace.people import queries as people
from workspace.people.models import Person, Status
from workspace.refusals import Refused

HERE = "/groupes/jeunesse/invitations"
HEADINGS = ["Prénom", "Nom", "E-mail", "Centre", "Statut"]
ZOE = ["Zoé", "Zola", "zoe@example.org", "CSC Les Acacias", "salarié·e"]
OLD = ["Marthe", "Vieille", "", "CSC Les Acacias", "habitante"]


def give(client, text="", file=None, name="liste.csv"):
    return client.post(HERE, data={"addresses": text} | ({"file": (BytesIO(file), name)} if file else {}))


def send(client, answer):
    kept = soup(answer).select_one("input[name=kept]")
    return client.post(f"{HERE}/envoi", data={"kept": kept["value"]})


def as_csv(*rows, encoding="utf-8", delimiter=";"):
    return "\n".join(delimiter.join(row) for row in rows).encode(encoding)


def as_xlsx(*rows):
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def as_ods(*rows, around="", repeated=""):
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("table", "text"))
    return zipped({"content.xml": f"{around}<content{names}><table:table>{cells}{repeated}</table:table></content>"})


def zipped(parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def alice(client_of, cast):
    return client_of("alice")


def test_one_address_is_shown_then_invited_and_comes_in_by_a_button(alice, visitor, cast):
    answer = give(alice, "Zoé Zola <zoe@example.org>")
    assert answer.status_code == 200
    assert "Recevra une invitation" in soup(answer).main.get_text()
    assert letters() == []
    assert send(alice, answer).status_code == 303
    assert [(one.kind, one.address, one.is_secret) for one in letters()] == [
        ("joining/invitation", "zoe@example.org", True)
    ]
    assert letters()[0].subject == "Alice Arnaud vous invite dans le groupe Jeunesse"
    assert people.by_email("zoe@example.org") is None, "not before the button"
    assert "Zoé Zola" in alice.page(HERE).select_one("section[aria-labelledby=h-waiting]").get_text()
    where = link("joining/invitation")
    visitor.page(where)
    assert memberships(cast.jeunesse) == 2
    assert visitor.post(where).location == "/groupes/jeunesse?bienvenue=1"
    zoe = people.by_email("zoe@example.org")
    assert memberships(cast.jeunesse, zoe) == 1
    assert not zoe.came_alone
    assert letters("groups/member-joined") == [], "the inviter leads alone, and knows"


def test_whose_address_it_is_shows_to_nobody_but_its_owner(alice, visitor, cast):
    assert send(alice, give(alice, "carl@example.org\npersonne@example.org")).status_code == 303
    waiting = alice.page(HERE).select_one("section[aria-labelledby=h-waiting]").get_text(" ", strip=True)
    assert "carl@example.org" in waiting
    assert "Carl Caron" not in waiting
    letter = next(one for one in letters() if one.address == "carl@example.org")
    assert letter.recipient == "Carl Caron"
    page = visitor.page(re.search(r"http://localhost(/arrivee/\S+)", letter.text)[1])
    assert "Carl Caron, un dernier geste" in page.main.get_text(" ", strip=True)
    assert not page.select("input[name=first_name]")


def test_an_address_without_a_name_asks_for_it_with_the_button(alice, visitor, cast):
    send(alice, give(alice, "zoe@example.org"))
    where = link("joining/invitation")
    assert visitor.post(where, data={"first_name": "", "last_name": "Zola"}).status_code == 422
    assert visitor.post(where, data={"first_name": "Zoé", "last_name": "Zola"}).status_code == 303
    assert people.by_email("zoe@example.org").name == "Zoé Zola"


def test_whoever_is_invited_says_the_centre_and_status_that_nobody_wrote(alice, visitor, cast):
    """Else an employee pasted in a list would count as a volunteer."""
    send(alice, give(alice, "Zoé Zola <zoe@example.org>"))
    where = link("joining/invitation")
    asked = [field["name"] for field in visitor.page(where).main.select("form select, form input:not([type=hidden])")]
    assert asked == ["centre", "status"]
    assert visitor.post(where, data={"centre": str(cast.alice.centre_id), "status": "employee"}).status_code == 303
    zoe = people.by_email("zoe@example.org")
    assert (zoe.centre_id, zoe.status) == (cast.alice.centre_id, Status.EMPLOYEE)


def test_a_centre_that_the_list_gave_is_not_asked_again_nor_one_of_a_partner(alice, client_of, visitor, cast):
    send(alice, give(alice, file=as_csv(HEADINGS, ZOE)))
    assert not visitor.page(link("joining/invitation")).main.select("form select")
    dora, committee = client_of("dora"), "/groupes/committee/invitations"
    kept = soup(dora.post(committee, data={"addresses": "Zoé Zola <z@caf.example.org>"})).select_one("[name=kept]")
    dora.post(f"{committee}/envoi", data={"kept": kept["value"]})
    letter = next(one for one in letters() if one.address == "z@caf.example.org")
    page = visitor.page(re.search(r"http://localhost(/arrivee/\S+)", letter.text)[1])
    assert "vous faites partie" in page.main.get_text()
    assert not page.main.select("form select")


def test_a_body_is_not_called_a_group(client_of, visitor, cast):
    dora, where = client_of("dora"), "/groupes/board/invitations"
    assert dora.page(where).h1.get_text() == "Inviter dans l’instance"
    kept = soup(dora.post(where, data={"addresses": "zoe@example.org"})).select_one("input[name=kept]")["value"]
    dora.post(f"{where}/envoi", data={"kept": kept})
    letter = next(one for one in letters() if one.address == "zoe@example.org")
    for told in (letter.subject, letter.text, letter.html, visitor.page(link("joining/invitation")).main.get_text()):
        assert "l’instance" in told
        assert "groupe" not in told.replace("groupes", "")


def test_a_name_comes_with_the_token_of_its_form(app, alice, visitor, cast, monkeypatch):
    send(alice, give(alice, "zoe@example.org"))
    where = link("joining/invitation")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    token = visitor.page(where).main.find("input", attrs={"name": "csrf_token"})["value"]
    typed = {"first_name": "Zoé", "last_name": "Zola", "csrf_token": token}
    assert visitor.post(where, data=typed).status_code == 303
    assert people.by_email("zoe@example.org").name == "Zoé Zola"


@pytest.mark.parametrize(
    "file",
    [
        as_csv(HEADINGS, ZOE, OLD),
        as_csv(HEADINGS, ZOE, OLD, encoding="cp1252", delimiter=","),
        as_csv(HEADINGS, ZOE, OLD, encoding="utf-8-sig", delimiter="\t"),
        as_xlsx(HEADINGS, ZOE, OLD),
        as_ods(HEADINGS, ZOE, OLD),
    ],
    ids=["csv", "windows", "tabs", "xlsx", "ods"],
)
def test_a_file_of_each_kind_invites_and_adds_and_twice_changes_nothing(alice, cast, file):
    for round_ in range(2):
        answer = give(alice, file=file)
        assert answer.status_code == 200
        if round_:
            assert "Rien à envoyer" in soup(answer).main.get_text()
        else:
            first = answer
            send(alice, answer)
    send(alice, first)
    assert len(letters("joining/invitation")) == 1
    marthe = db.session.scalars(select(Person).where(Person.last_name == "Vieille")).one()
    assert (marthe.email, marthe.status, marthe.centre_id) == (None, "resident", cast.alice.centre_id)
    assert memberships(cast.jeunesse, marthe) == 1
    pending = db.session.scalars(select(PendingArrival)).one()
    assert (pending.status, pending.centre_id) == ("employee", cast.alice.centre_id)


def test_every_error_is_said_by_its_line_and_nothing_is_done(alice, cast):
    rows = [
        HEADINGS,
        ZOE,
        ["", "", "", "", ""],
        ["Léa", "", "", "", ""],
        ["Max", "Roux", "max@", "Nulle part", "chef"],
        ["Spam", "http://x.example", "spam@example.org", "", ""],
        ["Zo", "Zola", "ZOE@example.org", "", ""],
    ]
    answer = give(alice, file=as_csv(*rows))
    assert answer.status_code == 422
    page = soup(answer)
    said = {
        row.select("td")[0].get_text(): row.select("td")[2].get_text(" ", strip=True) for row in page.select("tbody tr")
    }
    assert set(said) == {"4", "5", "6", "7"}
    assert "adresse e-mail, ou un prénom et un nom" in said["4"]
    for word in ("adresse n’est pas complète", "Centre inconnu", "Statut inconnu"):
        assert word in said["5"]
    assert "pas un nom" in said["6"]
    assert "déjà à la ligne 2" in said["7"]
    assert not page.select("input[name=kept]")
    assert letters() == []
    assert db.session.scalar(select(func.count()).select_from(PendingArrival)) == 0


def test_members_and_those_already_invited_get_no_other_letter(client_of, alice, cast, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    send(alice, give(alice, "zoe@example.org"))
    answer = give(alice, "zoe@example.org, bob@example.org, nora@example.org")
    assert send(alice, answer).status_code == 303
    assert [one.address for one in letters("joining/invitation")] == ["zoe@example.org", "nora@example.org"]
    time_machine.shift(timedelta(days=31))
    alice = client_of("alice")
    send(alice, give(alice, "zoe@example.org"))
    assert len(letters("joining/invitation")) == 3, "too old: it leaves again"


def test_an_invitation_opens_no_group_that_closed_since(alice, visitor, cast):
    send(alice, give(alice, "zoe@example.org"))
    address = link("joining/invitation")
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert visitor.post(address, data={"first_name": "Zoé", "last_name": "Zola"}).status_code == 409
    assert people.by_email("zoe@example.org") is None


def test_an_invitation_is_withdrawn_and_its_link_is_void(alice, visitor, cast):
    send(alice, give(alice, "Zoé Zola <zoe@example.org>"))
    where = link("joining/invitation")
    form = alice.page(HERE).select_one('form[action$="/retrait"]')
    assert alice.post(form["action"]).status_code == 303
    assert visitor.post(where).status_code == 410


def test_the_link_is_void_after_thirty_days_or_once_the_address_changed(alice, visitor, cast, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    send(alice, give(alice, "nora@example.org"))
    where = link("joining/invitation")
    cast.nora.email = "other@example.org"
    db.session.commit()
    assert visitor.post(where).status_code == 410
    cast.nora.email = "nora@example.org"
    db.session.commit()
    time_machine.shift(timedelta(days=30, minutes=1))
    assert visitor.post(where).status_code == 410


def test_nothing_leaves_when_a_line_became_wrong_or_the_list_is_forged(alice, cast):
    answer = give(alice, "zoe@example.org")
    for forged in ("", "x", links.sign("poll", group=cast.jeunesse.id, lines="[]")):
        assert alice.post(f"{HERE}/envoi", data={"kept": forged}).status_code == 409
    other = links.sign("list", group=cast.communication.id, lines="[]")
    assert alice.post(f"{HERE}/envoi", data={"kept": other}).status_code == 409
    cast.jeunesse.state = GroupState.CLOSED
    db.session.commit()
    assert send(alice, answer).status_code == 409
    assert letters() == []


BOMB = zipped({"content.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
ENDLESS = (
    '<table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
ENTITIES = '<!DOCTYPE a [<!ENTITY x "aaaaaaaaaa">]>'


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (BOMB, "trop lourd"),
        (
            as_csv(HEADINGS, *[[f"A{'b' * n}", "C", "", "", ""] for n in range(MOST_LINES + 1)])[:900_000],
            "lignes au plus",
        ),
        (as_csv(["a", "b"], ["c", "d"]), "nomme les colonnes"),
        (as_csv(HEADINGS), "vide"),
        (b"PK\x03\x04 not a zip", "ne se lit pas"),
        (zipped({"word/document.xml": "<a/>"}), "ne se lit pas"),
        (zipped({"xl/workbook.xml": "<a/>"}), "ne se lit pas"),
        (as_ods(HEADINGS, ZOE, around=ENTITIES), "ne se lit pas"),
        (b"\x00\x01\x02binary", "ne se lit pas"),
    ],
    ids=["bomb", "long", "headings", "empty", "broken", "document", "not a sheet", "entities", "binary"],
)
def test_a_file_that_is_not_a_list_is_refused_with_a_sentence(alice, file, said):
    answer = give(alice, file=file)
    assert answer.status_code == 422
    assert said in soup(answer).select_one("#file-error").get_text()
    assert letters() == []


def test_a_file_of_more_than_one_megabyte_is_not_even_read():
    with pytest.raises(Refused, match="trop lourd"):
        from_file(b"x" * (MOST_BYTES + 1))


def test_rows_told_once_and_repeated_a_million_times_cost_nothing(alice):
    assert give(alice, file=as_ods(HEADINGS, ZOE, repeated=ENDLESS)).status_code == 200


def test_formulas_and_tags_are_text(alice, cast):
    answer = give(alice, file=as_xlsx(HEADINGS, ["=1+1", "<b>Gras</b>", "z@example.org", "", ""]))
    assert answer.status_code == 422
    assert "<b>Gras" not in answer.text
    answer = give(alice, "=cmd()@example.org, <script>alert(1)</script>")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_nothing_given_and_too_much_typed(alice):
    assert give(alice).status_code == 422
    assert give(alice, "é" * 60_001).status_code == 422
    assert give(alice, "🌻\u202eabc").status_code == 422


def test_the_preview_takes_as_many_statements_for_one_as_for_many(alice, cast):
    few = len(alice.counted(HERE))
    send(alice, give(alice, ", ".join(f"z{number}@example.org" for number in range(60))))
    assert len(alice.counted(HERE)) <= few + 1 <= 12
    assert len(alice.page(HERE).select("section[aria-labelledby=h-waiting] li.steer-line")) < 60


def test_others_do_not_invite(client_of, cast):
    for who in ("bob", "carl", "bea", "paul", "tess"):
        assert client_of(who).get(HERE).status_code == 403
