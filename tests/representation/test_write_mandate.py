"""A seat of the federation is written, changed, ended, removed by the delegate and the staff team."""

import pytest
from sqlalchemy import select

from tests.browser import soup
from tests.cast import LONG_AGO
from tests.minutes.scene import make_held_meeting
from tests.minutes.test_read_minutes import publish
from tests.representation.scene import BODY, caf, day, make_mandate, make_report
from workspace.database import db
from workspace.journal.models import Entry
from workspace.minutes.models import Decision
from workspace.refusals import Refused
from workspace.representation import operations
from workspace.representation.models import ExternalMandate, Representative, Seat
from workspace.representation.operations import Told

NEW = "/representations/nouvelle"


def typed(**others):
    return {"institution": caf().id, "body": BODY, "starts_on": "2026-01-01"} | others


def mandates():
    db.session.expire_all()
    return db.session.scalars(select(ExternalMandate)).all()


def test_it_is_written_with_what_it_serves_and_what_gave_it(client_of, cast):
    publish(make_held_meeting(cast), cast)
    number = db.session.scalar(select(Decision.number))
    item = cast.items["o1-obj1"]
    more = {"decision": number, "items": [item.id], "purpose": "Les droits 🎈", "next_on": "2026-02-01"}
    answer = client_of("dora").post(NEW, data=typed(**more))
    assert answer.status_code == 303
    (mandate,) = mandates()
    assert answer.location == f"/representations/{mandate.id}"
    assert (mandate.body, mandate.purpose) == (BODY, "Les droits 🎈")
    page = client_of("nora").page(answer.location).main
    links = [link["href"] for link in page.select("a")]
    assert f"/decisions/{number}" in links
    assert f"/projet/{item.id}" in links
    decision = client_of("nora").page(f"/decisions/{number}").main
    assert [link["href"] for link in decision.select("a") if BODY in link.get_text()] == [answer.location]
    assert "Siège à pourvoir" in page.get_text()
    assert db.session.scalar(select(Entry.kind).order_by(Entry.id.desc())) == "representation/created"
    assert "a ajouté la représentation" in client_of("dora").get(f"/historique/representation/{mandate.id}").text


def test_twice_makes_one(client_of, cast):
    dora = client_of("dora")
    first, second = (dora.post(NEW, data=typed()) for _ in range(2))
    assert first.location == second.location
    assert len(mandates()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"body": ""}, "Écrivez le nom de l’instance."),
        ({"institution": ""}, "Choisissez l’institution."),
        ({"institution": "999"}, "choix valide"),
        ({"body": "x" * 10_000}, "200 caractères au plus"),
        ({"purpose": "x" * 10_000}, "5 000 caractères au plus"),
        ({"starts_on": "demain"}, "Cette date n’est pas lisible"),
        ({"ends_on": "2025-12-31"}, "Le dernier jour vient après le premier."),
        ({"next_on": "2025-12-31"}, "Cette réunion tombe hors des dates"),
        ({"decision": "2026-999"}, "Aucune décision publiée ne porte ce numéro"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client_of, cast, wrong, said):
    answer = client_of("dora").post(NEW, data=typed(body="Comité des retraites") | wrong)
    assert answer.status_code == 422
    page = soup(answer)
    assert said in page.get_text().replace("\u202f", " ").replace("\u00a0", " ")
    assert page.select_one(f"#{next(iter(wrong))}-error"), "beside its field"
    assert "body" in wrong or page.select_one("#body")["value"] == "Comité des retraites"
    assert mandates() == []


def test_it_is_changed_and_the_second_of_two_is_told(client_of, cast):
    mandate = make_mandate(cast, items=[cast.items["o1-obj1"]])
    dora, address = client_of("dora"), f"/representations/{mandate.id}/modifier"
    seen = dora.page(address).select_one("[name=revision]")["value"]
    assert dora.post(address, data=typed(body="Autre nom", revision=seen)).status_code == 303
    (mandate,) = mandates()
    db.session.refresh(mandate, ["items"])
    assert (mandate.body, mandate.items) == ("Autre nom", [])
    answer = client_of("stan").post(address, data=typed(body="Encore un autre", revision=seen))
    assert answer.status_code == 409
    assert "pendant que vous écriviez" in answer.text
    assert soup(answer).select_one("#body")["value"] == "Encore un autre"
    again = soup(answer).select_one("[name=revision]")["value"]
    for _ in range(2):  # sent twice, it is said once
        answer = client_of("stan").post(address, data=typed(body="Encore un autre", revision=again))
        assert answer.status_code == 303
    (mandate,) = mandates()
    assert (mandate.body, mandate.revision) == ("Encore un autre", 2)


