"""Deadlines of pacts reach calendars and the daily letter, of those who follow them and of nobody else."""

from datetime import date

from icalendar import Calendar

from tests.followup.scene import at, morning
from tests.pacts.scene import commitment_of, local_pact
from workspace import clock
from workspace.database import db
from workspace.scheduling import operations as scheduling


def days_in_feed(client_of, person):
    key = scheduling.make_feed_key(person)
    db.session.commit()
    calendar = Calendar.from_ical(client_of("").get(f"/calendriers/{key.key}.ics").text)
    return {
        event["summary"]: (str(event["uid"]), event["dtstart"].dt)
        for event in calendar.walk("VEVENT")
        if not hasattr(event["dtstart"].dt, "hour")
    }


def test_whoever_follows_the_pact_has_its_deadlines_in_their_calendar(client_of, cast):
    year = cast.pact.signed_on.year
    told = days_in_feed(client_of, cast.dora)
    assert told[f"Bilan de l’année {year} (Pacte de coopération)"] == (
        f"pact-{cast.pact.id}-review-{year}", date(year + 1, 6, 30),
    )  # fmt: skip
    assert f"Dernier jour ({cast.pact.name})" in told
    assert days_in_feed(client_of, cast.bea) == told
    assert days_in_feed(client_of, cast.bob) == {}


def test_a_partner_has_those_of_its_own_pacts(client_of, cast):
    local_pact(cast)
    assert any("Pacte local" in summary for summary in days_in_feed(client_of, cast.dora))
    told = days_in_feed(client_of, cast.paul)
    assert told
    assert not any("Pacte local" in summary for summary in told)


def test_the_feed_with_deadlines_is_known_as_unchanged(client_of, cast):
    key = scheduling.make_feed_key(cast.dora).key
    db.session.commit()
    first = client_of("").get(f"/calendriers/{key}.ics")
    again = client_of("").get(f"/calendriers/{key}.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_deadline_is_told_a_month_before_once_to_those_who_steer(cast, time_machine):
    year = cast.pact.signed_on.year
    time_machine.move_to(at(f"{year + 2}-05-29", 12), tick=False)
    letters = [morning(time_machine, f"{year + 2}-{day}") for day in ("05-30", "05-31", "06-01")]
    assert sorted(letters[0]) == []
    assert sorted(letters[1]) == ["dora", "stan"]
    assert sorted(letters[2]) == []
    text = letters[1]["dora"].text
    assert text.startswith(f"Bilan de l’année {year + 1} (Pacte de coopération)\u00a0: dans 30\u00a0jours")
    assert f"/pactes/{cast.pact.id}" in text


def test_a_promise_that_falls_due_is_told_to_whose_word_it_is(cast, time_machine):
    commitment_of(cast).due_on = date(clock.today().year + 1, 3, 31)
    db.session.commit()
    year = clock.today().year + 1
    time_machine.move_to(at(f"{year}-02-28", 12), tick=False)
    letters = morning(time_machine, f"{year}-03-01")
    assert sorted(letters) == ["dora", "paul", "stan"]
    assert "Un engagement arrive à échéance" in letters["paul"].text
    assert f"/engagements/{cast.commitment.id}" in letters["paul"].html
