"""The planner: a row per group, a column per week, what each date costs (J4)."""

import gzip
import json
from datetime import date, datetime, timedelta

import pytest
import time_machine

from tests.browser import HX, soup
from tests.cast import make_meeting
from tests.events.scene import make_event
from tests.polls.scene import open_poll
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation, Group, GroupState, Membership
from workspace.meetings.models import Meeting, MeetingState
from workspace.polls import operations as polls
from workspace.post import Letter
from workspace.scheduling import operations
from workspace.settings.models import Federation

SEPTEMBER = datetime(2026, 9, 7, 8, tzinfo=clock.PARIS)
PERIOD = "/planning?du=2026-09-01&au=2027-01-31"
SPRING = "/planning?du=2027-02-01&au=2027-06-30"


@pytest.fixture(autouse=True)
def in_september(cast):
    with time_machine.travel(SEPTEMBER, tick=False):
        operations.load_first_calendar()
        db.session.commit()
        yield


def placed(group, day, hour=18, state=MeetingState.DRAFT, **others):
    meeting = make_meeting(group, state, **others)
    meeting.starts_at = clock.from_paris(datetime.fromisoformat(f"{day}T{hour:02}:00"))
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    db.session.commit()
    return meeting


def text(page):
    return " ".join(page.get_text(" ").split())


def row(page, name):
    return next(one for one in page.select(".planner tbody tr") if one.th.get_text(strip=True) == name)


def test_a_row_per_group_a_column_per_week_a_chip_per_meeting(client_of, cast):
    placed(cast.jeunesse, "2026-11-24")
    placed(cast.communication, "2026-11-25", state=MeetingState.CALLED)
    page = client_of("dora").page(PERIOD)
    assert [one.th.get_text(strip=True) for one in page.select(".planner tbody tr")] == [
        "Jeunesse", "Communication", "Board", "Team", "Committee",
    ]  # fmt: skip
    weeks = [one["data-week"] for one in page.select(".planner th[data-week]")]
    assert (weeks[0], weeks[-1], len(weeks)) == ("2026-08-31", "2027-01-25", 22)
    cells = row(page, "Jeunesse").find_all("td")
    assert [weeks[rank] for rank, cell in enumerate(cells) if cell.a] == ["2026-11-23"]
    assert "brouillon" in row(page, "Jeunesse").td.find_next("a", class_="meeting-chip")["aria-label"]
    assert "convoquée" in row(page, "Communication").find("a", class_="meeting-chip")["aria-label"]
    assert "brouillon" in page.select_one(".meeting-row").get_text()  # in words on a phone


def test_dates_in_polls_are_chips_of_their_own_until_it_is_closed(client_of, cast):
    poll = open_poll(cast, 2)
    page = client_of("dora").page(PERIOD)
    chips = row(page, "Jeunesse").select('.meeting-chip[data-type="in-poll"]')
    assert [one["href"] for one in chips] == [f"/sondages/{poll.id}"] * 2
    assert text(page.select_one(".planner tfoot")) == "Réunions"  # nobody meets there yet
    assert " ".join(chips[0]["aria-label"].split()) == "Jeunesse, lundi 21 septembre, 18 h, en sondage"
    assert text(page.select_one(".meeting-row .meta")) == "18 h date en sondage"  # on a phone
    lines = client_of("dora").get(PERIOD.replace("/planning", "/planning.csv")).data.decode("utf-8-sig").splitlines()
    assert [line.split(";")[1:8] for line in lines[1:]][0] == [
        "21/09/2026", "18:00", "20:00", "Jeunesse", "Quand relancer le groupe ?", "CSC Les Acacias", "en sondage",
    ]  # fmt: skip
    polls.close_without(poll, cast.alice)
    db.session.commit()
    assert not row(client_of("dora").page(PERIOD), "Jeunesse").select(".meeting-chip")


@pytest.mark.public_holidays
def test_holidays_are_named_in_the_heading(client_of, cast):
    heads = {one["data-week"]: one.get_text() for one in client_of("dora").page(PERIOD).select("th[data-week]")}
    assert "Vacances de la Toussaint" in heads["2026-10-19"]
    assert "Armistice" in heads["2026-11-09"]
    assert "Vacances" not in heads["2026-11-09"]
    heads = {one["data-week"]: one.get_text() for one in client_of("dora").page(SPRING).select("th[data-week]")}
    assert "Pont de l’Ascension" in heads["2027-05-03"]
    assert "Ascension" in heads["2027-05-03"].replace("Pont de l’Ascension", "")


