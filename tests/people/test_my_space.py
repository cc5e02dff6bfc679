"""My space: what awaits the person who reads, nothing else."""

from datetime import timedelta

import pytest

from tests.cast import make_meeting
from tests.library.scene import share
from tests.minutes.scene import make_held_meeting
from workspace import clock
from workspace.actions.models import ActionItem
from workspace.database import db
from workspace.meetings.models import Answer, Attendance, MeetingState
from workspace.meetings.operations import cancel_meeting, edit_meeting
from workspace.minutes import operations, queries
from workspace.minutes.models import BoardAnswer, BoardProposal
from workspace.substitutes.operations import name_substitute


def text_of(browser, where="main"):
    return browser.page("/mon-espace").select_one(where).get_text(" ", strip=True)


def section(browser, name):
    found = browser.page("/mon-espace").select_one(f"section[aria-labelledby={name}]")
    return found.get_text(" ", strip=True) if found else ""


def publish(meeting, person):
    operations.publish(queries.of_meeting(meeting), person)
    db.session.commit()


def close(meeting):
    action = db.session.query(ActionItem).filter_by(meeting_id=meeting.id).one()
    action.state, action.closed_on = "done", clock.today()
    db.session.commit()


def test_whoever_is_at_work_is_shown_no_hours_to_give(client_of):
    assert "Mes heures de bénévolat" in text_of(client_of("bob"))
    assert "Mes heures de bénévolat" not in text_of(client_of("alice")), "an employee: a page about nothing"


def test_it_greets_by_first_name_and_counts_in_words(client_of, cast):
    assert "Bonjour Bob" in text_of(client_of("bob"))
    assert "Rien ne vous attend aujourd’hui." in text_of(client_of("bob"))
    first = make_meeting(cast.jeunesse, days=3)
    make_meeting(cast.jeunesse, days=9)
    assert "Deux réponses vous attendent." in text_of(client_of("bob"))
    make_held_meeting(cast)
    assert "Deux réponses et une action vous attendent." in text_of(client_of("bob"))
    db.session.add(Attendance(meeting_id=first.id, person_id=cast.bob.id, answer=Answer.NO))
    db.session.commit()
    assert "Une réponse et une action vous attendent." in text_of(client_of("bob"))


def test_it_lists_the_called_meetings_of_my_groups(client_of, cast):
    make_meeting(cast.jeunesse, days=9, title="La seconde")
    make_meeting(cast.jeunesse, days=3, title="La première")
    make_meeting(cast.jeunesse, MeetingState.DRAFT, days=4, title="Un brouillon")
    make_meeting(cast.jeunesse, MeetingState.CANCELLED, days=4, title="Une annulée")
    make_meeting(cast.communication, days=4, title="Un autre groupe")
    page = client_of("bob").page("/mon-espace")
    assert [row.h3.get_text() for row in page.select(".meeting-row")] == ["La première", "La seconde"]
    forms = page.select("form.answer-form")
    assert [button["value"] for button in forms[0].select("button")] == ["yes", "remote", "maybe", "no"]
    assert forms[0].select_one("[name=suite]")["value"] == "/mon-espace"


def test_answering_keeps_the_answer_and_comes_back(client_of, cast):
    meeting = make_meeting(cast.jeunesse)
    bob = client_of("bob")
    response = bob.post(f"/reunions/{meeting.id}/reponse", data={"answer": "maybe", "suite": "/mon-espace"})
    assert (response.status_code, response.location) == (303, "/mon-espace")
    pressed = bob.page("/mon-espace").select('.answer [aria-pressed="true"]')
    assert [button["value"] for button in pressed] == ["maybe"]


@pytest.mark.parametrize(("hours", "words"), [(-1, "En ce moment"), (20, ", ")], ids=["running", "within a day"])
def test_a_near_meeting_comes_first(client_of, cast, hours, words):
    near = make_meeting(cast.jeunesse, days=0, hours=hours, title="Tout près")
    make_meeting(cast.jeunesse, days=3, title="Plus loin")
    page = client_of("bob").page("/mon-espace")
    focus = page.select_one(".focus-box")
    assert focus.h2.get_text() == "Tout près"
    assert words in focus.mark.get_text()
    assert focus.select_one("a.btn-primary")["href"] == f"/reunions/{near.id}"
    assert [row.h3.get_text() for row in page.select(".meeting-row")] == ["Plus loin"]


def test_a_running_meeting_waits_for_no_answer(client_of, cast):
    """Its box offers none: it would be counted and nowhere to be found. It says until when it runs."""
    make_meeting(cast.jeunesse, days=0, hours=-1)
    said = " ".join(client_of("bob").page("/mon-espace").select_one(".focus-box").get_text(" ").split())
    assert "En ce moment , jusqu’à " in said
    make_meeting(cast.jeunesse, days=3)
    assert "Une réponse vous attend." in text_of(client_of("bob"))


