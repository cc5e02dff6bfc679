"""What every letter owes its reader: the thing to do first, plain text and HTML that lead to the same places, why it
came, how to have fewer of them; nothing remote, nothing that follows its reader.
"""

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from tests.pacts.scene import commitment_of
from tests.polls.scene import open_poll
from tests.series.scene import make_series
from workspace import clock
from workspace.actions import operations as actions
from workspace.database import db
from workspace.followup.commands import remind_everyone, write_digests
from workspace.followup.queries import THINGS
from workspace.groups import operations as groups
from workspace.meetings import joint
from workspace.meetings import operations as meetings
from workspace.meetings.models import Answer, Attendance, MeetingState, PointKind, Presence
from workspace.minutes import operations as minutes
from workspace.minutes import queries
from workspace.minutes.models import BoardAnswer, BoardProposal
from workspace.notifications.letters import FOLLOWED, KINDS
from workspace.notifications.models import Pace
from workspace.notifications.operations import choose_pace
from workspace.pacts import operations as pacts
from workspace.planning import operations as planning
from workspace.planning import periods
from workspace.planning.calling import round_of
from workspace.polls import operations as polls
from workspace.post import Letter, as_message
from workspace.proposals import operations as proposals
from workspace.reports import holes
from workspace.reports import operations as reports
from workspace.series import operations as series
from workspace.series import queries as series_queries
from workspace.substitutes import operations as substitutes

# The first thing a letter asks or says, on its first lines (after « Bonjour »).
FIRST = {
    "actions/action-entrusted": "vous confie une action",
    "followup/reminder": "répon|faire|venir|venez|Dites|finir|retard",
    "groups/member-joined": "vient de rejoindre",
    "groups/message": "écrit aux membres",
    "meetings/meeting-called": "Dites si vous venez",
    "series/series-cancelled": "auront pas lieu",
    "meetings/no-longer-called": "n’est plus invité",
    "meetings/meeting-moved": "Dites si vous venez|Confirmez",
    "meetings/meetings-moved": "Confirmez si vous venez",
    "substitutes/named": "Dites si vous venez",
    "substitutes/declined": "ne peut pas venir à votre place",
    "substitutes/withdrawn": "plus à remplacer",
    "meetings/meeting-cancelled": "n’aura pas lieu",
    "planning/semester-called": "Dites si vous venez",
    "minutes/minutes-in-review": "en relecture",
    "proposals/proposal-answered": "a répondu",
    "minutes/minutes-published": "confiée|publié",
    "minutes/minutes-followed": "publié",
    "notifications/digest": "Salle",
    "pacts/gap-reported": "signale un écart",
    "polls/poll-opened": "cherche une date",
    "polls/poll-reminder": "choisit une date",
    "reports/holes": "il manque encore",
}
ALWAYS = {  # and convocations of bodies, and security letters
    "meetings/meeting-moved",
    "meetings/meetings-moved",
    "substitutes/named",
    "substitutes/declined",
    "substitutes/withdrawn",
    "meetings/no-longer-called",
    "series/series-cancelled",
    "meetings/meeting-cancelled",
    "pacts/gap-reported",
    "planning/semester-called",
}
OURS = "http://localhost"


def test_whatever_a_notice_is_about_is_shown_to_those_who_may_see_it():
    code = "".join(file.read_text(encoding="utf-8") for file in Path("workspace").rglob("*.py"))
    assert set(re.findall(r'\bAbout\(\s*"(\w+)"', code)) == set(THINGS)


@pytest.fixture
def written(app, cast, time_machine):
    """One letter of each kind that these scenes write, by kind."""
    time_machine.move_to("2026-11-17 10:00:00+00:00", tick=False)
    with app.test_request_context():
        meetings.call_meeting(make_meeting(cast.jeunesse, MeetingState.DRAFT, days=10))
        moved = [(cast.board, 11), (cast.communication, 12), (cast.communication, 13)]  # one, then two at once
        for one in [make_meeting(group, days=days) for group, days in moved]:
            meetings.edit_meeting(one, 0, one.title, *one.appointment[:2], place="Ailleurs", video_link="")
        send_somebody_else(make_meeting(cast.jeunesse, days=18), cast)
        other = make_meeting(cast.jeunesse, days=2)
        joint.invite_groups(other, [cast.communication])
        joint.invite_groups(other, [], [cast.communication.id])
        meetings.cancel_meeting(make_meeting(cast.jeunesse, days=20), "Neige")
        make_meeting(cast.jeunesse, MeetingState.DRAFT, days=16)
        call_semester()
        change_series(make_series(cast.jeunesse, 2, first_in=30), make_series(cast.jeunesse, 2, first_in=33))
        held = make_held_meeting(cast)
        reports.ask_to_fill(holes.of_year(2026), 2026)
        choose_pace(cast.bea.id, FOLLOWED, cast.jeunesse.id, Pace.AT_ONCE)
        minutes.publish(queries.of_meeting(held), cast.alice)
        close_and_propose(cast)
        minutes.publish(queries.of_meeting(make_held_meeting(cast)), cast.alice)
        actions.create_action(cast.jeunesse, "Appeler", [cast.bob], date(2026, 12, 1), [], creator=cast.alice)
        groups.join_group(cast.jeunesse, cast.nora)
        groups.write_to_group(cast.jeunesse, cast.alice, "Salle", "Nous changeons.", "f1")
        pacts.report_gap(commitment_of(cast), "Pas cette année", "L’an prochain", cast.bea)
        choose_pace(cast.bob.id, "groups/message", cast.jeunesse.id, Pace.WEEKLY)
        groups.write_to_group(cast.jeunesse, cast.alice, "Salle", "Nous changeons.", "f2")
    polls.remind(open_poll(cast).id, clock.today())
    db.session.commit()
    assert other.starts_at > clock.now()
    remind_everyone()
    time_machine.shift(timedelta(days=7))
    write_digests()
    return {letter.kind: letter for letter in db.session.scalars(select(Letter).order_by(Letter.id.desc()))}


