"""J5: the board goes through the project line by line; what it said never changes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.browser import soup
from tests.cast import make_meeting
from tests.pacts.test_read_pact import words
from tests.progress.scene import DONE, DROPPED, Scene, history, measured
from workspace import clock
from workspace.database import db
from workspace.french import calendar_day
from workspace.groups.models import Membership
from workspace.meetings.models import MeetingState
from workspace.minutes.models import Minutes, MinutesState
from workspace.project import queries as projects
from workspace.refusals import Refused
from workspace.reviews import operations, queries
from workspace.reviews.models import ProgressReview, ReviewProposal, ReviewState, Sitting
from workspace.reviews.operations import Words

EN_COURS = Words(ReviewState.IN_PROGRESS, "Deux réseaux sur cinq.")


@pytest.fixture
def sitting(cast):
    made = operations.open_sitting(cast.project, cast.bea, None)
    db.session.commit()
    return made


def typed(seen=0, **others):
    return {"seen": seen, "state": "in_progress", "text": "Deux réseaux sur cinq.", "difficulty": ""} | others


def line(sitting, item):
    return f"/revues/{sitting.id}/lignes/{item.id}"


def test_the_board_says_where_a_line_stands_and_goes_to_the_next(client_of, cast, sitting):
    bea = client_of("bea")
    first = cast.items["o1"]
    answer = bea.post(line(sitting, first), data=typed(difficulty="Personne ne répond"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == line(sitting, cast.items["o1-obj1"])
    page = client_of("carl").page(f"/revues/{sitting.id}")
    said = page.find(id=f"item-{first.id}")
    assert "En cours En difficulté" in words(said)
    assert "Deux réseaux sur cinq." in words(said)
    assert "Personne ne répond" in words(said)
    assert "Bea B." in words(said)
    on_the_project = client_of("carl").page(f"/projet/{first.id}")
    assert "Deux réseaux sur cinq." in words(on_the_project.main)


def test_j5_a3_states_counted_at_the_top_of_the_project_are_all_read_under_it(client_of, cast, sitting):
    for code in ("o1", "o1-obj1", "o2-act1"):
        operations.review(sitting, cast.items[code], 0, EN_COURS, cast.bea)
    db.session.commit()
    page = client_of("carl").page("/projet")
    assert "3 En cours" in words(page.select_one("[aria-label='États dits par le conseil']"))
    assert len([one for one in page.select(".orientation .review-state") if "En cours" in words(one)]) == 3


def test_j5_a5_a_recorded_review_is_never_changed_and_a_new_state_leaves_the_old_snapshot(client_of, cast, sitting):
    item = cast.items["o2-act1"]
    scene = Scene(cast)
    scene.action("Faite", "o2-act1", state=DONE)
    scene.action("Ouverte", "o2-act1")
    operations.review(sitting, item, 0, EN_COURS, cast.bea)
    operations.close_sitting(sitting, "Tout avance.", cast.bea)
    db.session.commit()
    before = words(client_of("bea").page(f"/revues/{sitting.id}").find(id=f"item-{item.id}"))
    assert "1 action close sur 2" in before
    assert client_of("bea").post(line(sitting, item), data=typed(state="done")).status_code == 422
    scene.action("Faite ensuite", "o2-act1", state=DONE)
    other = operations.open_sitting(cast.project, cast.bea, None)
    assert other.id != sitting.id
    operations.review(other, item, 0, Words(ReviewState.DONE, "Les cinq y sont."), cast.bea)
    db.session.commit()
    assert words(client_of("bea").page(f"/revues/{sitting.id}").find(id=f"item-{item.id}")) == before
    now = words(client_of("bea").page(f"/revues/{other.id}").find(id=f"item-{item.id}"))
    assert "Réalisée" in now
    assert "2 actions closes sur 3" in now
    together = client_of("bea").page(f"/revues/{other.id}?avec={sitting.id}").find(id=f"item-{item.id}")
    assert "Les cinq y sont." in words(together)
    assert "Deux réseaux sur cinq." in words(together)


def test_two_people_on_the_same_line_the_second_reads_both(client_of, cast, sitting):
    item = cast.items["o1"]
    assert client_of("bea").post(line(sitting, item), data=typed()).status_code == 303
    answer = client_of("dora").post(line(sitting, item), data=typed(state="suspended", text="On attend."))
    assert answer.status_code == 409
    assert "Bea Berger vient de se prononcer" in answer.text
    assert "Deux réseaux sur cinq." in answer.text
    assert "On attend." in answer.text
    assert len(db.session.scalars(select(ProgressReview)).all()) == 1
    last = queries.last_in(sitting.id, item.id)
    again = client_of("dora").post(line(sitting, item), data=typed(last.id, state="suspended", text="On attend."))
    assert again.status_code == 303
    assert [one.text for one in db.session.scalars(select(ProgressReview).order_by(ProgressReview.id))] == [
        "Deux réseaux sur cinq.", "On attend.",
    ]  # fmt: skip


def test_a_review_recorded_while_this_one_waited_is_shown_too(client_of, cast, sitting, monkeypatch):
    item, reading = cast.items["o1"], queries.before

    def somebody_is_faster(*given):
        if queries.last_in(sitting.id, item.id) is None:
            operations.review(sitting, item, 0, EN_COURS, cast.dora)
        return reading(*given)

    monkeypatch.setattr(queries, "before", somebody_is_faster)
    answer = client_of("bea").post(line(sitting, item), data=typed(state="suspended", text="On attend."))
    assert answer.status_code == 409
    assert "Deux réseaux sur cinq." in answer.text
    assert "On attend." in answer.text


@pytest.mark.parametrize("gesture", ["change", "erase"])
def test_j5_a5_no_code_changes_a_recorded_review(cast, sitting, gesture):
    made = operations.review(sitting, cast.items["o1"], 0, EN_COURS, cast.bea)
    if gesture == "change":
        made.text = "Autre chose"
    else:
        db.session.delete(made)
    with pytest.raises(TypeError, match="never changed"):
        db.session.flush()
    db.session.rollback()


def test_the_page_of_an_item_tells_what_the_board_said_before(client_of, cast, sitting):
    item = cast.items["o1"]
    first = operations.review(sitting, item, 0, EN_COURS, cast.bea)
    operations.review(sitting, item, first.id, Words(ReviewState.DONE, "Les cinq y sont."), cast.bea)
    db.session.commit()
    page = client_of("carl").page(f"/projet/{item.id}")
    earlier = page.find("summary", string="Ce qu’il en disait avant").find_parent("details")
    assert "Deux réseaux sur cinq." in words(earlier)
    assert "Les cinq y sont." not in words(earlier)


def test_a_review_is_not_opened_for_a_meeting_that_is_none_of_the_board_s(client_of, cast):
    answer = client_of("bea").post("/revues/nouvelle", data={"meeting_id": "999999"})
    assert answer.status_code == 422
    assert db.session.scalar(select(Sitting.id)) is None


def test_the_same_words_twice_are_said_once(client_of, cast, sitting):
    for _ in range(2):
        assert client_of("bea").post(line(sitting, cast.items["o1"]), data=typed()).status_code == 303
    assert len(db.session.scalars(select(ProgressReview)).all()) == 1
    assert client_of("dora").post(line(sitting, cast.items["o1"]), data=typed()).status_code == 409, "not hers"


def test_a_review_by_somebody_whose_seat_ended_yesterday_is_refused(client_of, cast, sitting):
    seat = db.session.scalars(select(Membership).where(Membership.person_id == cast.bea.id)).one()
    seat.left_on = clock.today()  # yesterday was the last day with it
    db.session.commit()
    assert client_of("bea").post(line(sitting, cast.items["o1"]), data=typed()).status_code == 403
    assert db.session.scalar(select(ProgressReview.id)) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": ""}, "Choisissez un état."),
        ({"text": " "}, "Dites en une phrase"),
        ({"text": "x" * 501}, "500 caractères au plus"),
    ],
)
def test_bad_words_are_refused_beside_their_field(client_of, cast, sitting, changed, said):
    answer = client_of("bea").post(line(sitting, cast.items["o1"]), data=typed(difficulty="Gardée") | changed)
    assert answer.status_code == 422
    assert any(one in answer.text.replace("\u00a0", " ") for one in said.split("|"))
    assert "Gardée" in answer.text


def test_a_line_of_another_project_is_not_found(client_of, cast, sitting):
    client_of("bea").page(f"/revues/{sitting.id}/lignes/999999", status=404)


def test_two_people_open_a_review_at_once_and_hold_the_same(client_of, cast):
    for who in ("bea", "dora"):
        assert client_of(who).post("/revues/nouvelle", data={"meeting_id": ""}).status_code == 303
    assert len(db.session.scalars(select(Sitting)).all()) == 1


def test_a_review_that_says_nothing_is_not_closed(client_of, cast, sitting):
    answer = client_of("bea").post(f"/revues/{sitting.id}/cloture", data={"summary": "Rien"})
    assert answer.status_code == 422
    assert "au moins une ligne" in answer.text


def test_closing_says_which_lines_are_left(client_of, cast, sitting):
    bea, close = client_of("bea"), f"/revues/{sitting.id}/cloture"
    items = projects.alive(projects.items_of(cast.project.id))
    operations.review(sitting, items[0], 0, EN_COURS, cast.bea)
    db.session.commit()
    page = bea.page(close)
    assert f"{len(items) - 1} lignes ne sont pas dites" in words(page.main)
    assert page.main.select_one(".notice a")["href"] == line(sitting, items[1])
    for item in items[1:]:
        operations.review(sitting, item, 0, EN_COURS, cast.bea)
    db.session.commit()
    assert not bea.page(close).main.select(".notice")


def test_what_changed_is_asked_since_a_board_only_if_there_was_one(client_of, cast):
    meeting = make_meeting(cast.board, MeetingState.HELD, days=-2)
    for held in (None, meeting):
        made = operations.open_sitting(cast.project, cast.bea, held)
        operations.review(made, cast.items["o1"], 0, EN_COURS, cast.bea)
        operations.close_sitting(made, "Tout avance.", cast.bea)
    db.session.commit()
    filters = words(client_of("carl").page("/projet").find(id="lignes"))
    assert f"A changé depuis le CA du {calendar_day(meeting.starts_at)}" in filters
    assert f"A changé depuis la revue du {calendar_day(clock.now())}" in filters


def test_no_form_of_a_closed_review_is_offered_and_what_is_sent_too_late_stays_typed(client_of, cast, sitting):
    item = cast.items["o1"]
    operations.review(sitting, item, 0, EN_COURS, cast.bea)
    operations.close_sitting(sitting, "Tout avance.", cast.bea)
    db.session.commit()
    bea = client_of("bea")
    for address in (line(sitting, item), f"/revues/{sitting.id}/cloture"):
        told = bea.page(address, 409)
        assert operations.FROZEN in words(told.main)
        assert not told.main.find("textarea")
    late = bea.post(line(sitting, item), data=typed(text="Dit trop tard."))
    assert late.status_code == 422
    assert operations.FROZEN in words(soup(late).find(id="text-error"))
    assert "Dit trop tard." in soup(late).find(id="text").get_text()


def test_a_review_is_joined_to_the_board_s_meeting_and_to_its_minutes(client_of, cast):
    meeting = make_meeting(cast.board, MeetingState.HELD, days=-2)
    made = operations.open_sitting(cast.project, cast.bea, meeting)
    operations.review(made, cast.items["o1"], 0, EN_COURS, cast.bea)
    operations.close_sitting(made, "Tout avance.", cast.bea)
    db.session.commit()
    assert queries.of_meeting(meeting.id).id == made.id
    db.session.add(
        Minutes(meeting=meeting, state=MinutesState.PUBLISHED, number="CA-2026-01", published_at=clock.now())
    )
    db.session.commit()
    minutes = client_of("bea").page(f"/reunions/{meeting.id}/compte-rendu")
    assert minutes.find("a", href=f"/revues/{made.id}")
    page = client_of("bea").page("/projet")
    step = page.find("h2", string="Point d’étape").find_parent("section")
    assert "Tout avance." in words(step)
    assert step.find("a", href=f"/revues/{made.id}")


def test_a_co_facilitator_proposes_and_the_board_takes_it_or_sets_it_aside(client_of, cast, sitting):
    item = cast.items["o2-act1"]
    for text in ("Trois sur cinq.", "Trois sur cinq.", "Quatre sur cinq."):
        answer = client_of("alice").post(f"/projet/{item.id}/proposition", data=typed(text=text))
        assert answer.status_code == 303
    assert [one.text for one in queries.proposals_on(item)] == ["Quatre sur cinq."]
    page = client_of("bea").page(line(sitting, item))
    proposed = page.find("h2", string="Proposé par les groupes").find_parent("section")
    assert "Quatre sur cinq." in words(proposed)
    assert "Alice A." in words(proposed)
    client_of("bea").post(line(sitting, item), data=typed())
    db.session.expire_all()
    assert queries.proposals_on(item) == []
    other = operations.propose(cast.items["o1"], EN_COURS, cast.alice)
    db.session.commit()
    assert client_of("bea").post(f"/propositions-de-revue/{other.id}/ecarter").status_code == 303
    assert client_of("bea").post(f"/propositions-de-revue/{other.id}/ecarter").status_code == 409
    client_of("bea").post(line(sitting, cast.items["o1"]), data=typed())
    assert db.session.get(ReviewProposal, other.id, populate_existing=True).review_id is None, "not taken up since"


def test_only_the_project_in_force_is_reviewed(cast):
    cast.project.state = "past"
    db.session.flush()
    with pytest.raises(Refused):
        operations.open_sitting(cast.project, cast.bea, None)


def test_reviews_are_listed_ten_a_page_the_latest_first(client_of, cast):
    board = make_meeting(cast.board, MeetingState.HELD, days=-9, title="CA de printemps")
    for number in range(11):
        db.session.add(Sitting(project_id=cast.project.id, meeting_id=None if number else board.id, **frozen(number)))
    db.session.commit()
    shown = [words(client_of("bea").page(f"/revues?page={number}").main.ul) for number in (1, 2)]
    assert [shown[0].count("Bilan"), "Bilan 10" in shown[0]] == [10, True]
    assert "Bilan 0" in shown[1]
    assert f"Revue du {calendar_day(board.starts_at)} CA de printemps" in shown[1]


def frozen(number):
    return {"opened_at": clock.now(), "closed_at": clock.now(), "summary": f"Bilan {number}"}


def test_what_changed_since_a_board_is_listed_and_nothing_else(client_of, cast, sitting):
    operations.review(sitting, cast.items["o1"], 0, EN_COURS, cast.bea)
    operations.close_sitting(sitting, "Tout avance.", cast.bea)
    sitting.opened_at = clock.now() - timedelta(days=3)  # before the scene's publication, a day ago
    db.session.commit()
    Scene(cast, days=-20).decision("Publiée depuis", "o2-act1")
    page = client_of("bea").page(f"/projet?depuis={sitting.id}")
    shown = {tag["id"] for tag in page.select(".objective .detail")}
    assert shown == {f"item-{cast.items['o2-act1'].id}"}
    sitting.opened_at = clock.now()
    db.session.commit()
    page = client_of("bea").page(f"/projet?depuis={sitting.id}")
    assert "Rien n’a changé depuis." in words(page.main)


def test_j5_a2_what_nobody_carries_is_said_and_listed(client_of, cast):
    page = client_of("bea").page("/projet")
    carried, alone = cast.items["o2-act1"], cast.items["o1-act1"]
    lines = {tag.find(class_="detail")["id"]: words(tag) for tag in page.select(".objective")}
    assert "Aucun groupe ne la porte" in lines[f"item-{alone.id}"]
    assert "Aucun groupe ne la porte" not in lines[f"item-{carried.id}"]
    scene = Scene(cast)
    scene.action("En cours", "o2-act1")
    page = client_of("bea").page("/projet?manques=1")
    shown = {tag["id"] for tag in page.select(".objective .detail")}
    assert f"item-{alone.id}" in shown
    assert f"item-{carried.id}" not in shown, "a group, news and an open action: no hole"


def test_j5_a4_no_percentage_and_a_denominator_where_there_is_one(client_of, cast):
    scene = Scene(cast)
    for number in range(3):
        scene.action(f"Close {number}", "o2-act1", state=DONE)
    for number in range(2):
        scene.action(f"Ouverte {number}", "o2-act1")
    scene.action("Abandonnée", "o2-act1", state=DROPPED)
    text = words(client_of("bea").page("/projet").main)
    assert "3 actions closes sur 5" in text
    assert "%" not in text


def test_statements_of_the_project_stay_as_many_as_reviews_grow(client_of, cast, undone):
    taken, work = [], []
    for round_ in range(3):
        for number in range(1 + 4 * round_):
            made = operations.open_sitting(cast.project, cast.bea, None)
            for item in cast.items.values():
                last = queries.last_in(made.id, item.id)
                operations.review(
                    made, item, last.id if last else 0, Words(ReviewState.DONE, f"{round_} {number}"), cast.bea
                )
            operations.close_sitting(made, "Tout avance.", cast.bea)
        history(cast, 2 + 4 * round_)
        db.session.commit()
        statements, steps = measured(client_of("bea"), "/projet", undone)
        taken.append(statements)
        work.append(steps)
    assert len(set(taken)) == 1
    assert taken[0] <= 12


def test_a_review_outside_a_meeting_joins_no_formal_record(client_of, cast, sitting):
    close = f"/revues/{sitting.id}/cloture"
    assert "procès-verbal" not in words(client_of("bea").page(close).main)
    db.session.get_one(Sitting, sitting.id).meeting = make_meeting(cast.board, days=-1)
    db.session.commit()
    assert "procès-verbal de la réunion du conseil" in words(client_of("bea").page(close).main)