def test_it_ends_with_a_reason_and_goes_on_if_one_says_so(client_of, cast):
    mandate = make_mandate(cast, cast.alice, next_on=day(30))
    dora, here = client_of("dora"), f"/representations/{mandate.id}"
    answer = dora.post(f"{here}/fin", data={"last_day": day(-1).isoformat(), "reason": "Non renouvelée"})
    assert answer.status_code == 303
    (mandate,) = mandates()
    assert (mandate.ends_on, mandate.next_on, mandate.end_reason) == (day(-1), None, "Non renouvelée")
    db.session.commit()
    page = dora.page(here).main.get_text(" ")
    assert "Terminée" in page
    assert "Non renouvelée" in page
    assert dora.post(f"{here}/siege", data={}).status_code == 409
    seen = dora.page(f"{here}/modifier").select_one("[name=revision]")["value"]
    dora.post(f"{here}/modifier", data=typed(starts_on="2020-01-01", ends_on="", revision=seen))
    (mandate,) = mandates()
    assert (mandate.ends_on, mandate.end_reason) == (None, "")
    db.session.refresh(mandate, ["representatives"])
    assert len(mandate.representatives) == 1, "whoever sat there sits there again"


def test_it_does_not_end_before_it_began(client_of, cast):
    mandate = make_mandate(cast, starts_on=day(-3))
    answer = client_of("dora").post(f"/representations/{mandate.id}/fin", data={"last_day": day(-4).isoformat()})
    assert answer.status_code == 422
    assert mandates()[0].ends_on is None


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("fin", {"last_day": day(-11).isoformat()}),
        ("modifier", {"starts_on": "2020-01-01", "ends_on": day(-11).isoformat()}),
        ("modifier", {"starts_on": day(-9).isoformat(), "ends_on": ""}),
    ],
)
def test_its_dates_leave_out_no_meeting_that_was_told(client_of, cast, address, sent):
    """Else nobody could correct its report any more."""
    mandate = make_mandate(cast, cast.alice)
    make_report(mandate, cast.alice, day(-10))
    answer = client_of("dora").post(f"/representations/{mandate.id}/{address}", data=typed(revision="0") | sent)
    assert answer.status_code == 422
    assert "Un compte rendu raconte la réunion du" in answer.text
    assert (mandates()[0].starts_on, mandates()[0].ends_on) == (LONG_AGO, None)


def test_what_somebody_removed_meanwhile_is_told(cast):
    make_mandate(cast)
    known = select(ExternalMandate).options(*ExternalMandate.needed_for_rights())
    mandate = db.session.scalars(known.execution_options(populate_existing=True)).one()
    operations.remove_mandate(mandate)
    told = Told(day(-1), "Dit", "", [], open_to_network=True, next_on=None)
    for act in (
        lambda: operations.write_report(mandate, cast.alice, told),
        lambda: operations.end_mandate(mandate, day(-1), ""),
        lambda: operations.remove_mandate(mandate),
        lambda: operations.name_representative(mandate, cast.alice, Seat.HOLDER, day(0), None),
    ):
        with pytest.raises(Refused, match="n’est plus là"):
            act()


def test_one_written_by_mistake_goes_unless_something_was_told(client_of, cast):
    mandate, kept = make_mandate(cast, cast.alice, items=[cast.items["o1-obj1"]]), make_mandate(cast, body="Racontée")
    make_report(kept, cast.alice)
    dora = client_of("dora")
    address = f"/representations/{mandate.id}/retrait"
    assert dora.page(address).select_one("form button").get_text() == "Retirer la représentation"
    assert dora.post(address).status_code == 303
    answer = dora.post(f"/representations/{kept.id}/retrait")
    assert answer.status_code == 409
    assert "ne se retire plus" in answer.text
    assert [one.body for one in mandates()] == ["Racontée"]
    assert db.session.scalars(select(Representative)).all() == []
    assert "retrait" not in dora.get(f"/representations/{kept.id}").text
