"""A poll in progress shows on the group's page, in my space and in the agenda, to those who may know of it."""

from tests.polls.scene import at, days, open_poll, say
from workspace.database import db
from workspace.groups.queries import standing_of
from workspace.polls import operations, queries
from workspace.scheduling.operations import load_first_calendar


def words(client, url):
    return " ".join(client.page(url).get_text(" ", strip=True).split())


def test_my_space_asks_for_a_vote_until_it_is_given(client_of, cast):
    poll = open_poll(cast)
    assert "Votez pour une date" in words(client_of("bob"), "/mon-espace")
    assert "Votez pour une date" not in words(client_of("carl"), "/mon-espace")
    say(poll, cast.bob, queries.options_of(poll), "yes")
    assert "Votez pour une date" not in words(client_of("bob"), "/mon-espace")


def test_the_group_and_the_agenda_show_it_to_the_group_and_the_federation_alone(client_of, cast):
    poll = open_poll(cast)
    month = days()[0].strftime("%Y-%m")
    for who, sees in (("bob", True), ("alice", True), ("dora", True), ("carl", False), ("bea", False)):
        assert ("Quand relancer" in words(client_of(who), "/groupes/jeunesse")) is sees, who
        assert ("Quand relancer" in words(client_of(who), "/agenda")) is sees, who
        assert ("en sondage" in words(client_of(who), f"/agenda?mois={month}")) is sees, who
    operations.close_without(poll, cast.alice)
    db.session.commit()
    assert "Quand relancer" not in words(client_of("bob"), "/agenda")
    assert "en sondage" not in words(client_of("bob"), f"/agenda?mois={month}")


def test_polls_between_gives_the_dates_of_a_period_with_their_group(cast):
    open_poll(cast)
    standing = standing_of(cast.dora.id)
    found = queries.polls_between(standing, days()[0], days()[1])
    assert [(one.starts_at, one.poll.group.name) for one in found] == [(at(one), "Jeunesse") for one in days()[:2]]
    assert queries.polls_between(standing_of(cast.carl.id), days()[0], days()[2]) == []


def test_the_month_names_school_holidays(client_of, cast):
    load_first_calendar()
    db.session.commit()
    assert "Vacances d’hiver" in words(client_of("bob"), "/agenda?mois=2027-02")
