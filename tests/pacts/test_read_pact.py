"""The pact: who signed, what each promised, what moved it."""

import re
from datetime import date

from sqlalchemy import select

from tests.pacts.scene import pact_of
from tests.progress.scene import DONE, Scene
from workspace.database import db
from workspace.imports.operations import SHIPPED, import_file
from workspace.pacts import queries
from workspace.pacts.models import Commitment, CommitmentKind, CooperationPact, Signatory
from workspace.people.models import Institution


def words(tag):
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip()


def promise(cast, text, signatory_id=None, position=2, **others):
    commitment = Commitment(
        pact_id=cast.pact.id, signatory_id=signatory_id, position=position, text=text,
        **{"kind": CommitmentKind.INFORMATION} | others,
    )  # fmt: skip
    db.session.add(commitment)
    db.session.commit()
    return commitment


def test_signatories_are_named_in_full_in_their_order(client_of, cast):
    for position, name in enumerate(("État", "Hauts-de-Seine Initiatives"), 2):
        db.session.add(Signatory(pact_id=cast.pact.id, position=position, institution=Institution(name=name)))
    db.session.commit()
    page = client_of("bea").page(f"/pactes/{cast.pact.id}")
    assert [tag.get_text() for tag in page.select(".signatories h3")] == [
        "Caisse d’allocations familiales", "État", "Hauts-de-Seine Initiatives",
    ]  # fmt: skip


def test_commitments_stand_under_their_party_and_the_federation_comes_too(client_of, cast):
    promise(cast, "Rendre compte chaque année", due_on=date(2030, 6, 30))
    page = client_of("bea").page(f"/pactes/{cast.pact.id}")
    caf = page.select_one(".signatories article")
    assert "Appuyer les réseaux locaux" in words(caf)
    assert "Moyens Échéance non renseignée" in words(caf)
    own = page.find("h2", string="La fédération s’engage aussi").find_parent("section")
    assert "Rendre compte chaque année Information Échéance : 30 juin 2030" in words(own)
    assert "Avancement non renseigné" in words(own)
    item = cast.items["o2-act1"]
    assert page.select_one(f"#commitment-{cast.commitment.id} a[href='/projet/{item.id}']").get_text() == "2.A"


def test_what_moved_a_commitment_is_told_with_its_denominator(client_of, cast):
    scene = Scene(cast)
    done = scene.action("Faite", "o2-act1", state=DONE)
    scene.action("Ouverte", "o2-act1")
    scene.decision("Décidée", "o2-act1")
    said = client_of("bea").page(f"/pactes/{cast.pact.id}").find(id=f"commitment-{cast.commitment.id}")
    assert "1 action close sur 2" in words(said)
    assert "1 décision publiée" in words(said)
    assert [tag["href"] for tag in said.select(".timeline a")] == [f"/actions/{done.id}"]  # the latest
    assert "%" not in words(said)


def test_a_partner_reads_what_is_ticked_without_links(client_of, cast):
    scene = Scene(cast)
    scene.decision("Montrée", "o2-act1", visible_to_partners=True)
    scene.decision("Cachée", "o2-act1")
    scene.action("Cachée aussi", "o2-act1", state=DONE)
    page = client_of("paul").page(f"/pactes/{cast.pact.id}")
    said = page.find(id=f"commitment-{cast.commitment.id}")
    assert "Montrée" in words(said)
    assert "Cachée" not in words(page.main)
    assert "close" not in words(said)
    opened = {tag["href"].split("/")[1] for tag in page.select("main a")}
    assert opened <= {"projet", "pactes", "engagements", "rapports"}


def test_a_commitment_tells_the_latest_evidence_and_says_that_there_is_more(client_of, cast):
    scene, address = Scene(cast), f"/engagements/{cast.commitment.id}"
    for number in range(10):
        scene.decision("Décidée".ljust(9 + number, "."), "o2-act1", visible_to_partners=True)
    page = client_of("bea").page(address)
    assert (len(page.select(".timeline > li")), "plus récents" in words(page.main)) == (10, False)
    scene.decision("Décidée une fois de plus", "o2-act1", visible_to_partners=True)
    page = client_of("bea").page(address)
    assert len(page.select(".timeline > li")) == 10
    assert "11 décisions publiées" in words(page.main)
    assert "Les dix plus récents. Tout se lit à chaque ligne du projet que l’engagement sert." in words(page.main)
    shown = words(client_of("paul").page(address).main)
    assert "Les dix plus récents." in shown
    assert "Tout se lit" not in shown


def test_a_partner_without_anything_ticked_reads_so(client_of, cast):
    Scene(cast).decision("Cachée", "o2-act1")
    page = client_of("paul").page(f"/pactes/{cast.pact.id}")
    assert "Avancement non renseigné" in words(page.find(id=f"commitment-{cast.commitment.id}"))


def test_a_pact_without_commitments_says_so(client_of, cast):
    db.session.refresh(cast.commitment, ["items"])
    db.session.delete(cast.commitment)
    db.session.commit()
    page = client_of("bea").page(f"/pactes/{cast.pact.id}")
    assert "Les engagements de ce pacte ne sont pas encore saisis." in words(page.main)
    assert "Caisse d’allocations familiales" in words(page.main)


def test_milestones_are_known_dates_only(client_of, cast):
    cast.project.adopted_on = date(2018, 6, 7)
    db.session.commit()
    found = queries.milestones(pact_of(cast))
    assert [(one.name, one.place) for one in found] == [("adopted", "past"), ("signed", "past"), ("ended", "next")]
    cast.project.adopted_on = None
    db.session.commit()
    db.session.expire_all()
    page = client_of("bea").page(f"/pactes/{cast.pact.id}")
    assert len(page.select(".milestones li")) == 2


def test_the_pact_of_the_sources_credits_its_quote(app):
    import_file(SHIPPED / "hauts-de-seine-2019-2022.yaml")
    pact = db.session.scalars(select(CooperationPact).options(*CooperationPact.needed_for_rights())).unique().one()
    assert [signatory.institution.name for signatory in pact.signatories][0] == "État"
    assert queries.commitments_of(pact) == []
    assert pact.quote.startswith("Un pacte de coopération a été signé par les institutions partenaires")


def test_statements_stay_as_many_as_rows_grow(client_of, cast):
    taken = []
    for size in (1, 5):
        for number in range(size):
            promise(cast, f"Promesse {size} {number}", position=10 * size + number, items=[cast.items["o2-obj1"]])
            scene = Scene(cast, days=-7 - number)
            scene.action("Faite", "o2-obj1", state=DONE)
            scene.decision(f"Décision {size} " + "." * number, "o2-act1")
        taken.append(len(client_of("bea").counted(f"/pactes/{cast.pact.id}")))
    assert taken[0] == taken[1]
    assert taken[0] <= 12


def test_an_unknown_pact_is_not_found(client_of):
    client_of("bea").page("/pactes/999999", status=404)


def test_a_pact_that_nobody_signed_yet_says_so(client_of, cast):
    made = CooperationPact(key="neuf", name="Pacte neuf", signed_on=date(2026, 6, 15), ends_on=date(2029, 12, 31))
    made.project_id = cast.project.id
    db.session.add(made)
    db.session.commit()
    said = words(client_of("dora").page(f"/pactes/{made.id}").main)
    assert "Pacte signé Aucun signataire pour l’instant" in said
    assert "Zéro" not in said
