"""J6: what a partner reads and says before the committee, what the federation keeps."""

import re
from datetime import date, timedelta

import pytest
import yaml
from sqlalchemy import select

from tests.browser import soup
from tests.cast import make_meeting
from tests.pacts.scene import another_institution, commitment_of, local_pact, of_the_federation, pact_of
from tests.pacts.test_read_pact import promise, words
from tests.progress.scene import DONE, Scene
from workspace import clock
from workspace.database import db
from workspace.imports.operations import SHIPPED
from workspace.meetings.models import MeetingState
from workspace.notifications.models import Notice
from workspace.pacts import deadlines, operations, queries
from workspace.pacts.deadlines import DeadlineKind
from workspace.pacts.models import (
    Amendment,
    Commitment,
    CommitmentKind,
    CommitmentState,
    CooperationPact,
    PactKind,
    Signatory,
    Statement,
    StatementKind,
)
from workspace.people.models import Institution
from workspace.post import Letter
from workspace.refusals import Refused

OF_THE_SOURCE = [
    "État",
    "Caisse d’allocations familiales",
    "Caisse nationale d’assurance vieillesse",
    "Hauts-de-Seine Initiatives",
]


def test_j6_a1_the_four_signatories_have_their_exact_names_and_the_federation_is_bound_too(client_of, cast):
    """The file that ships is compared with the source document in tests/imports."""
    given = yaml.safe_load((SHIPPED / "hauts-de-seine-2019-2022.yaml").read_text(encoding="utf-8"))["pact"]
    caf = db.session.scalars(select(Signatory)).one()  # the cast's own
    for position, name in enumerate([one["name"] for one in given["signatories"]], 1):
        if position == 2:
            caf.position = position
        else:
            db.session.add(Signatory(pact_id=cast.pact.id, position=position, institution=Institution(name=name)))
    of_the_federation(cast, "Rendre compte")
    page = client_of("paul").page(f"/pactes/{cast.pact.id}")
    assert [tag.get_text() for tag in page.select(".signatories h3")] == OF_THE_SOURCE
    own = page.find("h2", string="La fédération s’engage aussi").find_parent("section")
    assert "Rendre compte" in words(own)


@pytest.mark.parametrize(
    "address",
    ["/annuaire", "/actions", "/decisions", "/centres", "/groupes/jeunesse/membres", "/pactes/nouveau", "/mandats"],
)
def test_j6_a2_a_partner_is_kept_out_of_the_rest(client_of, cast, address):
    answer = client_of("paul").get(address)
    assert answer.status_code in (403, 404)


