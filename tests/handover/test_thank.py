"""On the last day of a mandate the worker thanks whoever led the group, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.cast import add_cleo, make_cast
from tests.followup.scene import at
from workspace import clock
from workspace.claims import DailyRun
from workspace.database import db
from workspace.french import calendar_day
from workspace.groups.models import CoFacilitation
from workspace.handover import operations
from workspace.handover.commands import thank_everyone, thank_when_due
from workspace.handover.models import Thanks
from workspace.mandates import operations as mandates
from workspace.post import Letter
from workspace.privacy.operations import erase

LAST = "2026-11-30"
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def then(time_machine):
    time_machine.move_to(at("2026-11-16", 9), tick=False)


@pytest.fixture
def ending(cast):
    """Alice's mandate: its last day is set."""
    mandate = db.session.scalars(select(CoFacilitation).where(CoFacilitation.person_id == cast.alice.id)).one()
    mandate.ends_on = date.fromisoformat(LAST)
    db.session.commit()
    return mandate


def lead(cast, who, starts_on=date(2026, 11, 1), ends_on=None):
    mandate = CoFacilitation(
        group_id=cast.jeunesse.id, person_id=cast.people[who].id, starts_on=starts_on, ends_on=ends_on
    )
    db.session.add(mandate)
    db.session.commit()
    return mandate


def morning(time_machine, day, hour=7):
    """The worker's run of a morning: who got which letter of these kinds."""
    time_machine.move_to(at(day, hour), tick=False)
    known = set(db.session.scalars(select(Letter.id)))
    thank_when_due()
    written = db.session.scalars(select(Letter).order_by(Letter.id))
    return [(one.kind.partition("/")[2], one.recipient.split()[0]) for one in written if one.id not in known]


def test_on_the_last_day_not_before_and_only_once(cast, ending, time_machine):
    assert morning(time_machine, "2026-11-29") == []
    assert morning(time_machine, LAST, hour=6) == []
    assert morning(time_machine, LAST) == [("thanks", "Alice")]
    assert morning(time_machine, LAST, hour=18) == []
    assert morning(time_machine, "2026-12-01") == []


def test_the_letter_says_thank_you_with_the_dates_and_the_way_to_the_group(cast, ending, time_machine):
    morning(time_machine, LAST)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "handover/thanks")).one()
    assert letter.subject == "Merci pour la co-animation de «\u202fJeunesse\u202f»"
    said = " ".join(letter.text.split())
    assert "Merci d’avoir co-animé" in said
    assert calendar_day(ending.starts_on) in said
    assert f"Il se termine aujourd’hui, {calendar_day(ending.ends_on)}" in said
    assert "Vous restez membre du groupe" in said
    assert "http://localhost/groupes/jeunesse" in said


def test_the_history_of_the_group_keeps_it(client_of, cast, ending, time_machine):
    morning(time_machine, LAST)
    page = client_of("dora").page("/groupes/jeunesse/journal")
    assert "a remercié Alice Arnaud" in page.main.get_text(" ", strip=True)


def test_those_who_go_on_leading_are_told(cast, ending, time_machine):
    lead(cast, "bob")
    assert morning(time_machine, LAST) == [("thanks", "Alice"), ("mandate-ended", "Bob")]
    letter = db.session.scalars(select(Letter).where(Letter.kind == "handover/mandate-ended")).one()
    assert "Vous êtes maintenant la seule personne à le co-animer." in letter.text


def test_a_worker_that_slept_that_day_thanks_when_it_wakes(cast, ending, time_machine):
    assert morning(time_machine, "2026-12-03", hour=16) == [("thanks", "Alice")]
    letter = db.session.scalars(select(Letter).where(Letter.kind == "handover/thanks")).one()
    assert f"Il s’est terminé le {calendar_day(ending.ends_on)}" in letter.text
    assert morning(time_machine, "2026-12-04") == []


def test_one_that_slept_for_weeks_lets_it_be(cast, ending, time_machine):
    assert morning(time_machine, "2026-12-20") == []