def test_nothing_waits_is_not_said_above_what_does(client_of, cast):
    make_meeting(cast.jeunesse, days=-3)
    said = text_of(client_of("alice"))
    assert "Clore la réunion" in said
    assert "Rien ne vous attend" not in said
    steering = text_of(client_of("dora"))
    assert "votre attention" in steering
    assert "Rien ne vous attend" not in steering


def test_without_a_near_meeting_there_is_no_focus(client_of, cast):
    make_meeting(cast.jeunesse, days=2)
    assert not client_of("bob").page("/mon-espace").select(".focus-box")


def test_my_actions_are_ticked_in_one_press(client_of, cast):
    make_held_meeting(cast, due_on=clock.today() - timedelta(days=4))
    bob = client_of("bob")
    page = bob.page("/mon-espace")
    form = page.select_one("section[aria-labelledby=h-actions] form")
    assert "En retard de 4\u00a0jours" in form.get_text(" ", strip=True)
    data = {field["name"]: field["value"] for field in form.select("input, button")}
    response = bob.post(form["action"], data=data)
    assert (response.status_code, response.location) == (303, "/mon-espace")
    assert "Écrire aux réseaux" not in section(bob, "h-actions")
    assert section(client_of("carl"), "h-actions").startswith("Mes actions Rien à faire")


def test_what_changed_in_my_groups_newest_first(client_of, cast):
    meeting = make_held_meeting(cast)
    publish(meeting, cast.alice)
    make_meeting(cast.jeunesse, days=3, title="La suite")
    close(meeting)
    make_meeting(cast.communication, days=3, title="Un autre groupe")
    news = client_of("alice").page("/mon-espace").select("section[aria-labelledby=h-news] li")
    said = [" ".join(one.get_text(" ", strip=True).split()) for one in news]
    assert len(said) == 3
    assert "Écrire aux réseaux" in said[0]
    assert "action close" in said[0]
    assert "La suite" in said[1]
    assert "est publié : 1 décision" in said[2]
    assert "Un autre groupe" in section(client_of("carl"), "h-news")


def test_what_was_closed_on_the_day_all_was_marked_read_is_news(client_of, cast):
    meeting = make_held_meeting(cast)
    publish(meeting, cast.alice)
    cast.alice.news_read_at = clock.start_of(clock.today())
    close(meeting)
    assert "action close" in section(client_of("alice"), "h-news")


def test_a_meeting_that_moved_is_news_until_it_is_cancelled(client_of, cast):
    meeting = make_meeting(cast.jeunesse, days=3)
    bob = client_of("bob")
    bob.post("/mon-espace/lu")
    assert "Rien de nouveau" in section(bob, "h-news")
    later = meeting.starts_at + timedelta(days=7)
    edit_meeting(meeting, 0, meeting.title, later, later + timedelta(hours=2), "CSC Les Bruyères", "")
    db.session.commit()
    assert "réunion déplacée, elle aura lieu le" in section(bob, "h-news")
    assert "CSC Les Bruyères" in section(bob, "h-news")
    cancel_meeting(meeting, "Salle fermée")
    db.session.commit()
    assert "réunion annulée" in section(bob, "h-news")
    assert "déplacée" not in section(bob, "h-news")


def test_what_any_group_shares_is_news_of_who_may_read_it(client_of, cast):
    before = len(client_of("bob").counted("/mon-espace"))
    share(cast.communication, cast.dora, title="Les girafes")
    share(cast.communication, cast.dora, title="Les lions", withdrawn_at=clock.now())
    share(cast.communication, cast.dora, title="Les zèbres", published_at=clock.now() - timedelta(days=15))
    said = section(client_of("bob"), "h-news")
    assert "Communication Les girafes : document partagé au lieu ressources." in said.replace("\u00a0", " ")
    assert "lions" not in said
    assert "zèbres" not in said
    assert len(client_of("bob").counted("/mon-espace")) == before <= 12
    client_of("bob").post("/mon-espace/lu")
    assert "girafes" not in section(client_of("bob"), "h-news")


def test_marking_all_as_read_empties_the_news(client_of, cast):
    meeting = make_held_meeting(cast)
    publish(meeting, cast.alice)
    close(meeting)
    bob = client_of("bob")
    response = bob.post("/mon-espace/lu")
    assert (response.status_code, response.location) == (303, "/mon-espace")
    assert "Rien de nouveau" in section(bob, "h-news")
    assert "est publié" in section(client_of("alice"), "h-news")
    make_meeting(cast.jeunesse, days=3, title="Depuis")
    assert "Depuis" in section(bob, "h-news")


def test_reading_changes_nothing_and_old_news_fades(client_of, cast):
    make_meeting(cast.jeunesse, days=30).called_at = clock.now() - timedelta(days=13)
    make_meeting(cast.jeunesse, days=31, title="Vieille nouvelle").called_at = clock.now() - timedelta(days=15)
    db.session.commit()
    bob = client_of("bob")
    assert section(bob, "h-news") == section(bob, "h-news")
    assert "réunion convoquée" in section(bob, "h-news")
    assert "Vieille nouvelle" not in section(bob, "h-news")


