"""Pacts for tests."""

from datetime import date

from workspace.database import db
from workspace.pacts import operations
from workspace.pacts.models import Commitment, CommitmentKind, CooperationPact, PactKind, Signatory
from workspace.people.models import Institution


def pact_of(cast):
    """The pact of the cast, read with all that its rights need."""
    return db.session.get(
        CooperationPact, cast.pact.id, options=CooperationPact.needed_for_rights(), populate_existing=True
    )


def commitment_of(cast):
    found = db.session.get(
        Commitment, cast.commitment.id, options=Commitment.needed_for_rights(), populate_existing=True
    )
    assert found.signatory.name == "Caisse d’allocations familiales"
    return found


def of_the_federation(cast, text="Remettre un bilan commun"):
    made = Commitment(pact_id=cast.pact.id, position=9, text=text, kind=CommitmentKind.INFORMATION)
    db.session.add(made)
    db.session.commit()
    return db.session.get(Commitment, made.id, options=Commitment.needed_for_rights(), populate_existing=True)


def another_institution(cast, name="État"):
    """A second signatory, that nobody represents."""
    institution = Institution(name=name)
    db.session.add(institution)
    db.session.flush()
    db.session.add(Signatory(pact_id=cast.pact.id, institution_id=institution.id, position=2))
    db.session.commit()
    return institution


def local_pact(cast, name="Pacte local"):
    made = operations.create_pact(
        PactKind.LOCAL, cast.project, name, "", date(2026, 1, 1), date(2028, 12, 31), cast.bob.centre_id
    )
    db.session.commit()
    return made
