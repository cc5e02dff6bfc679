"""Minutes in review: those who were there comment, those who lead answer, then they are published."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.browser import soup
from tests.cast import make_meeting
from tests.minutes.scene import make_held_meeting
from workspace import clock, french
from workspace.approval import operations
from workspace.approval.commands import approve_when_due
from workspace.database import db
from workspace.meetings.models import Attendance, Presence
from workspace.minutes import operations as minutes_operations
from workspace.minutes import queries
from workspace.minutes.models import CommentState, Minutes, MinutesState, ReviewComment
from workspace.post import Letter
from workspace.refusals import Refused


@pytest.fixture
def held(cast):
    meeting = make_held_meeting(cast)
    queries.of_meeting(meeting).review_until = clock.now() + timedelta(days=3)
    db.session.commit()
    return meeting


@pytest.mark.parametrize("after", [date(2027, 3, 28), date(2027, 3, 29), date(2027, 10, 31), date(2027, 11, 1)])
def test_the_last_day_is_the_one_before_the_end_also_when_clocks_change(after):
    assert Minutes(review_until=clock.start_of(after)).last_review_day == after - timedelta(days=1)


def said(meeting, **more):
    return {
        "text": "Une faute",
        **more,
    }, f"/reunions/{meeting.id}/compte-rendu/remarque?point={queries.agenda_of(meeting.id)[0].id}"


def remarks():
    return db.session.scalar(select(func.count(ReviewComment.id)))


def test_j3_a5_only_those_who_were_there_comment(client_of, cast, held):
    data, path = said(held)
    assert client_of("bob").post(path, data=data).status_code == 303
    for who in ("carl", "bea", "dora", "paul"):
        assert client_of(who).post(path, data=data).status_code == 403
    assert remarks() == 1


def test_j3_a5_who_was_not_there_reads_who_comments_and_until_when_and_keeps_what_they_typed(client_of, cast, held):
    data, path = said(held, text="J’y étais <b>aussi</b>", passage="des réseaux", proposed="du réseau")
    response = client_of("dora").post(path, data=data)
    told = soup(response).main.get_text(" ", strip=True)
    assert response.status_code == 403
    assert "Seules les personnes présentes commentent" in told
    assert f"jusqu’au {french.calendar_day(queries.of_meeting(held).last_review_day)} inclus" in told
    assert all(words in told for words in data.values())
    response = client_of("dora").get(path)
    assert response.status_code == 403
    assert "Ce que vous aviez écrit" not in soup(response).main.get_text()


def test_who_does_not_see_the_meeting_is_told_nothing_of_its_review(client_of, cast, held):
    data, path = said(held)
    response = client_of("tess").post(path, data=data)
    assert response.status_code == 403
    assert held.title not in response.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_j3_a5_after_the_deadline_comments_are_refused(client_of, cast, held, method):
    queries.of_meeting(held).review_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    data, path = said(held)
    response = getattr(client_of("bob"), method)(path, **({"data": data} if method == "post" else {}))
    told = soup(response).main.get_text(" ", strip=True)
    assert response.status_code == 409
    assert "relecture de ce compte rendu est terminée" in told
    assert french.calendar_day(queries.of_meeting(held).last_review_day) in told
    assert (data["text"] in told) is (method == "post")
    assert remarks() == 0
    assert "Commenter ce point" not in client_of("bob").get(f"/reunions/{held.id}/compte-rendu").text


def test_published_minutes_are_not_commented(client_of, cast, held):
    minutes_operations.publish(queries.of_meeting(held), cast.alice)
    db.session.commit()
    data, path = said(held)
    response = client_of("bob").post(path, data=data)
    assert response.status_code == 409
    assert data["text"] in soup(response).main.get_text()


def test_a_point_of_another_meeting_is_not_commented_here(client_of, cast, held):
    other = make_meeting(cast.communication, points=1)
    path = f"/reunions/{held.id}/compte-rendu/remarque?point={other.points[0].id}"
    assert client_of("bob").post(path, data={"text": "Une faute"}).status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "Écrivez votre remarque."),
        ({"text": "x" * 10_000}, "2\u202f000 caractères au plus"),
        ({"passage": "jamais écrit", "proposed": "autre"}, "pas dans les notes"),
        ({"proposed": "autre"}, "Copiez ici le passage"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client_of, cast, held, data, words):
    data, path = said(held, **data)
    response = client_of("bob").post(path, data=data)
    assert response.status_code == 422
    assert words in response.text
    assert remarks() == 0


def test_the_same_remark_twice_is_one(client_of, cast, held):
    data, path = said(held)
    for _ in range(2):
        assert client_of("bob").post(path, data=data).status_code == 303
    assert remarks() == 1


def test_accepted_it_changes_the_notes_once(client_of, cast, held):
    data, path = said(held, passage="des réseaux", proposed="des réseaux <script>alert(1)</script>")
    client_of("bob").post(path, data=data)
    remark = db.session.scalars(select(ReviewComment)).one()
    for _ in range(2):
        assert client_of("alice").post(f"/remarques/{remark.id}/acceptation").status_code == 303
    db.session.expire_all()
    assert queries.agenda_of(held.id)[0].notes.count("alert(1)") == 1
    stale = client_of("alice").post(f"/points/{remark.point_id}/notes", data={"notes": "Vieille page", "revision": 0})
    assert stale.status_code == 409
    page = client_of("bob").page(f"/reunions/{held.id}/compte-rendu")
    assert page.main.find("script") is None
    assert "Acceptée" in page.main.get_text()


def test_a_passage_gone_is_not_replaced(app, cast, held):
    remark = operations.comment(
        queries.of_meeting(held), queries.agenda_of(held.id)[0], cast.bob, "Faute", "des réseaux", "du réseau"
    )
    queries.agenda_of(held.id)[0].notes = "Autre chose"
    db.session.flush()
    with pytest.raises(Refused):
        operations.accept(remark, cast.alice)
    assert remark.state is CommentState.OPEN


def test_answered_it_says_why_and_is_not_accepted_afterwards(client_of, cast, held):
    data, path = said(held)
    client_of("bob").post(path, data=data)
    remark = db.session.scalars(select(ReviewComment)).one()
    alice = client_of("alice")
    assert alice.post(f"/remarques/{remark.id}/reponse", data={"answer": ""}).status_code == 422
    assert alice.post(f"/remarques/{remark.id}/reponse", data={"answer": "C’est le bon mot."}).status_code == 303
    assert alice.post(f"/remarques/{remark.id}/acceptation").status_code == 409
    assert alice.post(f"/remarques/{remark.id}/reponse", data={"answer": "Tout compte fait, non."}).status_code == 409
    assert "C’est le bon mot." in client_of("bob").get(f"/reunions/{held.id}/compte-rendu").text


def test_closing_opens_the_review_for_the_days_that_are_set(app, cast):
    meeting = make_meeting(cast.jeunesse, days=0, hours=-1)
    db.session.add(Attendance(meeting_id=meeting.id, person_id=cast.bob.id, presence=Presence.PRESENT))
    db.session.flush()
    minutes = minutes_operations.close_meeting(meeting)
    assert minutes.last_review_day == clock.today() + timedelta(days=7)
    told = db.session.scalars(select(Letter).where(Letter.kind == "minutes/minutes-in-review")).all()
    assert [letter.address for letter in told] == ["bob@example.org"]


MORNING = "2026-11-30 09:00:00+00:00"


@pytest.fixture
def over(cast, time_machine):
    """Minutes whose review ended in the night."""
    time_machine.move_to(MORNING, tick=False)
    meeting = make_held_meeting(cast)
    queries.of_meeting(meeting).review_until = clock.now() - timedelta(hours=9)
    db.session.commit()
    return meeting


def state():
    db.session.expire_all()
    return db.session.scalars(select(Minutes.state)).one()


def test_at_the_deadline_they_are_approved_tacitly_and_told_once(app, cast, over):
    assert [approve_when_due(), approve_when_due()] == [1, 0]
    assert state() is MinutesState.PUBLISHED
    letters = db.session.scalars(select(Letter.address).where(Letter.kind == "minutes/minutes-published")).all()
    assert sorted(letters) == ["alice@example.org", "bob@example.org"]


def test_a_remark_without_answer_keeps_them_from_being_approved(app, cast, over):
    db.session.add(
        ReviewComment(
            meeting_id=over.id, point_id=queries.agenda_of(over.id)[0].id, person_id=cast.bob.id, text="Une faute"
        )
    )
    db.session.commit()
    assert approve_when_due() == 0
    assert state() is MinutesState.IN_REVIEW


def test_an_action_without_date_keeps_them_from_being_approved(app, cast, time_machine):
    time_machine.move_to(MORNING, tick=False)
    meeting = make_held_meeting(cast, due_on=None)
    queries.of_meeting(meeting).review_until = clock.now() - timedelta(hours=9)
    db.session.commit()
    assert approve_when_due() == 0


def test_whoever_publishes_first_reads_how_many_remarks_wait(client_of, cast, held):
    alice, address = client_of("alice"), f"/reunions/{held.id}/publication"
    assert "attend une réponse" not in alice.get(address).text
    data, remark = said(held)
    client_of("bob").post(remark, data=data)
    notice = alice.page(address).find("a", string="Y répondre").parent
    assert notice.get_text() == "1\u00a0remarque attend une réponse. Y répondre"
    assert notice.a["href"] == f"/reunions/{held.id}/compte-rendu"


def test_nothing_is_approved_at_night(app, cast, over, time_machine):
    time_machine.move_to("2026-11-30 02:00:00+00:00", tick=False)
    assert approve_when_due() == 0