def test_j4_a1_a_date_in_the_holidays_of_zone_c_and_not_of_zone_b(client_of, cast):
    placed(cast.jeunesse, "2027-02-09")
    assert "Vacances d’hiver (zone C)" in text(client_of("dora").page(SPRING).select_one("#checks"))
    db.session.get(Federation, 1).school_zone = "B"
    db.session.commit()
    page = client_of("dora").page(SPRING)
    assert "Vacances" not in text(page.select_one("#checks"))
    assert page.select_one("[data-week='2027-02-08']").get_text() == "8 févr."


@pytest.mark.public_holidays
def test_j4_a2_ascension_day_is_said_impossible(client_of, cast):
    placed(cast.jeunesse, "2027-05-06")
    assert "Jour férié : Ascension" in text(client_of("dora").page(SPRING).select_one("#checks"))


def test_j4_a3_a_leader_in_two_places_is_said_with_both_groups_and_blocks_the_call(client_of, cast):
    db.session.add(CoFacilitation(group_id=cast.communication.id, person_id=cast.alice.id, starts_on=date(2020, 1, 1)))
    here = placed(cast.jeunesse, "2026-11-24")
    placed(cast.communication, "2026-11-24", 19)
    page = client_of("dora").page(PERIOD)
    assert "Alice Arnaud co-anime Jeunesse et Communication" in text(page.select_one("#checks"))
    assert page.select_one(f"#m{here.id}").has_attr("data-hard")
    response = client_of("alice").post(f"/reunions/{here.id}/convocation")
    assert (response.status_code, db.session.get(Meeting, here.id).state) == (409, MeetingState.DRAFT)
    assert "Alice Arnaud" in response.text


def test_j4_a4_a_soft_conflict_is_kept_with_a_reason_shown_in_the_grid_and_taken_back(client_of, cast):
    meeting = placed(cast.jeunesse, "2027-02-09")
    dora, address = client_of("dora"), f"/reunions/{meeting.id}/conflits"
    refused = dora.post(address, data={"kind": "school_holiday", "reason": " "})
    assert (refused.status_code, "Dites pourquoi en une phrase." in refused.text) == (422, True)
    said = {"kind": "school_holiday", "reason": "Les jeunes sont là. 🎉", "suite": SPRING}
    assert dora.post(address, data=said).headers["Location"] == SPRING
    page = dora.page(SPRING)
    assert page.select_one(f"#m{meeting.id}").has_attr("data-kept")
    assert "Les jeunes sont là. 🎉" in text(page.select_one("#checks"))
    assert "Dora D." in text(dora.page(address))
    dora.post(f"{address}/retrait", data={"kind": "school_holiday"})
    assert dora.page(SPRING).select_one(f"#m{meeting.id}").has_attr("data-soft")


@pytest.mark.parametrize("kind", ["public_holiday", "leader", "zzz", ""])
def test_what_is_impossible_is_not_kept(client_of, cast, kind):
    meeting = placed(cast.jeunesse, "2027-05-06")
    answer = client_of("dora").post(f"/reunions/{meeting.id}/conflits", data={"kind": kind, "reason": "Tant pis"})
    assert answer.status_code in (409, 422)


def test_what_to_check_has_one_sign_on_a_phone_and_in_the_grid(client_of, cast):
    meeting = placed(cast.jeunesse, "2027-02-09")
    page = client_of("dora").page(SPRING)
    assert page.select_one(f"#m{meeting.id}").has_attr("data-soft")  # « ? »
    said = page.select_one(f"#l{meeting.id} .state")
    assert (said["data-state"], text(said)) == ("to-check", "à vérifier")
    assert said.use["href"].endswith("#question-circle-fill")


