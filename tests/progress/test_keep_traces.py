"""What counts of the project is kept as it changes: always what a recount says, and pages read no history."""

import random

from sqlalchemy import delete, insert

from tests.progress.scene import DONE, DROPPED, TODO, Scene, add_item, history, measured
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.minutes.models import MinutesState
from workspace.progress import operations as progress
from workspace.progress.models import Tally, Trace
from workspace.project.models import ItemKind

PAGES = ["/projet", "/projet/{item}", "/projet/{orientation}", "/pactes/{pact}"]


def test_whatever_changes_counts_are_what_a_recount_says(cast):
    """Any gesture in any order: publish, close, reopen, drop, link, move, remove, give to another group."""
    chance = random.Random(20261122)  # noqa: S311 - which gesture comes next
    scenes = [Scene(cast), Scene(cast, group=cast.communication, days=-30), Scene(cast, days=-20, published=False)]
    keys = list(cast.items)
    things = [scene.action(f"Action {n}", chance.choice(keys)) for n, scene in enumerate(scenes * 3)]
    things += [scene.decision(f"Décision {n}".ljust(20 + n), chance.choice(keys)) for n, scene in enumerate(scenes * 2)]
    for _ in range(80):
        gesture(cast, chance, scenes, things, keys)
        db.session.commit()
        assert progress.differences() == []
    assert db.session.query(Trace).count() > 20


def gesture(cast, chance, scenes, things, keys):
    thing, scene = chance.choice(things), chance.choice(scenes)
    actions = [one for one in things if isinstance(one, ActionItem)]
    match chance.randrange(9):
        case 0:
            db.session.refresh(thing, ["items"])
            thing.items = [cast.items[key] for key in set(chance.choices(keys, k=2))]
        case 1:
            thing.published_at = None if thing.published_at else clock.now()
        case 2:
            thing.visible_to_partners = not thing.visible_to_partners
        case 3 | 4:
            action = chance.choice(actions)
            action.state = chance.choice([TODO, DONE, DROPPED])
            action.closed_on = clock.today() if action.state is not TODO else None
        case 5:
            chance.choice(actions).due_on = clock.days_later(clock.now(), chance.randint(-9, 9)).date()
        case 6:
            scene.serve(*set(chance.choices(keys, k=2)))
        case 7:
            is_out = scene.minutes.state is MinutesState.PUBLISHED
            scene.minutes.state = MinutesState.DRAFT if is_out else MinutesState.PUBLISHED
        case 8:
            scene.meeting.starts_at = clock.days_later(scene.meeting.starts_at, -1)


def test_what_is_removed_leaves_no_trace(cast):
    scene = Scene(cast)
    things = [scene.action("Retirée", "o2-act1", state=DONE), scene.decision("Retirée", "o2-act1")]
    assert db.session.query(Trace).count() == 4 * 3  # project, orientation, item, commitment: decided, closed, decision
    for thing in things:
        db.session.refresh(thing, ["items"])
        db.session.delete(thing)
        db.session.commit()
        assert progress.differences() == []
    assert not db.session.query(Trace).count()
    assert not any(row.number for row in db.session.query(Tally))


def test_the_tree_and_the_pact_may_change(cast):
    low = add_item(cast, "o2-obj1-a1", ItemKind.ACTION, "2.1.A", "o2-obj1")
    scene = Scene(cast)
    scene.action("Tout en bas", "o2-obj1-a1", state=DONE)
    scene.serve("o2-obj1-a1")
    low.parent_id = cast.items["o1"].id
    db.session.commit()
    assert progress.differences() == []
    db.session.refresh(cast.commitment, ["items"])
    cast.commitment.items = [cast.items["o1"]]
    db.session.commit()
    assert progress.differences() == []
    assert db.session.query(Trace).filter_by(top=f"commitment:{cast.commitment.id}").count() == 2  # decided, closed


def test_a_recount_repairs_what_was_written_beside_the_application(app, cast):
    Scene(cast).action("Comptée", "o2-act1")
    db.session.execute(delete(Trace))
    db.session.execute(
        insert(Tally).values(top="item:1", group_id=cast.jeunesse.id, kind="point", outcome="", number=3)
    )
    db.session.commit()
    assert len(progress.differences()) == 4 + 4 + 1 + 1  # and its month
    said = app.test_cli_runner().invoke(args=["recount-progress"])
    assert "10 lignes" in said.output
    assert progress.differences() == []
    assert "étaient justes" in app.test_cli_runner().invoke(args=["recount-progress"]).output


def test_a_page_works_as_much_whatever_the_history(cast, client_of, undone):
    """From 15 to 75 things of each kind: as many statements, and on SQLite as many steps of its machine."""
    numbers = {"item": cast.items["o2-act1"].id, "orientation": cast.items["o2"].id, "pact": cast.pact.id}
    browsers = {who: client_of(who) for who in ("dora", "bob")}
    asked = [(who, address.format(**numbers)) for who in browsers for address in PAGES]
    history(cast, 15)
    for who, address in asked:
        browsers[who].get(address)  # what is read once is read
    short = {(who, address): measured(browsers[who], address, undone) for who, address in asked}
    history(cast, 60)
    long = {(who, address): measured(browsers[who], address, undone) for who, address in asked}
    for page, (few, few_steps) in short.items():
        many, many_steps = long[page]
        assert few == many <= 12, page
        assert many_steps <= few_steps * 1.1, page