def test_at_most_eight_news_and_six_meetings(client_of, cast):
    publish(make_held_meeting(cast), cast.alice)
    for days in range(2, 12):
        make_meeting(cast.jeunesse, days=days)
    page = client_of("bob").page("/mon-espace")
    assert len(page.select("section[aria-labelledby=h-news] li")) == 8
    assert len(page.select(".meeting-row")) == 6


def test_leaders_see_what_is_left_to_finish(client_of, cast):
    make_meeting(cast.jeunesse, days=-1, title="À clore")
    held = make_held_meeting(cast)
    make_meeting(cast.jeunesse, days=1, title="À venir")
    to_finish = section(client_of("alice"), "h-finish")
    assert "À clore" in to_finish
    assert "Publier le compte rendu" in to_finish
    assert "À venir" not in to_finish
    assert section(client_of("bob"), "h-finish") == ""
    publish(held, cast.alice)
    assert "Publier le compte rendu" not in section(client_of("alice"), "h-finish")


def test_a_newcomer_is_led_to_the_groups(client_of):
    page = client_of("nora").page("/mon-espace")
    assert page.main.select('a.btn[href="/groupes"]')
    assert "Serez-vous là" not in page.main.get_text()


def test_minutes_in_review_wait_for_those_who_were_there_until_their_last_day(client_of, cast):
    meeting = make_held_meeting(cast)
    told = queries.of_meeting(meeting)
    told.review_until = clock.now() + timedelta(days=2)
    db.session.commit()
    page = client_of("bob").page("/mon-espace")
    assert f"inclus Relire le compte rendu : {meeting.title}" in section(client_of("bob"), "h-reread")
    assert page.select_one(f'section[aria-labelledby=h-reread] a[href="/reunions/{meeting.id}/compte-rendu"]')
    assert not section(client_of("alice"), "h-reread"), "she publishes them"
    assert not section(client_of("nora"), "h-reread"), "she was not there"
    told.review_until = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert not section(client_of("bob"), "h-reread")


def test_the_board_and_those_who_steer_see_how_many_proposals_wait(client_of, cast):
    meeting = make_held_meeting(cast)
    for answer in (None, BoardAnswer.DEFERRED, BoardAnswer.ADOPTED):
        asked = {"point_id": meeting.points[1].id, "text": "Une idée", "proposed_at": clock.now(), "answer": answer}
        db.session.add(BoardProposal(meeting_id=meeting.id, **asked))
    db.session.commit()
    words = "2\u00a0propositions attendent une réponse du conseil d’administration"
    for name, where in (("bea", "/mon-espace"), ("dora", "/tableau-de-bord")):
        link = client_of(name).page(where).main.select_one('a[href="/ca/propositions"]')
        assert link.get_text() == words
    assert not client_of("alice").page("/mon-espace").main.select('a[href="/ca/propositions"]')


def test_a_partner_finds_the_committee_the_project_and_the_pact(client_of, cast):
    make_meeting(cast.committee, title="Comité annuel")
    make_meeting(cast.jeunesse, title="Un groupe")
    page = client_of("paul").page("/mon-espace")
    text = page.main.get_text(" ", strip=True)
    assert "Comité annuel" in text
    assert "Un groupe" not in text
    assert "Mes actions" not in text
    assert page.main.select('a[href="/projet"]')
    assert page.main.select(f'a[href="/pactes/{cast.pact.id}"]')


def test_a_technical_account_finds_the_letters_and_the_settings(client_of, cast):
    make_meeting(cast.jeunesse, title="Un groupe")
    page = client_of("tess").page("/mon-espace")
    for address in ("/courriers", "/reglages"):
        assert page.main.select(f'a[href="{address}"]')
    for words in ("Un groupe", "Mes actions", "Serez-vous là"):
        assert words not in page.main.get_text()


def test_it_takes_as_many_statements_with_five_times_more(client_of, cast):
    def more():
        meeting = make_held_meeting(cast, owners=[cast.alice])
        publish(meeting, cast.alice)
        make_held_meeting(cast, owners=[cast.alice])
        make_meeting(cast.jeunesse, days=3)

    more()
    few = len(client_of("alice").counted("/mon-espace"))
    for _ in range(4):
        more()
    assert len(client_of("alice").counted("/mon-espace")) == few <= 12


def test_nor_more_for_who_comes_instead_of_somebody_and_belongs_to_no_group(app, client_of, cast):
    cast.nora.centre_id = cast.bob.centre_id
    with app.test_request_context():
        for days in (3, 9, 15):
            name_substitute(make_meeting(cast.jeunesse, days=days), cast.bob, cast.nora.id)
        db.session.commit()
    nora = client_of("nora")
    assert "Préparer la journée" in nora.page("/mon-espace").main.get_text()
    assert len(nora.counted("/mon-espace")) <= 12