@pytest.mark.public_holidays
def test_a_date_that_is_impossible_is_not_offered_to_be_kept(client_of, cast):
    meeting = placed(cast.jeunesse, "2027-05-06")  # Ascension, in the holidays of schools
    page = client_of("dora").page(f"/reunions/{meeting.id}/conflits").select_one("#conflicts")
    assert "Date impossible. Jour férié : Ascension" in text(page)
    assert "Pont de l’Ascension (zone C)" in text(page)
    assert not page.select("form")
    assert "Garder cette date" not in text(client_of("dora").page(SPRING).select_one("#checks"))
    meeting.starts_at, meeting.ends_at = (one + timedelta(days=1) for one in (meeting.starts_at, meeting.ends_at))
    db.session.commit()
    assert client_of("dora").page(f"/reunions/{meeting.id}/conflits").select("#conflicts form")


def test_two_meetings_that_are_too_close_are_said_once_and_a_reason_kept_at_either_holds(client_of, cast):
    cast.jeunesse.every_weeks = 6
    first, second = placed(cast.jeunesse, "2026-11-24"), placed(cast.jeunesse, "2026-12-01")
    dora = client_of("dora")

    def checks():
        page = dora.page(PERIOD)
        marks = [[one for one in ("data-soft", "data-kept") if page.find(id=f"m{id}").has_attr(one)]
                 for id in (first.id, second.id)]  # fmt: skip
        return text(page.select_one("#checks")), marks

    said, marks = checks()
    assert "Jeunesse, mardi 1er décembre 1 semaine seulement après la réunion du mardi 24 novembre" in said
    assert (said.count("1 semaine seulement"), marks) == (1, [[], ["data-soft"]])
    assert "1 semaine seulement avant celle du mardi 1er décembre" in text(dora.page(f"/reunions/{first.id}/conflits"))
    dora.post(f"/reunions/{first.id}/conflits", data={"kind": "too_soon", "reason": "Deux temps d’un même sujet."})
    said, marks = checks()
    assert (said.count("Deux temps d’un même sujet."), marks) == (1, [[], ["data-kept"]])
    there = dora.page(f"/reunions/{second.id}/conflits")
    assert there.select_one("#conflicts form")["action"] == f"/reunions/{first.id}/conflits/retrait"
    dora.post(f"/reunions/{first.id}/conflits/retrait", data={"kind": "too_soon"})
    assert checks()[1] == [[], ["data-soft"]]


def test_what_must_be_acted_on_comes_before_the_weeks_that_hold_a_lot(client_of, cast):
    cast.jeunesse.every_weeks = 6
    placed(cast.jeunesse, "2026-11-10")
    for day, group in zip(("23", "24", "25", "26"), ("jeunesse", "communication", "board", "committee"), strict=True):
        placed(cast.groups[group], f"2026-11-{day}")
    page = client_of("dora").page(PERIOD)
    assert [one.get_text() for one in page.select("#checks h3")] == ["Points à vérifier", "Semaines chargées"]
    assert [one.has_attr("open") for one in page.select("#checks details")] == [False]
    assert "1 point à vérifier. 1 semaine chargée." in text(page.select_one(".notice"))


def test_what_is_said_of_a_busy_week_is_said_once(client_of, cast):
    for day, group in zip(("23", "24", "25", "26"), ("jeunesse", "communication", "board", "committee"), strict=True):
        placed(cast.groups[group], f"2026-11-{day}")
    checks = client_of("dora").page(PERIOD).select_one("#checks")
    assert text(checks).count("4 réunions cette semaine-là") == 1
    assert "Semaine du 23 novembre" in text(checks)
    assert len(checks.select("li li")) == 4, "each may be moved, or its date kept"


def gaps(page, name):
    return [(text(cell), cell["colspan"]) for cell in row(page, name).select(".planner-gap")]