def close_and_propose(cast):
    now = make_meeting(cast.jeunesse, days=0, hours=-1)
    db.session.add(Attendance(meeting_id=now.id, person_id=cast.bob.id, presence=Presence.PRESENT))
    now.points[0].kind, now.points[0].notes = PointKind.BOARD_PROPOSAL, "Deux jeunes, avec voix consultative."
    db.session.flush()
    minutes.publish(minutes.close_meeting(now), cast.alice)
    proposals.answer(db.session.query(BoardProposal).one(), BoardAnswer.ADOPTED, "Oui.", cast.dora)


def change_series(moved, cancelled):
    later = series.Change("Autre titre", (time(17), time(19)), place="Ailleurs")
    series.change_series(series_queries.series_of(moved[0]), None, series_queries.version_of(moved), later)
    one, seen = series_queries.series_of(cancelled[0]), series_queries.version_of(cancelled)
    series.cancel_series(one, None, seen, "Neige", lambda ids: False)


def send_somebody_else(meeting, cast):
    cast.carl.centre_id = cast.bob.centre_id
    substitutes.name_substitute(meeting, cast.bob, cast.carl.id)
    substitutes.answer(meeting, cast.carl, Answer.NO)
    substitutes.name_substitute(meeting, cast.bob, cast.bea.id)
    substitutes.answer(meeting, cast.bob, Answer.YES)


def call_semester():
    period = periods.semester_of(clock.today())
    planning.call_all(period, round_of(period).version, lambda ids: {})


def kinds_here():
    return {f"{file.parts[1]}/{file.name.split('.')[0]}" for file in Path("templates").glob("*/mails/*.subject.txt")}


# Written on the way to an account or a group, by scenes of their own: only their templates are read here.
ELSEWHERE = {
    kind for kind in kinds_here() if kind.startswith(("accounts/", "joining/", "privacy/", "handover/", "events/"))
}
ELSEWHERE |= {"notifications/trial", "polls/date-kept", "pacts/gap-answered"}


def test_the_scenes_write_every_kind(written):
    assert set(FIRST) == set(written)
    assert kinds_here() - ELSEWHERE == set(FIRST), "a letter without its scene here"
    assert kinds_here() == set(KINDS)


def test_the_thing_to_do_comes_first(written):
    for kind, letter in written.items():
        lines = [line for line in letter.text.splitlines() if line and not line.startswith("Bonjour")]
        assert re.search(FIRST[kind], " ".join(lines[:2])), (kind, lines[:2])


def test_one_recipient_and_a_stable_message_id(written):
    for kind, letter in written.items():
        message = as_message(letter)
        assert len(message.send_to) == 1, kind
        assert message.msgId == letter.message_id
        assert "\n" not in letter.subject


def test_plain_text_and_html_give_the_same_links(written):
    for kind, letter in written.items():
        in_text = set(re.findall(rf"{OURS}/[^\s<>]*", letter.text))
        in_html = {link["href"] for link in BeautifulSoup(letter.html, "html.parser").find_all("a")}
        ours = {link for link in in_html if link.startswith(OURS)}
        assert in_text == ours, kind
        assert in_html - ours <= {"https://visio.example.org/j"}, kind


def test_nothing_remote_and_nothing_that_follows(written):
    for kind, letter in written.items():
        page = BeautifulSoup(letter.html, "html.parser")
        assert not page.find_all(["img", "script", "link", "iframe", "object", "video", "audio", "form"]), kind
        assert "url(" not in letter.html, kind
        assert "@import" not in letter.html, kind
        assert not re.search(r"utm_|[?&](track|open|click)", letter.html), kind
        assert len(letter.html) < 100_000, kind  # beyond that, some mail readers cut


def test_our_look_in_light_and_dark(written):
    for kind, letter in written.items():
        assert '<meta name="color-scheme" content="light dark">' in letter.html, kind
        assert "prefers-color-scheme: dark" in letter.html, kind
        page = BeautifulSoup(letter.html, "html.parser")
        assert page.html["lang"] == "fr"
        assert page.h1.get_text() == letter.subject
        assert not page.find_all(style=True), kind


def test_it_says_why_it_came_and_where_to_choose(written):
    for kind, letter in written.items():
        for said in (letter.text, letter.html):
            assert re.search("Vous recevez ce courrier parce qu[e’]", said), kind
            assert f"{OURS}/avis/preferences" in said, kind


def test_one_click_refuses_it_unless_it_is_always_sent(written):
    for kind, letter in written.items():
        headers = as_message(letter).extra_headers
        if kind in ALWAYS:
            assert letter.unsubscribe == "", kind
            assert "List-Unsubscribe" not in headers, kind
            continue
        assert headers["List-Unsubscribe"] == f"<{letter.unsubscribe}>", kind
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", kind
        assert letter.unsubscribe.startswith(f"{OURS}/courriers/arret/"), kind
        assert letter.unsubscribe in letter.text, kind


@pytest.mark.parametrize("kind", sorted(kinds_here()))
def test_each_template_has_our_look_and_says_why(kind):
    base = Path("templates") / kind.replace("/", "/mails/")
    html, text = Path(f"{base}.html").read_text(), Path(f"{base}.txt").read_text()
    assert re.search(r'\{% extends "(mails/_layout|\w+/mails/[\w-]+)\.html" %\}', html)  # or another letter, which does
    for said in (html, text):
        assert re.search("Vous recevez ce courrier parce qu[e’]", said)
        assert not re.search(r"<img|<script|<link|(?<!_)url\(", said)
