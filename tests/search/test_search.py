"""Finding again what was published: what says the words, who finds it, where it leads."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, func, select, update

from tests.cast import make_meeting
from tests.events.scene import make_event
from tests.minutes.scene import make_held_meeting
from tests.minutes.test_read_minutes import publish
from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.centres import operations as centres
from workspace.database import db
from workspace.drafting import operations as drafting
from workspace.groups.models import Group, GroupState
from workspace.meetings.models import AgendaItem, MeetingState
from workspace.minutes.models import Decision
from workspace.people.models import Centre
from workspace.project.models import ItemKind
from workspace.search import commands, operations
from workspace.search.models import Findable, FindableWord, Kind
from workspace.search.words import excerpt, marked, read, stems


def speak_of_giraffes(cast):
    """A meeting held: its first point speaks of them, decides one thing and asks Bob for another."""
    meeting = make_held_meeting(cast)
    meeting.points[0].notes = "Tout le monde **parle** des girafes."
    for of in (Decision.text, ActionItem.title):
        one = db.session.scalars(select(of.class_).where(of.class_.meeting_id == meeting.id)).one()
        setattr(one, of.key, "Accueillir la girafe à Nanterre")
    db.session.commit()
    db.session.refresh(meeting, ["points"])
    return meeting


@pytest.fixture
def meeting(cast):
    meeting = speak_of_giraffes(cast)
    publish(meeting, cast)
    return meeting


def looked_up(browser, words, **more):
    asked = "&".join(f"{name}={value}" for name, value in ({"q": words} | more).items())
    return browser.page(f"/recherche?{asked}").main


def links(page):
    return [link["href"] for link in page.select(".action-list b a")]


def test_words_meet_without_accents_plurals_nor_capitals():
    assert stems("Réunions") == stems("reunion") == stems("RÉUNION") == stems("re\u0301union")
    assert stems("décidée") == stems("décidés") == stems("decide")
    assert stems("l’agenda des cœurs") == stems("agenda coeur")
    assert stems("JEU-2026-07") == {"jeu", "2026", "07"}
    assert stems("le, la et les") == stems("… !") == set()
    assert stems("x" * 10_000) == {"x" * 30}


def test_an_excerpt_shows_the_words_and_trusts_no_text():
    text = read("Au début, rien. " * 20 + "On parle des **réseaux** à <b>Nanterre</b>. " + "Puis rien. " * 40)
    shown = excerpt(text, stems("réseau"))
    assert "<mark>réseaux</mark> à &lt;b" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown.striptags()) < 300
    assert excerpt("Court.", stems("réseau")) == "Court."
    assert excerpt("é" * 1000, {"x"}) == "é" * 220 + " …"
    assert marked("Réseau, réseaux", stems("reseau")) == "<mark>Réseau</mark>, <mark>réseaux</mark>"


def test_what_is_published_is_found_where_it_is_said(client_of, cast, meeting):
    bob = client_of("bob")
    decision, action = db.session.scalars(select(Decision)).one(), db.session.scalars(select(ActionItem)).one()
    first = select(AgendaItem.id).where(AgendaItem.meeting_id == meeting.id, AgendaItem.position == 1)
    point_id = db.session.scalar(first)
    page = looked_up(bob, "girafe")
    assert set(links(page)) == {
        f"/reunions/{meeting.id}/compte-rendu#point-{point_id}",
        f"/decisions/{decision.number}",
        f"/actions/{action.id}",
    }
    assert {mark.get_text() for mark in page.select("mark")} == {"girafes", "girafe"}
    for href in links(page):
        path, _, place = href.partition("#")
        assert bob.page(path).select_one(f"#{place}" if place else "h1"), href


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("jeunesse", "groupes", "/groupes/jeunesse"),
        ("orientation", "projet", "/projet/"),
        ("reunion", "reunions", "/reunions/"),
    ],
)
def test_so_are_groups_the_project_and_meetings(client_of, cast, meeting, words, place, expected):
    meeting.title = "Réunion de rentrée"
    cast.items["o1"].text = "Première orientation"
    cast.jeunesse.purpose = "La jeunesse du département"
    db.session.commit()
    found = links(looked_up(client_of("bob"), words, dans=place))
    assert found
    assert all(href.startswith(expected) for href in found)


def test_commitments_too(client_of, cast):
    cast.commitment.text = "Financer deux postes (exemple)"
    db.session.commit()
    assert links(looked_up(client_of("carl"), "postes")) == [f"/engagements/{cast.commitment.id}"]


def test_all_the_words_are_asked_for_wherever_they_stand(client_of, cast, meeting):
    bob = client_of("bob")
    assert len(links(looked_up(bob, "girafes+nanterre"))) == 2
    assert links(looked_up(bob, "monde+nanterre")) == [], "one says the first, another the second"
    nothing = looked_up(bob, "girafes+lion")
    assert "Rien de publié ne dit tous ces mots." in nothing.get_text()
    assert len(links(bob.page(nothing.find("a", string=re.compile("girafes"))["href"]).main)) == 3
    for words in ("le+la", "%F0%9F%A6%92", "+!+"):
        assert "Ces mots ne suffisent pas." in looked_up(bob, words).get_text(), words
    for words in ("", "+++"):
        assert not looked_up(bob, words).select(".empty-state"), words
    nothing = looked_up(bob, "la+fête+de+quartier")
    assert re.findall(r"Seulement «\s(\w+)", nothing.get_text()) == ["fête", "quartier"]
    assert "ne dit ce mot" in looked_up(bob, "le+dromadaire").get_text()


def test_nothing_is_found_before_it_is_published(client_of, cast):
    meeting = speak_of_giraffes(cast)
    assert links(looked_up(client_of("alice"), "girafe")) == []
    publish(meeting, cast)
    assert len(links(looked_up(client_of("alice"), "girafe"))) == 3


def test_a_draft_is_found_once_called(client_of, cast):
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT, days=9)
    draft.title = "Visiter les lions"
    db.session.commit()
    assert links(looked_up(client_of("dora"), "lion")) == []
    draft.state = MeetingState.CALLED
    db.session.commit()
    assert links(looked_up(client_of("carl"), "lion")) == [f"/reunions/{draft.id}"]


def test_so_is_a_semester_called_at_once(client_of, cast):
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT, days=9, title="Visiter les lions")
    db.session.commit()
    day, dora = clock.in_paris(draft.starts_at).date(), client_of("dora")
    address = f"/planning/convocation?du={day}&au={day}"
    dora.post(address, data={"seen": dora.page(address).select_one("[name=seen]")["value"]})
    assert links(looked_up(client_of("carl"), "lion")) == [f"/reunions/{draft.id}"]
    assert operations.mend() == 0


@pytest.mark.parametrize("merged", [False, True])
def test_a_meeting_is_found_by_the_new_name_of_its_place(client_of, cast, merged):
    place, kept = Centre(name="Les Acacias"), Centre(name="Le Tilleul")
    db.session.add_all([place, kept] if merged else [place])
    meeting = make_meeting(cast.jeunesse, place="Les Acacias")
    db.session.commit()
    if merged:
        centres.merge(place, kept)
    else:
        centres.edit_centre(place, centres.version_of(place), name="Le Tilleul")
    db.session.commit()
    assert links(looked_up(client_of("carl"), "tilleul")) == [f"/reunions/{meeting.id}"]
    assert links(looked_up(client_of("carl"), "acacias")) == []
    assert operations.mend() == 0


def test_what_is_over_is_found_and_said_to_be(client_of, cast, meeting):
    decision, action = db.session.scalars(select(Decision)).one(), db.session.scalars(select(ActionItem)).one()
    bob = client_of("bob")
    cast.items["o1"].text, cast.commitment.text, cast.communication.purpose = ["La girafe"] * 3
    cancelled = make_meeting(cast.jeunesse, title="Voir la girafe")
    db.session.commit()
    assert len(links(looked_up(bob, "girafe"))) == 7
    assert not looked_up(bob, "girafe").select(".state")
    decision.ended_by_id, decision.ended_as = decision.id, "cancelled"
    action.state, cancelled.state = ActionState.DROPPED, MeetingState.CANCELLED
    cast.communication.state, cast.commitment.withdrawn_on = GroupState.CLOSED, clock.today()
    cast.items["o1"].archived_at = clock.now()
    db.session.commit()
    rows = looked_up(bob, "girafe").select(".action-list li")
    said = {row.a["href"].split("/")[1]: getattr(row.select_one(".state"), "text", "").strip() for row in rows}
    said.pop("reunions")  # minutes and a meeting
    assert said == {
        "decisions": "Plus en vigueur", "actions": "Abandonnée", "groupes": "Clos", "projet": "Plus en vigueur",
        "engagements": "Retiré",
    }  # fmt: skip
    assert [one.text.strip() for one in looked_up(bob, "girafe", dans="reunions").select(".state")] == ["Annulée"]
    assert not looked_up(bob, "girafe", dans="comptes-rendus").select(".state")


def test_an_event_is_found_by_what_it_says(client_of, cast):
    event = make_event(cast.jeunesse, description="Une journée parmi les **lions**.")
    assert links(looked_up(client_of("carl"), "lion")) == [f"/reunions/{event.meeting_id}"]
    event.description = "Une journée ailleurs."
    db.session.commit()
    assert links(looked_up(client_of("carl"), "lion")) == []


def test_minutes_are_found_by_who_reads_them_decisions_by_the_network(client_of, cast, meeting):
    found = links(looked_up(client_of("carl"), "girafe"))
    assert len(found) == 2
    assert not [href for href in found if "compte-rendu" in href]


def test_what_is_said_otherwise_is_found_by_what_it_says_now(client_of, cast, meeting):
    action = db.session.scalars(select(ActionItem)).one()
    action.title = "Téléphoner aux mairies"
    db.session.commit()
    bob = client_of("bob")
    assert links(looked_up(bob, "telephoner")) == [f"/actions/{action.id}"]
    assert links(looked_up(bob, "accueillir", dans="actions")) == []
    meeting.starts_at -= timedelta(days=1)
    db.session.commit()
    assert operations.mend() == 0, "what it said is a day older"
    db.session.delete(db.session.scalars(select(ActionItem)).one())
    db.session.commit()
    assert links(looked_up(bob, "telephoner")) == []
    assert operations.mend() == 0


def test_a_project_being_written_is_found_once_in_force(client_of, cast):
    following = drafting.create_project("Le suivant", date(2040, 1, 1), date(2043, 12, 31), "")
    item = drafting.add_item(following, None, ItemKind.ORIENTATION, "Nourrir les lions")
    db.session.commit()
    assert links(looked_up(client_of("dora"), "lion")) == []
    drafting.put_in_force(following)
    db.session.commit()
    assert links(looked_up(client_of("dora"), "lion")) == [f"/projet/{item.id}"]


def test_the_newest_come_first_twenty_a_page(client_of, cast, meeting):
    db.session.add_all(
        ActionItem(
            group=cast.jeunesse, title=f"Lion {n}", published_at=clock.now(), created_at=clock.now() - timedelta(days=n)
        )
        for n in range(45)
    )
    db.session.commit()
    bob = client_of("bob")
    pages = [looked_up(bob, "lion", page=number) for number in (1, 2, 3)]
    assert [len(links(page)) for page in pages] == [20, 20, 5]
    assert len({href for page in pages for href in links(page)}) == 45
    shown = [link.get_text() for page in pages for link in page.select(".action-list b a")]
    assert shown == [f"Lion {n}" for n in range(45)]
    assert pages[2].find("a", rel="next") is None
    assert "Rien de plus." in looked_up(bob, "lion", page=9).get_text()


def test_bad_input_is_only_not_found(client_of, cast):
    bob = client_of("bob")
    for words in ("%00", "%F0%9F%A6%92", "a" * 10_000, "'%22--", "%25", "x&page=-1", "x&page=abc", "x&dans=ailleurs"):
        assert bob.get(f"/recherche?q={words}").status_code == 200, words


def test_the_night_mends_what_was_written_without_the_session(cast, meeting, time_machine):
    time_machine.move_to(clock.from_paris(datetime.combine(clock.today(), time(commands.FROM))), tick=False)
    db.session.execute(update(Group).where(Group.id == cast.jeunesse.id).values(purpose="Les lions"))
    db.session.execute(delete(FindableWord))
    db.session.execute(delete(Findable).where(Findable.kind == Kind.DECISION))
    db.session.add(Findable(kind=Kind.ACTION, thing_id=999_999))
    db.session.commit()
    assert commands.mend_when_due() > 3
    assert commands.mend_when_due() == 0, "once a night"
    assert [operations.differences(kind) for kind in Kind] == [set()] * len(Kind)
    assert db.session.scalar(select(func.count()).where(Findable.thing_id == 999_999)) == 0


def test_it_is_kept_a_batch_at_a_time(cast, meeting, monkeypatch):
    monkeypatch.setattr(operations, "MANY", 2)
    db.session.execute(delete(FindableWord))
    db.session.commit()
    kept = []
    mended = operations.mend(lambda: kept.append(db.session.scalar(select(func.count()).select_from(FindableWord))))
    assert len(kept) > mended / 2 - 1 > 3
    assert kept == sorted(kept)


def test_no_search_asks_more_of_the_database_when_there_is_more(client_of, cast, meeting):
    carl = client_of("carl")
    few = carl.counted("/recherche?q=girafe")
    for _ in range(3):
        publish(speak_of_giraffes(cast), cast)
    assert len(carl.counted("/recherche?q=girafe")) == len(few) <= 12