def test_many_weeks_gone_by_without_a_meeting_are_one_bar(client_of, cast):
    """From the meeting of the 9th of September to the week of the 30th of November, autumn holidays left out."""
    placed(cast.jeunesse, "2026-09-09", state=MeetingState.HELD)
    placed(cast.communication, "2026-09-09", state=MeetingState.HELD)
    placed(cast.communication, "2026-11-04", state=MeetingState.HELD)
    placed(cast.board, "2026-09-09", state=MeetingState.HELD)
    assert client_of("dora").page(PERIOD).select(".planner-gap") == [], "nothing has gone by yet"
    with time_machine.travel(datetime(2026, 12, 1, 8, tzinfo=clock.PARIS), tick=False):
        dora = client_of("dora")
        page = dora.page(PERIOD)
        assert gaps(page, "Jeunesse") == [("11 semaines sans réunion", "11")]
        assert gaps(page, "Communication") == gaps(page, "Board") == []
        on_a_phone = text(page.select_one(".planner-gaps"))
        assert on_a_phone == "Jeunesse : 11 semaines sans réunion, à partir du lundi 14 septembre."
        cells = row(page, "Jeunesse").find_all("td")
        assert sum(int(cell.get("colspan", 1)) for cell in cells) == len(page.select(".planner th[data-week]"))
        placed(cast.jeunesse, "2026-10-14", state=MeetingState.HELD)
        assert gaps(dora.page(PERIOD), "Jeunesse") == []


def test_more_than_three_meetings_make_a_busy_week(client_of, cast):
    for rank, group in enumerate([cast.jeunesse, cast.communication, cast.board, cast.team]):
        placed(group, f"2026-11-{23 + rank}")
    busy = client_of("dora").page(PERIOD).select(".planner tfoot .busy")
    assert [one.get_text() for one in busy] == ["4chargée"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("du=demain&au=2027-01-31", "ne se lisent pas"),
        ("du=2026-09-01", "ne se lisent pas"),
        ("du=2026-02-30&au=2027-01-31", "ne se lisent pas"),
        ("du=1026-02-01&au=2027-01-31", "ne se lisent pas"),
        ("du=2027-01-31&au=2026-09-01", "avant le début"),
        ("du=2026-09-01&au=2027-09-30", "un an au plus"),
    ],
)
def test_bad_dates_are_said_and_the_semester_is_shown(client_of, cast, asked, said):
    page = client_of("dora").page(f"/planning?{asked}")
    assert said in page.select_one(".notice").get_text()
    assert page.select_one("[data-week]")["data-week"] == "2026-08-31"


def test_a_co_facilitator_reads_others_called_meetings_and_moves_only_their_own(client_of, cast):
    mine, hidden = placed(cast.jeunesse, "2026-11-24"), placed(cast.communication, "2026-11-17")
    theirs = placed(cast.communication, "2026-11-25", state=MeetingState.CALLED)
    page = client_of("alice").page(PERIOD)
    assert page.select_one(f"#m{mine.id}").has_attr("data-move")
    assert not page.select_one(f"#m{theirs.id}").has_attr("data-move")
    assert page.select_one(f"#m{hidden.id}") is None
    assert [one["aria-label"] for one in page.select(".planner-add")] == ["Ajouter une réunion, Jeunesse"]


def moved(meeting, day, hour="18:00", revision=None):
    return {"day": day, "hour": hour, "revision": meeting.revision if revision is None else revision}


def test_what_a_week_costs_is_said_before_anything_is_written(client_of, cast):
    meeting = placed(cast.jeunesse, "2026-10-13")
    part = soup(client_of("dora").get(f"/reunions/{meeting.id}/deplacer?semaine=2026-10-19", headers=HX))
    assert "mardi 20 octobre 2026" in text(part)
    assert "Vacances de la Toussaint (zone C)" in text(part)
    assert part.select_one("[name=day]")["value"] == "2026-10-20"
    assert clock.in_paris(db.session.get(Meeting, meeting.id).starts_at).day == 13


def test_what_a_date_typed_costs_is_said_while_it_is_typed(client_of, cast):
    meeting = placed(cast.jeunesse, "2026-10-13")
    dora, address = client_of("dora"), f"/reunions/{meeting.id}/deplacer"
    fields = dora.page(address).select_one("#move [data-hx-post]")
    assert (fields["data-hx-target"], fields["data-hx-select"]) == ("#cost", "#cost")
    assert [one["name"] for one in fields.select("input")] == ["day", "hour"]
    look = moved(meeting, "2026-10-20") | json.loads(fields["data-hx-vals"])
    answer = dora.post(fields["data-hx-post"], data=look, headers=HX)
    assert answer.status_code == 200
    assert "mardi 20 octobre 2026, 18 h Vacances de la Toussaint (zone C)" in text(soup(answer).select_one("#cost"))
    past = soup(dora.post(address, data=look | {"day": "2020-01-07"}, headers=HX)).select_one("#cost")
    assert "Rien ne s’oppose" not in text(past)
    db.session.refresh(meeting)
    assert clock.in_paris(meeting.starts_at).day == 13, "nothing is written"


