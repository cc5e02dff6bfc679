"""Preparing the partners' committee from the page of the pact: each step by its evidence (J6)."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import delete, update

from tests.cast import make_meeting
from tests.pacts.scene import another_institution, local_pact, pact_of
from tests.pacts.test_read_pact import promise, words
from workspace import clock
from workspace.access import POLICY, Can
from workspace.database import db
from workspace.french import calendar_day
from workspace.groups.models import GroupState
from workspace.meetings.models import MeetingState
from workspace.pacts.models import Commitment, CommitmentState
from workspace.people.models import Mandate, Role
from workspace.reports import operations as reports


@pytest.fixture
def committee(cast):
    """The box as somebody reads it; nothing when it is not there."""
    return lambda client: client.page(f"/pactes/{cast.pact.id}").find(attrs={"aria-labelledby": "h-committee"})


def steps(box):
    """By name: whether it is done, what is said of it, where its link leads."""
    found = {}
    for step in box.find("ol").find_all("li", recursive=False):
        link = step.find("a")
        is_done = {"Fait": True, "À faire": False}[step.select_one(".state").get_text(strip=True)]
        found[step.b.get_text()] = (is_done, words(step.find("span", class_="text-s")), link and link["href"])
    return found


def held(cast, days=-200, state=MeetingState.HELD):
    return make_meeting(cast.groups["committee"], state, days=days)


def test_without_a_date_the_first_step_is_to_plan_it(client_of, cast, committee):
    box = committee(client_of("dora"))
    done, said, href = steps(box)["Invitation"]
    assert not done
    assert said.startswith("Aucune date n’est choisie. Le comité est à tenir avant le ")
    assert href == "/groupes/committee/reunions/nouvelle"
    assert box.select_one("a.btn-primary")["href"] == href
    assert steps(box)["Ordre du jour"] == (False, "Il s’écrit une fois la date choisie.", None)
    assert not box.find("mark")


def test_a_draft_waits_to_be_called_and_its_agenda_is_counted(client_of, cast, committee):
    meeting = make_meeting(cast.groups["committee"], MeetingState.DRAFT, days=10, points=0)
    box = committee(client_of("dora"))
    assert "dans 10 jours" in words(box.find("mark"))
    said = "La réunion est en brouillon, personne n’est convoqué."
    assert steps(box)["Invitation"] == (False, said, f"/reunions/{meeting.id}")
    preparing = f"/reunions/{meeting.id}/preparation"
    assert steps(box)["Ordre du jour"] == (False, "Aucun point pour l’instant.", preparing)
    assert len(box.select("a.btn-primary")) == 1


def test_once_called_with_an_agenda_both_are_done(client_of, cast, committee):
    make_meeting(cast.groups["committee"], MeetingState.CALLED, days=40, points=9)
    meeting = make_meeting(cast.groups["committee"], MeetingState.CALLED, days=10, points=3)
    make_meeting(cast.groups["committee"], MeetingState.CANCELLED, days=5)
    held(cast)
    told = steps(committee(client_of("dora")))
    said = f"Partie le {calendar_day(clock.today())}, avec le lien vers la réunion."
    assert told["Invitation"] == (True, said, f"/reunions/{meeting.id}")
    assert told["Ordre du jour"][:2] == (True, "3 points.")


def test_institutions_that_nobody_represents_are_named(client_of, cast, committee):
    reading = "Lecture par les signataires"
    assert steps(committee(client_of("dora")))[reading][0]
    another_institution(cast)
    done, said, href = steps(committee(client_of("dora")))[reading]
    assert (done, href) == (False, "/mandats/nouveau")
    assert said == "Sans personne pour lire ici le pacte et son bilan : État."
    db.session.execute(delete(Mandate).where(Mandate.role == Role.PARTNER))
    db.session.commit()
    said = steps(committee(client_of("dora")))[reading][1]
    assert said.endswith(" : Caisse d’allocations familiales, État.")


def test_commitments_not_filled_in_are_counted_as_the_report_counts_them(client_of, cast, committee):
    promise(cast, "Dit", state=CommitmentState.KEPT)
    promise(cast, "Pas dit", position=3)
    done, said, href = steps(committee(client_of("dora")))["Engagements"]
    assert (done, href) == (False, f"/engagements/{cast.commitment.id}")
    assert said == "Le bilan dira « non renseigné » pour 2 engagements sur 3."
    rows = client_of("dora").page(f"/pactes/{cast.pact.id}/bilan").select("table")[0].select("tbody tr")
    assert sum("non renseigné" in words(row.find_all("td")[-5]) for row in rows) == 2
    db.session.execute(update(Commitment).values(state=CommitmentState.KEPT))
    db.session.commit()
    assert steps(committee(client_of("dora")))["Engagements"] == (True, "Chacun dit où il en est.", None)
    db.session.execute(update(Commitment).values(withdrawn_on=clock.today()))
    db.session.commit()
    writing = f"/pactes/{cast.pact.id}/engagements/nouveau"
    assert steps(committee(client_of("dora")))["Engagements"] == (False, "Aucun n’est saisi.", writing)


@pytest.mark.parametrize("hour", [9, 23])
def test_a_report_presented_since_the_last_committee_is_the_one_of_the_next(
    client_of, cast, committee, time_machine, hour
):
    """Also when it ended after midnight."""
    time_machine.move_to(clock.from_paris(datetime.combine(clock.today(), time(hour, 45))), tick=False)
    assert steps(committee(client_of("dora")))["Bilan"] == (
        False, "Aucun n’est présenté.", f"/pactes/{cast.pact.id}/bilan"
    )  # fmt: skip
    report = reports.present_pact(pact_of(cast), cast.dora)
    db.session.commit()
    said = f"Présenté le {calendar_day(clock.today())}. Il ne change plus."
    assert steps(committee(client_of("dora")))["Bilan"] == (True, said, f"/rapports/{report.id}")
    before = held(cast, days=-3)
    report.presented_at = before.starts_at + timedelta(minutes=30)  # during the committee: it was that one's
    db.session.commit()
    said = f"Aucun n’est présenté depuis le comité du {calendar_day(before.starts_at)}."
    assert steps(committee(client_of("dora")))["Bilan"] == (False, said, f"/pactes/{cast.pact.id}/bilan")


def test_the_next_step_alone_is_in_sight_and_once_all_is_ready_no_button_is_left(client_of, cast, committee):
    make_meeting(cast.groups["committee"], MeetingState.CALLED, days=10, points=3)
    dora = client_of("dora")

    def in_sight(box):
        hidden = box.find("details").extract()
        return words(hidden.summary), words(box), [words(one) for one in box.find_all("a")]

    summary, said, links = in_sight(committee(dora))
    assert summary == "Les étapes : 3 sur 5 faites"
    assert "Engagements : le bilan dira « non renseigné » pour 1 engagement sur 1." in said
    assert links == ["Dire où en est le premier"]
    db.session.execute(update(Commitment).values(state=CommitmentState.KEPT))
    reports.present_pact(pact_of(cast), cast.dora)
    db.session.commit()
    summary, said, links = in_sight(committee(dora))
    assert (summary, links) == ("Les étapes : 5 sur 5 faites", [])
    assert "Tout est prêt." in said


@pytest.mark.parametrize("who", ["dora", "stan"])
def test_every_link_opens_to_who_prepares(client_of, cast, committee, who):
    make_meeting(cast.groups["committee"], MeetingState.DRAFT, days=10, points=0)
    another_institution(cast)
    client = client_of(who)
    for _, _, href in steps(committee(client)).values():
        client.page(href)


@pytest.mark.parametrize("who", ["paul", "bea", "alice", "bob"])
def test_nobody_else_sees_it(client_of, cast, committee, who):
    make_meeting(cast.groups["committee"], MeetingState.DRAFT, days=10)
    assert committee(client_of(who)) is None


def test_only_a_pact_in_force_that_partners_meet_about_has_it(client_of, cast, committee):
    client = client_of("dora")
    local = local_pact(cast)
    assert client.page(f"/pactes/{local.id}").find(id="h-committee") is None
    cast.groups["committee"].state = GroupState.CLOSED
    db.session.commit()
    assert committee(client) is None
    cast.groups["committee"].state = GroupState.ACTIVE
    pact_of(cast).ends_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert committee(client) is None


def test_statements_stay_as_many_as_committees_grow(client_of, cast):
    taken = []
    for size in (1, 5):
        for number in range(size):
            held(cast, days=-100 * size - number)
            make_meeting(cast.groups["committee"], MeetingState.CALLED, days=10 * size + number, points=size)
            another_institution(cast, f"Institution {size} {number}")
        reports.present_pact(pact_of(cast), cast.dora)
        db.session.commit()
        taken.append(len(client_of("dora").counted(f"/pactes/{cast.pact.id}")))
    assert taken[0] == taken[1]
    assert taken[0] <= 12


def test_who_manages_pacts_may_take_each_step():
    """The box shows its links by one right: the others are held by the same people."""
    others = (Can.HOLD_MEETINGS, Can.LEAD, Can.GIVE_MANDATES, Can.PREPARE_REPORTS, Can.SPEAK_OF_COMMITMENT)
    assert all(set(POLICY[Can.MANAGE_PACTS]) <= set(POLICY[right]) for right in others)