def test_a_run_cut_in_the_middle_thanks_the_others_and_nobody_twice(cast, ending, time_machine, monkeypatch):
    lead(cast, "bob", ends_on=ending.ends_on)
    time_machine.move_to(at(LAST), tick=False)
    real = operations.thank

    def cut(mandate_id, day):
        if mandate_id != ending.id:
            raise KeyboardInterrupt
        return real(mandate_id, day)

    monkeypatch.setattr(operations, "thank", cut)
    with pytest.raises(KeyboardInterrupt):
        thank_when_due()
    monkeypatch.setattr(operations, "thank", real)
    assert morning(time_machine, LAST, hour=8) == [("thanks", "Bob")]


def test_whoever_goes_on_by_another_mandate_is_not_thanked(cast, ending, time_machine):
    lead(cast, "alice", starts_on=ending.ends_on + ONE_DAY)
    assert morning(time_machine, LAST) == []


def test_extended_after_it_was_thanked_for_it_is_thanked_for_again(cast, ending, time_machine):
    assert morning(time_machine, LAST) == [("thanks", "Alice")]
    ending.ends_on += timedelta(days=3)
    db.session.commit()
    assert morning(time_machine, "2026-12-02") == []
    assert morning(time_machine, "2026-12-03") == [("thanks", "Alice")]


def test_ended_at_once_after_the_letter_it_is_not_thanked_for_twice(cast, ending, time_machine):
    assert morning(time_machine, LAST) == [("thanks", "Alice")]
    mandates.end_now(ending)
    db.session.commit()
    assert morning(time_machine, "2026-12-01") == []


def test_ended_at_once_before_its_day_it_is_thanked_for_the_next_morning(cast, ending, time_machine):
    time_machine.move_to(at("2026-11-20", 15), tick=False)
    mandates.end_now(ending)
    db.session.commit()
    assert morning(time_machine, "2026-11-21") == [("thanks", "Alice")]


def test_a_mandate_removed_after_its_letter_leaves_nothing(cast, time_machine):
    mandate = lead(cast, "bob", starts_on=date.fromisoformat(LAST), ends_on=date.fromisoformat(LAST))
    assert ("thanks", "Bob") in morning(time_machine, LAST)
    mandates.end_now(mandate)
    db.session.commit()
    assert db.session.scalars(select(Thanks.id)).all() == []


def test_nobody_is_thanked_for_a_mandate_that_their_erasure_ended(cast, ending, time_machine):
    time_machine.move_to(at("2026-11-20", 15), tick=False)
    erase(cast.alice)
    db.session.commit()
    assert morning(time_machine, "2026-11-21") == []
    assert morning(time_machine, LAST) == []
    assert db.session.scalars(select(Thanks.id)).all() == [], "nor in the history of the group"


def test_whoever_was_named_by_a_handover_that_was_undone_is_not_thanked(cast, ending, time_machine):
    handover = operations.prepare(ending, cast.alice, ending.ends_on, [cast.bob], None, {}, {})
    db.session.commit()
    time_machine.move_to(at("2026-11-20", 15), tick=False)
    operations.undo(handover, cast.alice)
    db.session.commit()
    assert morning(time_machine, "2026-11-21") == []


def test_each_group_thanks_its_own(cast, ending, time_machine):
    add_cleo(cast)
    assert morning(time_machine, LAST) == [("thanks", "Alice")]


def test_a_second_worker_finds_it_done(cast, ending, time_machine):
    time_machine.move_to(at(LAST), tick=False)
    assert operations.thank(ending.id, clock.today())
    assert not operations.thank(ending.id, clock.today())


def test_two_workers_at_once_thank_once(product, at_once, time_machine):
    time_machine.move_to(at(LAST), tick=True)
    with product.app_context():
        cast = make_cast()
        for mandate in db.session.scalars(select(CoFacilitation)):
            mandate.ends_on = clock.today()
        lead(cast, "bob")
    done = at_once(lambda: thank_everyone(clock.today()), times=3)
    assert sum(done.answers) == 1
    with product.app_context():
        kinds = db.session.scalars(select(Letter.kind).where(Letter.kind.startswith("handover/"))).all()
        assert sorted(kinds) == ["handover/mandate-ended", "handover/thanks"]
        assert db.session.scalars(select(DailyRun.id)).all() == []