def test_no_move_is_saved_with_a_cost_that_was_not_said(client_of, cast):
    meeting = placed(cast.jeunesse, "2026-10-13")
    dora, address = client_of("dora"), f"/reunions/{meeting.id}/deplacer"
    shown = {one["name"]: one.get("value", "") for one in dora.page(address).select("#move input")}
    answer = dora.post(address, data=shown | {"day": "2026-10-20"})
    assert answer.status_code == 422
    page = soup(answer)
    assert "n’est pas encore déplacée" in text(page.select_one("[role=alert]"))
    assert "Vacances de la Toussaint (zone C)" in text(page.select_one("#cost"))
    db.session.refresh(meeting)
    assert clock.in_paris(meeting.starts_at).day == 13
    again = {one["name"]: one.get("value", "") for one in page.select("#move input")}
    assert dora.post(address, data=again).status_code == 303
    db.session.refresh(meeting)
    assert clock.in_paris(meeting.starts_at).day == 20


def test_a_move_keeps_the_hour_on_the_wall_across_the_change_of_clocks(client_of, cast):
    meeting = placed(cast.jeunesse, "2026-10-20")
    page = client_of("dora").page(f"/reunions/{meeting.id}/deplacer?semaine=2026-11-16")
    data = {field["name"]: field.get("value", "") for field in page.select("#move input")} | {"suite": PERIOD}
    answer = client_of("dora").post(f"/reunions/{meeting.id}/deplacer", data=data)
    assert answer.headers["Location"] == PERIOD
    db.session.refresh(meeting)
    assert clock.in_paris(meeting.starts_at) == datetime(2026, 11, 17, 18, tzinfo=clock.PARIS)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=2)


def test_two_who_move_the_same_chip_both_know(client_of, cast):
    meeting = placed(cast.jeunesse, "2026-11-24")
    address, seen = f"/reunions/{meeting.id}/deplacer", meeting.revision
    assert client_of("stan").post(address, data=moved(meeting, "2026-12-01")).status_code == 303
    late = client_of("dora").post(address, data=moved(meeting, "2026-12-08", revision=seen))
    assert late.status_code == 409
    assert "Elle est maintenant le mardi 1er décembre 2026" in text(soup(late))
    assert soup(late).select_one("[name=day]")["value"] == "2026-12-08"
    again = {field["name"]: field.get("value", "") for field in soup(late).select("#move input")}
    assert client_of("dora").post(address, data=again).status_code == 303


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("2020-01-07", "18:00", "déjà passé"),
        ("2027-03-28", "02:30", "cette nuit-là"),
        ("9999-01-01", "18:00", "année entre"),
        ("", "18:00", "Choisissez un jour"),
        ("zzz", "18:00", ""),
    ],
)
def test_a_bad_date_is_refused_beside_its_field(client_of, cast, day, hour, said):
    meeting = placed(cast.jeunesse, "2026-11-24")
    answer = client_of("dora").post(f"/reunions/{meeting.id}/deplacer", data=moved(meeting, day, hour))
    assert answer.status_code == 422
    assert said in " ".join(one.get_text() for one in soup(answer).select(".invalid-feedback"))
    assert soup(answer).select_one(".invalid-feedback")


def test_an_event_is_moved_from_its_own_form(client_of, cast):
    event = make_event(cast.jeunesse)
    address = f"/reunions/{event.meeting_id}/deplacer"
    answer = client_of("dora").get(address)
    assert (answer.status_code, answer.location) == (303, f"/evenements/{event.meeting_id}/modifier")
    assert client_of("dora").get(address, headers=HX).status_code == 409, "dragged, it says why it stays"