def test_j6_a2_a_partner_reads_neither_drafts_nor_who_was_there(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    held = Scene(cast).meeting
    for address in (f"/reunions/{meeting.id}", f"/reunions/{held.id}/compte-rendu"):
        client_of("paul").page(address, status=403)


def test_j6_a3_each_commitment_says_its_party_date_state_and_evidence_or_that_they_are_unknown(client_of, cast):
    page = client_of("bea").page(f"/engagements/{cast.commitment.id}")
    assert "Engagement · Caisse d’allocations familiales" in words(page.main)
    assert "Échéance non renseignée" in words(page.main)
    assert "Non renseigné." in words(page.main)
    operations.set_state(commitment_of(cast), CommitmentState.IN_PROGRESS, "Deux réseaux sur cinq.", cast.dora)
    Scene(cast).action("Ouvrir le réseau", "o2-act1", state=DONE)
    db.session.commit()
    page = client_of("bea").page(f"/engagements/{cast.commitment.id}")
    assert "En cours Deux réseaux sur cinq." in words(page.main)
    assert "Ouvrir le réseau" in words(page.main)
    assert "1 action close sur 1" in words(page.main)
    on_the_pact = client_of("bea").page(f"/pactes/{cast.pact.id}").find(id=f"commitment-{cast.commitment.id}")
    assert "En cours Deux réseaux sur cinq." in words(on_the_pact)


def test_j6_a5_the_account_is_due_six_months_after_each_year_and_shown(client_of, cast, time_machine):
    found = [one for one in deadlines.of_pact(pact_of(cast)) if one.kind is DeadlineKind.REVIEW]
    year = cast.pact.signed_on.year
    assert [one.on for one in found] == [date(year + more, 6, 30) for more in range(1, 6)]
    time_machine.move_to(f"{year + 1}-05-31 10:00:00+00:00", tick=False)
    page = client_of("bea").page(f"/pactes/{cast.pact.id}")
    coming = page.find("h2", string="Prochaines échéances").find_parent("section")
    assert f"Bilan de l’année {year} 30 juin {year + 1} , dans 30 jours (six mois après la clôture)" in words(coming)


def test_deadlines_follow_the_pact_and_the_committees_that_are_known(cast):
    pact = pact_of(cast)
    year = pact.signed_on.year
    found = deadlines.of_pact(pact, {year + 1: date(year + 1, 11, 20)})
    committees = {one.year: (one.on, one.is_met) for one in found if one.kind is DeadlineKind.COMMITTEE}
    assert committees[year + 1] == (date(year + 1, 11, 20), True)
    assert committees[year + 2] == (date(year + 2, 12, 31), False)
    assert committees[pact.ends_on.year] == (pact.ends_on, False), "never after the pact"
    renewal = next(one for one in found if one.kind is DeadlineKind.RENEWAL)
    assert renewal.on == date(year + 3, 12, 12)  # six months before 12 June
    assert [one.on for one in found] == sorted(one.on for one in found)


def test_six_months_before_the_31st_of_august_is_a_day_that_exists(cast):
    pact = pact_of(cast)
    pact.ends_on = date(2029, 8, 31)
    renewal = next(one for one in deadlines.of_pact(pact) if one.kind is DeadlineKind.RENEWAL)
    assert renewal.on == date(2029, 2, 28)


def amend_by_form(client, pact, commitment, **changed):
    sent = {
        "revision": pact.revision, "signed_on": (pact.signed_on + timedelta(days=90)).isoformat(),
        "reason": "Le réseau grandit", "ends_on": pact.ends_on.isoformat(),
        "reworked-0-commitment_id": commitment.id, "reworked-0-text": commitment.text,
        "reworked-0-kind": "means", "reworked-0-due_on": "",
        "added-0-party": "", "added-0-text": "", "added-0-kind": "means", "added-0-due_on": "",
        "added-1-party": "", "added-1-text": "", "added-1-kind": "means", "added-1-due_on": "",
    }  # fmt: skip
    return client.post(f"/pactes/{pact.id}/avenants/nouveau", data=sent | changed)


def test_j6_a6_an_amendment_shows_what_changed_since_when_and_the_original_stays(client_of, cast):
    pact, dora = pact_of(cast), client_of("dora")
    answer = amend_by_form(
        dora, pact, cast.commitment,
        **{"reworked-0-text": "Appuyer huit réseaux locaux", "added-0-party": "federation",
           "added-0-text": "Rendre compte deux fois par an", "added-0-kind": "information"},
    )  # fmt: skip
    assert answer.status_code == 303
    amendment = db.session.scalars(select(Amendment)).one()
    page = client_of("paul").page(f"/avenants/{amendment.id}")
    assert "Avenant n° 1" in words(page.h1)
    assert "Le réseau grandit" in words(page.main)
    assert words(page.select_one("del")) == "Appuyer les réseaux locaux"
    assert [words(tag) for tag in page.select("ins")] == [
        "Appuyer huit réseaux locaux", "Rendre compte deux fois par an",
    ]  # fmt: skip
    original = client_of("paul").page(f"/pactes/{cast.pact.id}/versions/0")
    assert "Appuyer les réseaux locaux" in words(original.main)
    assert "deux fois par an" not in words(original.main)
    now = client_of("paul").page(f"/pactes/{cast.pact.id}/versions/1")
    assert "Appuyer huit réseaux locaux" in words(now.main)
    client_of("paul").page(f"/pactes/{cast.pact.id}/versions/2", status=404)


def test_what_an_amendment_withdraws_stays_readable(client_of, cast):
    pact = pact_of(cast)
    assert (
        amend_by_form(client_of("dora"), pact, cast.commitment, **{"reworked-0-is_withdrawn": "y"}).status_code == 303
    )
    db.session.expire_all()
    page = client_of("bea").page(f"/pactes/{cast.pact.id}")
    assert page.find(id=f"commitment-{cast.commitment.id}") is None
    assert "Un avenant a retiré cet engagement" in words(
        client_of("bea").page(f"/engagements/{cast.commitment.id}").main
    )
    assert "Appuyer les réseaux locaux" in words(client_of("bea").page(f"/pactes/{cast.pact.id}/versions/0").main)
    with pytest.raises(Refused):
        operations.say(commitment_of(cast), StatementKind.COMMENT, "Trop tard", cast.dora)


def test_an_amendment_that_moves_the_end_keeps_the_former_one(client_of, cast):
    pact = pact_of(cast)
    later = pact.ends_on + timedelta(days=365)
    before = pact.ends_on
    amend_by_form(client_of("dora"), pact, cast.commitment, ends_on=later.isoformat())
    db.session.expire_all()
    assert pact_of(cast).ends_on == later
    assert queries.as_of(pact_of(cast), 0).ends_on == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Cet avenant ne change rien"),
        ({"added-0-text": "Sans personne"}, "Choisissez qui s’engage."),
        ({"reworked-0-text": "  "}, "Écrivez l’engagement"),
        ({"reworked-0-text": "x" * 1001}, "1\u202f000 caractères au plus"),
        ({"signed_on": "2001-01-01"}, "Un avenant se signe après le texte qu’il change."),
        ({"ends_on": "2001-01-01"}, "Le dernier jour viendrait avant la signature"),
        ({"signed_on": "31/02/2027"}, "Cette date n’est pas lisible"),
    ],
)
def test_a_bad_amendment_is_refused_and_what_was_typed_is_kept(client_of, cast, changed, said):
    answer = amend_by_form(client_of("dora"), pact_of(cast), cast.commitment, **changed)
    assert answer.status_code == 422
    assert said in answer.text.replace("\u00a0", " ")
    assert "Rien n’est enregistré." in words(soup(answer).main.select_one(".notice-danger"))
    assert "Le réseau grandit" in answer.text
    assert db.session.scalar(select(Amendment.id)) is None


