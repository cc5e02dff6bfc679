"""What counts for the project and for its pact, and what proves it."""

from tests.progress.scene import DONE, DROPPED, Scene, add_item
from workspace.database import db
from workspace.groups import queries as groups
from workspace.progress import queries as progress
from workspace.progress.queries import Counts
from workspace.project.models import ItemKind


def reader(person, **others):
    return progress.Reader(groups.standing_of(person.id), person.id, **others)


def of_project(cast, who="bea"):
    return progress.of_project(
        cast.project.id, [item.id for item in cast.items.values()], reader(cast.people[who]), most=9
    )


def test_counts_have_their_denominator_and_leave_the_dropped_apart(cast):
    scene = Scene(cast)
    scene.action("Close", "o2-act1", state=DONE)
    scene.action("Ouverte", "o2-act1")
    scene.action("Aujourd’hui", "o2-act1", due=0)
    scene.action("En retard", "o2-act1", due=-1)
    scene.action("Abandonnée", "o2-act1", state=DROPPED)
    scene.action("Ailleurs", "o1-act1", state=DONE)
    scene.decision("Décidé", "o2-act1")
    counts = of_project(cast).of(cast.items["o2-act1"].id)
    assert counts == Counts(closed=1, open=2, late=1, dropped=1, decisions=1)
    assert counts.decided == 4


def test_what_is_not_published_counts_nowhere(cast):
    scene = Scene(cast, published=False)
    scene.action("Pas encore", "o2-act1")
    scene.decision("Pas encore", "o2-act1")
    scene.serve("o2-act1")
    found = of_project(cast, "alice")
    assert found.of(cast.items["o2-act1"].id) == Counts()
    assert found.evidence(cast.items["o2-act1"].id) == []


def test_an_orientation_counts_once_what_serves_two_of_its_items(cast):
    add_item(cast, "o2-obj1-a1", ItemKind.ACTION, "2.1.A", "o2-obj1")
    scene = Scene(cast)
    scene.action("Deux fois", "o2-act1", "o2-obj1", state=DONE)
    scene.action("Tout en bas", "o2-obj1-a1")
    scene.decision("Deux fois", "o2-act1", "o2-obj1-a1")
    found = of_project(cast)
    assert found.of(cast.items["o2"].id) == Counts(closed=1, open=1, decisions=1)
    assert found.of(cast.items["o2-obj1"].id) == Counts(closed=1, open=1, decisions=1)
    assert found.of(cast.items["o2-act1"].id) == Counts(closed=1, decisions=1)
    assert found.of(progress.WHOLE) == Counts(closed=1, open=1, decisions=1)
    titles = [one.title for one in found.evidence(cast.items["o2"].id)]
    assert titles.count("Deux fois") == 3  # closed, decided, decision


def test_the_latest_evidence_comes_first(cast):
    older, newer = Scene(cast, days=-20), Scene(cast, days=-10)
    older.action("Longue", "o2-act1", state=DONE, closed=-2)
    newer.decision("Récente", "o2-act1")
    newer.action("Récente aussi", "o2-act1")
    Scene(cast, days=-1).action("La dernière", "o2-act1")
    found = of_project(cast).evidence(cast.items["o2-act1"].id)
    assert [(one.kind, one.title) for one in found] == [
        ("action", "La dernière"),
        ("closed", "Longue"),
        ("decision", "Récente"),
        ("action", "Récente aussi"),
        ("action", "Longue"),
    ]
    assert found[0].group.id == cast.jeunesse.id


def test_points_of_minutes_are_evidence_for_those_who_may_read_them(cast):
    Scene(cast).serve("o2-act1")
    seen = {
        who: len(of_project(cast, who).evidence(cast.items["o2-act1"].id)) for who in ("bob", "bea", "dora", "carl")
    }
    assert seen == {"bob": 1, "bea": 1, "dora": 1, "carl": 0}


def test_what_nobody_moves_is_the_same_for_those_who_may_not_read_the_minutes_that_moved_it(client_of, cast):
    Scene(cast, group=cast.communication).serve("o1-act1")
    pages = {who: client_of(who).page("/projet?manques=1").main.get_text() for who in ("bob", "carl", "bea", "dora")}
    silent = {who: text.count("Rien de publié depuis quatre mois") for who, text in pages.items()}
    assert silent == dict.fromkeys(pages, 3), "of four lines"
    assert len(client_of("bob").counted("/projet?manques=1")) <= 12


def test_evidence_of_an_item_is_filtered_and_paginated(cast):
    scene, other = Scene(cast), Scene(cast, group=cast.communication, days=-9)
    for number in range(27):
        scene.decision(f"Décision {number}".ljust(20 + number, "."), "o2-act1")
    other.action("De la communication", "o2-act1")
    item, who = cast.items["o2"], reader(cast.bea)
    first, second = progress.evidence(item, who), progress.evidence(item, who, number=2)
    assert (first.total, len(first.rows), len(second.rows)) == (28, 25, 3)
    assert not {one.id for one in first.rows} & {one.id for one in second.rows if one.kind == "decision"}
    assert progress.evidence(item, who, "action").total == 1
    assert progress.evidence(item, who, group=cast.communication).total == 1
    assert progress.evidence(item, who, "decision", cast.communication).total == 0
    assert progress.evidence(item, who, number=99).number == 2


def test_the_share_of_each_group_counts_an_action_once(cast):
    Scene(cast).action("Deux fois", "o2-act1", "o1-act1", state=DONE)
    other = Scene(cast, group=cast.communication)
    for title in ("Une", "Deux"):
        other.action(title, "o1-act1", state=DONE)
    other.action("Ouverte", "o1-act1")
    Scene(cast, published=False).action("Pas encore publiée", "o1-act1", state=DONE)
    found = progress.pace_of(cast.project).shares
    assert [(group.slug, closed) for group, closed in found] == [("communication", 2), ("jeunesse", 1)]


def test_a_commitment_moves_with_the_items_it_names_and_what_stands_under(cast):
    db.session.refresh(cast.commitment, ["items"])
    cast.commitment.items = [cast.items["o2-obj1"]]
    add_item(cast, "o2-obj1-a1", ItemKind.ACTION, "2.1.A", "o2-obj1")
    scene = Scene(cast)
    scene.action("Dessous", "o2-obj1-a1", state=DONE)
    scene.action("Ailleurs", "o2-act1", state=DONE)
    found = progress.of_pact([cast.commitment.id], reader(cast.bea))
    assert found.of(cast.commitment.id) == Counts(closed=1)
    assert {one.title for one in found.evidence(cast.commitment.id)} == {"Dessous"}


def test_a_partner_knows_only_what_is_ticked(cast):
    scene = Scene(cast)
    scene.serve("o2-act1")
    scene.decision("Montrée", "o2-act1", visible_to_partners=True)
    scene.decision("Cachée ici", "o2-act1")
    scene.action("Cachée", "o2-act1", state=DONE)
    found = progress.of_pact([cast.commitment.id], reader(cast.paul, is_partner=True))
    assert [one.title for one in found.evidence(cast.commitment.id)] == ["Montrée"]
    assert found.of(cast.commitment.id) == Counts()