@pytest.mark.public_holidays
@pytest.mark.parametrize("how", ["deplacer", "modifier"])
def test_a_called_meeting_does_not_go_where_it_is_impossible(client_of, cast, how):
    meeting = placed(cast.jeunesse, "2026-11-24", state=MeetingState.CALLED)
    data = {
        "deplacer": moved(meeting, "2026-11-11"),
        "modifier": {"title": "Autre titre", "starts_at": "2026-11-11T18:00", "ends_at": "2026-11-11T20:00",
                     "revision": meeting.revision},
    }[how]  # fmt: skip
    answer = client_of("alice").post(f"/reunions/{meeting.id}/{how}", data=data)
    assert answer.status_code == 422
    assert "Jour férié" in soup(answer).select_one(".invalid-feedback").get_text()
    kept = "Autre titre" if how == "modifier" else "2026-11-11"
    assert kept in [one.get("value") for one in soup(answer).select("input")]


def test_j4_a6_a_move_tells_only_its_people_the_old_and_the_new_date(client_of, cast):
    meeting = placed(cast.jeunesse, "2026-11-24", state=MeetingState.CALLED)
    client_of("dora").post(f"/reunions/{meeting.id}/deplacer", data=moved(meeting, "2026-12-01"))
    letters = db.session.query(Letter).all()
    assert {one.address for one in letters} == {"alice@example.org", "bob@example.org"}
    for one in letters:
        assert "24 novembre 2026" in one.text
        assert "1er décembre 2026" in one.text
        assert "SEQUENCE:1" in one.calendar


def test_a_new_meeting_takes_the_week_and_returns_to_the_planner(client_of, cast):
    page = client_of("dora").page(PERIOD)
    link = page.select_one(".planner-add")["href"]
    form = client_of("dora").page(link)
    assert form.select_one("[name=starts_at]")["value"] == "2026-09-15T18:00"
    data = {field["name"]: field.get("value", "") for field in form.select("form.sheet input")} | {"title": "Bilan"}
    assert (
        client_of("dora").post("/groupes/jeunesse/reunions/nouvelle", data=data).headers["Location"]
        == f"{PERIOD}#add-jeunesse"
    )


def test_twelve_groups_and_half_a_year_within_the_budgets(client_of, cast):
    dora, url, counts = client_of("dora"), "/planning?du=2026-09-01&au=2027-02-28", []
    for number in (2, 12):
        for rank in range(number):
            slug = f"groupe-{number}-{rank}"
            group = Group(slug=slug, code=f"G{number}{rank}", name=slug, short_name=slug, every_weeks=4)
            db.session.add(group)
            db.session.flush()
            db.session.add(Membership(group_id=group.id, person_id=cast.bob.id, joined_on=date(2020, 1, 1)))
            db.session.add(CoFacilitation(group_id=group.id, person_id=cast.bea.id, starts_on=date(2020, 1, 1)))
            for week in range(6):
                day = date(2026, 9, 14) + timedelta(weeks=4 * week, days=rank % 5)
                placed(group, day.isoformat(), 8 + rank)
        counts.append(len(dora.counted(url)))
    assert counts[0] == counts[1] <= 12
    assert len(gzip.compress(dora.get(url).data)) < 25_000


def test_from_the_planner_a_series_is_prepared_at_the_rhythm_of_the_group_and_one_comes_back(client_of, cast):
    cast.jeunesse.every_weeks = 5
    db.session.commit()
    dora = client_of("dora")
    one = dora.page(row(dora.page(SPRING), "Jeunesse").select_one("a.planner-add")["href"])
    form = dora.page(one.find("a", string="Préparer une série de réunions")["href"]).select_one("main form")
    said = {box["name"]: box.get("value", "") for box in form.select("input:not([type=radio]), input[checked]")}
    assert [said[name] for name in ("first", "weeks", "ending", "until", "suite")] == [
        "2027-02-02", "5", "until", "2027-06-30", f"{SPRING}#add-jeunesse",
    ]  # fmt: skip
    typed = said | {"title": "Réunion du groupe", "step": "show"}
    shown = soup(dora.post(form["action"], data=typed))
    dates = [box["value"] for box in shown.select('input[name="ticked"]')]
    assert dates == ["2027-02-02", "2027-03-09", "2027-04-13", "2027-05-18", "2027-06-22"]
    seen = shown.select_one('input[name="seen"]')["value"]
    made = dora.post(form["action"], data=typed | {"step": "make", "seen": seen, "ticked": dates[:2]})
    assert made.location == f"{SPRING}#add-jeunesse"
    assert len(row(dora.page(SPRING), "Jeunesse").select("a.meeting-chip")) == 2