def test_two_amendments_at_once_the_second_is_told(client_of, cast):
    seen = pact_of(cast)
    revision = seen.revision
    first = amend_by_form(client_of("dora"), seen, cast.commitment, **{"reworked-0-text": "Les miens"})
    assert first.status_code == 303
    again = amend_by_form(
        client_of("stan"), seen, cast.commitment, revision=revision, **{"reworked-0-text": "Les autres"}
    )
    assert again.status_code == 409
    assert "Quelqu’un a modifié ce pacte" in again.text
    assert "Les autres" in again.text
    assert [one.number for one in db.session.scalars(select(Amendment))] == [1]


def test_an_amendment_sent_twice_is_made_once_and_one_that_differs_is_not_lost(client_of, cast):
    seen, dora = pact_of(cast), client_of("dora")
    sent = {
        "revision": seen.revision, "reworked-0-text": "Autrement",
        "added-0-text": "Se voir", "added-0-party": "federation",
    }  # fmt: skip
    first, second = (amend_by_form(dora, seen, cast.commitment, **sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    for typed in ({"added-0-text": "S’écrire"}, {"added-0-party": str(commitment_of(cast).signatory_id)},
                  {"reworked-0-text": "Encore autrement"}, {"reworked-0-is_withdrawn": "y"}):  # fmt: skip
        assert amend_by_form(dora, seen, cast.commitment, **sent | typed).status_code == 409, typed
    assert [one.number for one in db.session.scalars(select(Amendment))] == [1]
    away = {"revision": pact_of(cast).revision, "reworked-0-is_withdrawn": "y", "reason": "Il s’arrête"}
    assert [amend_by_form(dora, seen, cast.commitment, **away).status_code for _ in "ab"] == [303, 303]
    assert [one.number for one in db.session.scalars(select(Amendment))] == [1, 2]


def test_a_partner_comments_on_its_own_commitment_and_on_no_other(client_of, cast):
    another_institution(cast)
    own = of_the_federation(cast)
    paul = client_of("paul")
    said = {"said-kind": "evidence", "said-text": "Convention signée avec Nanterre"}
    assert paul.post(f"/engagements/{cast.commitment.id}/paroles", data=said).status_code == 303
    assert paul.post(f"/engagements/{own.id}/paroles", data=said).status_code == 403
    page = client_of("bea").page(f"/engagements/{cast.commitment.id}")
    assert "Preuve Paul Petit" in words(page.find(id="paroles"))
    assert "Convention signée avec Nanterre" in words(page.find(id="paroles"))


def test_the_same_words_posted_twice_are_said_once(client_of, cast):
    said = {"said-kind": "comment", "said-text": "Vu"}
    for _ in range(2):
        client_of("paul").post(f"/engagements/{cast.commitment.id}/paroles", data=said)
    assert [one.text for one in db.session.scalars(select(Statement))] == ["Vu"]


def test_a_gap_is_told_to_those_concerned_and_answered_once(client_of, cast):
    answer = client_of("dora").post(
        f"/engagements/{cast.commitment.id}/ecart",
        data={"text": "Un réseau s’arrête", "proposed": "En ouvrir un autre"},
    )
    assert answer.status_code == 303
    letters = list(
        db.session.scalars(select(Letter).where(Letter.kind == "pacts/gap-reported").order_by(Letter.address))
    )
    assert [one.address for one in letters] == ["paul@example.org", "stan@example.org"]
    assert "Un réseau s’arrête" in letters[0].text
    assert "En ouvrir un autre" in letters[0].text
    assert not letters[0].unsubscribe, "without delay, and not to refuse"
    assert {one.person_id for one in db.session.scalars(select(Notice))} == {cast.paul.id, cast.stan.id}
    page = client_of("paul").page(f"/pactes/{cast.pact.id}")
    assert "1 écart signalé" in words(page.find(id=f"commitment-{cast.commitment.id}"))
    gap = db.session.scalars(select(Statement)).one()
    for _ in range(2):
        last = client_of("paul").post(f"/ecarts/{gap.id}", data={"answer": "D’accord"})
    assert last.status_code == 422
    assert "Quelqu’un a déjà répondu" in last.text
    db.session.expire_all()
    assert commitment_of(cast).open_gaps == 0
    told = list(db.session.scalars(select(Letter.address).where(Letter.kind == "pacts/gap-answered")))
    assert sorted(told) == ["dora@example.org", "stan@example.org"]


def test_what_is_no_gap_is_not_answered_as_one(client_of, cast):
    said = operations.say(commitment_of(cast), StatementKind.COMMENT, "Bonjour", cast.paul)
    db.session.commit()
    assert client_of("paul").post(f"/ecarts/{said.id}", data={"answer": "Convenu"}).status_code == 404
    db.session.expire_all()
    assert commitment_of(cast).open_gaps == 0
    assert not db.session.scalars(select(Letter)).all()


def test_a_gap_of_the_federation_is_told_to_every_signatory(client_of, cast):
    own = of_the_federation(cast)
    operations.report_gap(own, "En retard", "En mars", cast.dora)
    addresses = db.session.scalars(select(Letter.address).where(Letter.kind == "pacts/gap-reported"))
    assert sorted(addresses) == ["paul@example.org", "stan@example.org"]


def test_a_gap_without_a_proposal_is_refused(client_of, cast):
    answer = client_of("paul").post(f"/engagements/{cast.commitment.id}/ecart", data={"text": "Rien", "proposed": " "})
    assert answer.status_code == 422
    assert "Dites ce que vous proposez" in answer.text
    assert "Rien" in answer.text
    assert db.session.scalar(select(Letter.id)) is None


def test_a_commitment_without_party_is_refused(client_of, cast):
    sent = {"party": "", "text": "Faire mieux", "kind": "means"}
    answer = client_of("dora").post(f"/pactes/{cast.pact.id}/engagements/nouveau", data=sent)
    assert answer.status_code == 422
    assert "Choisissez qui s’engage." in answer.text
    assert "Faire mieux" in answer.text
    forged = client_of("dora").post(f"/pactes/{cast.pact.id}/engagements/nouveau", data=sent | {"party": "999"})
    assert forged.status_code == 422


def test_a_commitment_is_written_with_what_it_serves_then_corrected(client_of, cast):
    dora = client_of("dora")
    sent = {"party": "federation", "text": "Rendre compte", "kind": "information", "items": [cast.items["o1-obj1"].id]}
    for _ in range(2):
        assert dora.post(f"/pactes/{cast.pact.id}/engagements/nouveau", data=sent).status_code == 303
    made = db.session.scalars(select(Commitment).where(Commitment.text == "Rendre compte")).one()
    boxes = dora.page(f"/engagements/{made.id}/corriger").select("input[type=checkbox][name=items]")
    assert {int(box["value"]) for box in boxes if box.has_attr("checked")} == {cast.items["o1-obj1"].id}
    assert len(boxes) == 4, "objectives and actions, orientations aside"
    revision = pact_of(cast).revision
    corrected = sent | {"text": "Rendre compte par écrit", "revision": revision}
    assert dora.post(f"/engagements/{made.id}/corriger", data=corrected).status_code == 303
    stale = dora.post(f"/engagements/{made.id}/corriger", data=corrected | {"text": "Autrement"})
    assert stale.status_code == 409
    assert "Autrement" in stale.text
    db.session.expire_all()
    assert db.session.get(Commitment, made.id).text == "Rendre compte par écrit"


def test_a_signatory_that_promised_stays_and_the_page_says_what_to_do(client_of, cast):
    signatory = commitment_of(cast).signatory_id
    answer = client_of("dora").post(f"/signataires/{signatory}/retrait")
    assert answer.status_code == 409
    said = soup(answer).main
    assert "il reste nommé, même quand un avenant les retire" in words(said.select_one(".notice-danger"))
    assert [link["href"] for link in said.select("a.btn")] == [
        f"/pactes/{cast.pact.id}/avenants/nouveau", f"/pactes/{cast.pact.id}",
    ]  # fmt: skip
    assert not said.find("form")
    assert db.session.get(Signatory, signatory) is not None


def test_a_commitment_that_something_was_said_of_is_not_erased(client_of, cast):
    operations.say(commitment_of(cast), StatementKind.COMMENT, "Vu", cast.dora)
    db.session.commit()
    answer = client_of("dora").post(f"/engagements/{cast.commitment.id}/effacer")
    assert answer.status_code == 409
    refused = soup(answer)
    assert "il ne s’efface plus, un avenant peut le retirer" in words(refused.main.select_one(".notice-danger"))
    links = [link["href"] for link in refused.main.select("a.btn")]
    assert links == [f"/pactes/{cast.pact.id}/avenants/nouveau", f"/engagements/{cast.commitment.id}"]
    assert not refused.main.find("form")
    assert db.session.get(Commitment, cast.commitment.id) is not None
    fresh = promise(cast, "Par erreur", position=7, items=[cast.items["o1-obj1"]])
    Scene(cast).action("Compte pour lui", "o1-obj1", state=DONE)  # tests/conftest.py recounts
    assert client_of("dora").post(f"/engagements/{fresh.id}/effacer").status_code == 303
    assert db.session.scalar(select(Commitment.id).where(Commitment.text == "Par erreur")) is None


def test_a_local_pact_is_not_a_partner_s_to_read_unless_its_institution_signed(client_of, cast):
    pact = local_pact(cast)
    client_of("paul").page(f"/pactes/{pact.id}", status=403)
    assert "Pacte local" not in words(client_of("paul").page("/pactes").main)
    assert "Pacte local" not in words(client_of("paul").page("/mon-espace").main)
    institution = cast.commitment.signatory_id and db.session.get(Commitment, cast.commitment.id)
    assert institution is not None
    caf = commitment_of(cast).signatory.institution_id
    operations.add_signatory(pact, caf, None, None, is_awaited=False)
    db.session.commit()
    client_of("paul").page(f"/pactes/{pact.id}")
    assert "Pacte local" in words(client_of("paul").page("/pactes").main)


def test_a_charter_waits_for_signatures_and_binds_each_of_those_who_sign(client_of, cast):
    dora = client_of("dora")
    sent = {
        "kind": "charter", "project_id": cast.project.id, "centre_id": "", "name": "Charte", "qualifier": "",
        "signed_on": "2026-01-05", "ends_on": "2029-12-31",
    }  # fmt: skip
    assert dora.post("/pactes/nouveau", data=sent).status_code == 303
    assert dora.post("/pactes/nouveau", data=sent).status_code == 303, "posted twice: one charter"
    charter = db.session.scalars(select(CooperationPact).where(CooperationPact.name == "Charte")).one()
    party = {"party": f"c{cast.bob.centre_id}", "signed_on": "", "is_awaited": "y"}
    assert dora.post(f"/pactes/{charter.id}/signataires", data=party).status_code == 303
    again = dora.post(f"/pactes/{charter.id}/signataires", data=party)
    assert again.status_code == 422
    page = client_of("bea").page(f"/pactes/{charter.id}")
    assert words(page.main.select_one(".intro")).startswith("Signée le ")
    assert "Charte signée" in words(page.main)
    assert "Fin de la charte" in words(page.main)
    assert "CSC Les Acacias" in words(page.select_one(".signatories"))
    assert "Signature attendue" in words(page.select_one(".signatories"))


def test_a_charter_is_called_one_on_its_pages_and_in_what_its_forms_object(client_of, cast):
    charter = CooperationPact(
        project=cast.project, kind=PactKind.CHARTER, key="charte", name="Charte",
        signed_on=date(2026, 1, 5), ends_on=date(2029, 12, 31),
    )  # fmt: skip
    signatory = Signatory(pact=charter, centre_id=cast.bob.centre_id, position=1)
    db.session.add_all([charter, signatory])
    db.session.commit()
    empty = client_of("dora").page(f"/pactes/{charter.id}").main
    shared = Commitment(pact=charter, is_shared=True, text="Venir", position=1, kind=CommitmentKind.PARTICIPATION)
    db.session.add(shared)
    db.session.commit()
    dora, at = client_of("dora"), f"/pactes/{charter.id}"
    asked = ["", "/modifier", "/signataires", "/avenants/nouveau", "/engagements/nouveau", "/fichiers", "/bilan"]
    pages = [empty, *(dora.page(f"{at}{more}").main for more in asked)]
    pages += [dora.page(f"/signataires/{signatory.id}").main, dora.page(f"/engagements/{shared.id}/effacer").main]
    stale = {"name": "Charte", "signed_on": "2026-01-05", "ends_on": "2029-12-31", "revision": "7"}
    bad = {"signed_on": "2001-01-01", "ends_on": "2001-01-01"}
    for more, data in [("/modifier", stale), ("/modifier", bad), ("/avenants/nouveau", bad), ("/avenants/nouveau", {})]:
        answer = dora.post(f"{at}{more}", data=data)
        assert answer.status_code in (409, 422)
        pages.append(soup(answer).main)
    assert [said for page in pages for said in re.findall(r".{,30}\bpacte\b.{,30}", words(page), re.I)] == []


def test_a_pact_that_ends_before_it_is_signed_is_refused(client_of, cast):
    sent = {
        "kind": "local", "project_id": cast.project.id, "centre_id": "", "name": "À l’envers", "qualifier": "",
        "signed_on": "2026-01-05", "ends_on": "2025-12-31",
    }  # fmt: skip
    dora = client_of("dora")
    assert "Le dernier jour viendrait avant la signature" in dora.post("/pactes/nouveau", data=sent).text
    no_centre = dora.post("/pactes/nouveau", data=sent | {"ends_on": "2028-12-31"})
    assert no_centre.status_code == 422
    assert "choisissez lequel" in no_centre.text


def test_what_several_signatories_promised_serves_one_page_in_constant_statements(client_of, cast):
    taken = []
    for size in (1, 6):
        for number in range(size):
            operations.say(commitment_of(cast), StatementKind.COMMENT, f"{size} {number}", cast.dora)
        db.session.commit()
        taken.append(len(client_of("dora").counted(f"/engagements/{cast.commitment.id}")))
    assert taken[0] == taken[1]
    assert taken[0] <= 12


def test_lists_of_pacts_take_a_constant_number_of_statements(client_of, cast):
    taken = []
    for number in range(4):
        local_pact(cast, f"Pacte local {number}")
        taken.append(len(client_of("dora").counted("/pactes")))
    assert len(set(taken)) == 1
    assert taken[0] <= 12


def test_visible_pacts_are_those_that_the_right_opens(client_of, cast):
    local_pact(cast)
    for who in ("paul", "bob", "dora"):
        listed = {tag["href"] for tag in client_of(who).page("/pactes").select("main li a")}
        for pact in db.session.scalars(select(CooperationPact)):
            status = client_of(who).get(f"/pactes/{pact.id}").status_code
            assert (f"/pactes/{pact.id}" in listed) == (status == 200), (who, pact.name)


def test_promised_between_is_what_is_awaited(cast):
    today = clock.today()
    caf = commitment_of(cast).signatory.institution_id
    commitment_of(cast).due_on = today
    db.session.flush()
    assert [one.id for one in queries.promised_between(today, today)] == [cast.commitment.id]
    assert [one.id for one in queries.promised_between(today, today, [caf])] == [cast.commitment.id]
    assert queries.promised_between(today, today, [caf + 999]) == []
    operations.set_state(commitment_of(cast), CommitmentState.KEPT, "Fait", cast.dora)
    assert queries.promised_between(today, today) == []


def test_what_every_signatory_promised_is_awaited_from_each(cast):
    caf, today = commitment_of(cast).signatory.institution_id, clock.today()
    state = another_institution(cast).id
    shared = of_the_federation(cast, "Se réunir chaque année")
    own = of_the_federation(cast)
    shared.is_shared, shared.due_on, own.due_on = True, today, today
    db.session.flush()
    for signatory in (caf, state):
        assert [one.id for one in queries.promised_between(today, today, [signatory])] == [shared.id]
    assert queries.promised_between(today, today, [state + 999]) == []


def chosen(page):
    return [one["value"] for one in page.select("select[name=where-state] option[selected]")]


def test_where_it_stands_is_chosen_and_what_was_noted_is_chosen_already(client_of, cast):
    """Nobody puts a commitment back to « À lancer » by writing its sentence alone."""
    dora, address = client_of("dora"), f"/engagements/{cast.commitment.id}"
    assert chosen(dora.page(address)) == [""]
    refused = dora.post(f"{address}/etat", data={"where-state": "", "where-text": "Deux réseaux."})
    assert refused.status_code == 422
    assert "Choisissez où il en est." in refused.text
    assert "Deux réseaux." in refused.text
    dora.post(f"{address}/etat", data={"where-state": "in_progress", "where-text": "Deux réseaux."})
    assert chosen(dora.page(address)) == ["in_progress"]


@pytest.mark.parametrize("state", [MeetingState.CALLED, MeetingState.HELD])
def test_the_page_of_a_committee_leads_to_the_pact_and_its_report(client_of, cast, state):
    meeting = make_meeting(cast.groups["committee"], state, days=10 if state is MeetingState.CALLED else -10)
    facts = client_of("paul").page(f"/reunions/{meeting.id}").select_one(".meeting-facts")
    links = {link.get_text(): link["href"] for link in facts.find_all("a")}
    assert links == {cast.pact.name: f"/pactes/{cast.pact.id}", "son bilan": f"/pactes/{cast.pact.id}/bilan"}
    assert f"{cast.pact.name} et son bilan" in facts.get_text()
    client_of("paul").page(links["son bilan"])


def test_the_page_of_another_meeting_names_no_pact(client_of, cast):
    meeting = make_meeting(cast.jeunesse, MeetingState.CALLED, days=10)
    assert "son bilan" not in words(client_of("bob").page(f"/reunions/{meeting.id}").main)


def test_a_partner_finds_the_minutes_of_its_committee_from_the_page_of_the_committee(client_of, cast):
    meeting = make_meeting(cast.groups["committee"], MeetingState.HELD, days=-30)
    paul = client_of("paul")
    link = paul.page("/groupes/committee").find("a", string="Réunions passées et leurs comptes rendus")
    assert paul.page(link["href"]).find("a", href=f"/reunions/{meeting.id}")
    assert not paul.page("/groupes/jeunesse").find("a", string="Réunions passées et leurs comptes rendus")


def test_an_amendment_names_who_promised_what_and_opens_what_it_changes(client_of, cast):
    dora, pact, own = client_of("dora"), pact_of(cast), of_the_federation(cast)
    page = dora.page(f"/pactes/{pact.id}/avenants/nouveau")
    parties = [one.get_text() for one in page.select("details.reworked > summary > b")]
    assert parties == ["Caisse d’allocations familiales", "La fédération"]
    assert not page.select("details.reworked[open]")
    typed = {f"reworked-1-{name}": value for name, value in
             {"commitment_id": own.id, "text": own.text, "kind": own.kind, "due_on": ""}.items()}  # fmt: skip
    for changed in (
        {"reworked-1-text": "Remettre deux bilans"},
        {"reworked-1-is_withdrawn": "y"},
        {"reworked-1-text": ""},
    ):
        refused = amend_by_form(dora, pact, cast.commitment, **typed | changed | {"reason": ""})
        assert refused.status_code == 422
        open_ones = soup(refused).select("details.reworked[open]")
        assert [one.summary.b.get_text() for one in open_ones] == ["La fédération"], changed