def test_a_meeting_added_from_the_planner_is_said(client_of, cast):
    dora = client_of("dora")
    form = dora.page(row(dora.page(SPRING), "Jeunesse").select_one("a.planner-add")["href"]).select_one("main form")
    said = {box["name"]: box.get("value", "") for box in form.select("input:not([type=checkbox])")}
    made = dora.post(form["action"], data=said | {"title": "Réunion du groupe"})
    assert made.location == f"{SPRING}#add-jeunesse"
    assert "La réunion est créée, en brouillon." in text(dora.page(SPRING))


def test_an_empty_period_says_where_to_begin_and_judges_nothing(client_of, cast):
    page = client_of("dora").page(SPRING)
    assert "Aucune date dans cette période." in text(page.main)
    assert not page.select("#checks"), "nothing stands against no date"
    placed(cast.jeunesse, "2027-03-09")
    page = client_of("dora").page(SPRING)
    assert "Aucune date" not in text(page.main)
    assert "Rien ne s’oppose" in text(page.select_one("#checks"))


def test_without_any_group_the_planner_leads_to_the_first_steps(client_of, cast):
    for group in cast.groups.values():
        group.state = GroupState.CLOSED
    db.session.commit()
    assert client_of("dora").page(SPRING).main.select('a[href="/premiers-pas"]')


def test_each_gesture_leads_back_to_the_line_that_it_is_made_on(client_of, cast):
    meeting = placed(cast.jeunesse, "2027-02-09")
    dora = client_of("dora")

    def back_of(link):
        form = dora.page(link["href"]).select_one("form:has([name=suite])")
        anchor = form.select_one("[name=suite]")["value"].removeprefix(SPRING)
        line = dora.page(SPRING).select_one(anchor)
        assert line.name == "a" or line["tabindex"] == "-1", "it takes the focus"
        return anchor

    page = dora.page(SPRING)
    keep, move = page.select(f"li#c{meeting.id} a")[:2]
    assert (back_of(keep), back_of(move)) == (f"#c{meeting.id}", "#checks")
    assert back_of(page.select_one(f"#l{meeting.id} a.text-s")) == f"#l{meeting.id}"
    assert back_of(page.select_one("a.planner-add")) == "#add-jeunesse"
    assert back_of(page.select_one("#plus-jeunesse")) == "#plus-jeunesse"
    away = dora.page(keep["href"]).main.find("a", string="Déplacer la réunion")
    assert back_of(away) == "#checks", "moved, nothing may be left to check"
    operations.keep_conflict(db.session.get(Meeting, meeting.id), "school_holiday", "Un stage", cast.dora)
    db.session.commit()
    assert "Un stage" in text(dora.page(SPRING).select_one(f"li#c{meeting.id}"))


@pytest.mark.parametrize(("suite", "back"), [(SPRING, SPRING), ("", "/planning"), ("//elsewhere.example", "/planning")])
def test_from_what_stands_against_a_date_one_goes_back_to_the_period(client_of, cast, suite, back):
    meeting = placed(cast.jeunesse, "2027-02-09")
    page = client_of("dora").get(f"/reunions/{meeting.id}/conflits", query_string={"suite": suite})
    assert soup(page).main.find("a", string="Voir le planning")["href"] == back


@pytest.mark.parametrize(
    ("period", "monday"),
    [
        ("du=2027-01-01&au=2027-06-30", "2027-01-04"),  # a Friday
        ("du=2027-02-02&au=2027-06-30", "2027-02-01"),  # a Tuesday
        ("du=2026-09-01&au=2027-01-31", "2026-09-14"),  # already begun
        ("du=2027-02-05&au=2027-02-06", "2027-02-01"),  # no Tuesday in it
    ],
)
def test_what_is_proposed_is_in_the_period(client_of, cast, period, monday):
    link = row(client_of("dora").page(f"/planning?{period}"), "Jeunesse").select_one("a.planner-add")
    assert f"semaine={monday}&" in link["href"]
