"""Who reads a document, what its page names to whom, how its file is had."""

from datetime import timedelta

import pytest

from tests.actions.scene import make_action
from tests.cast import make_meeting
from tests.library.scene import file_of, share
from workspace import clock
from workspace.database import db
from workspace.groups.models import CoFacilitation
from workspace.meetings.models import MeetingState
from workspace.meetings.operations import remove_meeting
from workspace.people.models import ERASED
from workspace.privacy.operations import erase

NETWORK = ("nora", "carl", "bob", "alice", "bea", "stan", "dora")


@pytest.mark.parametrize("is_public", [True, False])
def test_who_reads_it(client_of, cast, is_public):
    document = share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice), is_public=is_public)
    for address in (f"/ressources/{document.id}", f"/ressources/{document.id}/fichier"):
        for who in NETWORK:
            assert client_of(who).get(address).status_code == 200, who
        for who, refused in (("", 303), ("paul", 403), ("tess", 403)):
            assert client_of(who).get(address).status_code == (200 if is_public else refused), who


def test_the_file_comes_as_an_attachment(client_of, cast):
    document = share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice), is_public=True)
    answer = client_of("").get(f"/ressources/{document.id}/fichier")
    assert (answer.data, answer.mimetype) == (b"Des cartes, des tables.", "text/plain")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client_of("carl").get(f"/fichiers/{document.file_id}").status_code == 403, "the group's own stays its own"


def test_what_it_comes_from_is_named_to_who_may_follow(client_of, cast):
    meeting = make_meeting(cast.jeunesse, title="Réunion de mars")
    action = make_action(cast, "Écrire le guide", owners=[cast.bob])
    item = cast.items["o2-act1"]
    document = share(
        cast.jeunesse, cast.alice, is_public=True, meeting_id=meeting.id, action_id=action.id, items=(item,)
    )
    chain = {f"/reunions/{meeting.id}", f"/actions/{action.id}", f"/projet/{item.id}", "/groupes/jeunesse"}
    for who, followed in (
        ("carl", chain),
        ("paul", chain - {f"/actions/{action.id}"}),
        ("tess", {"/groupes/jeunesse"}),
        ("", set()),
    ):
        page = client_of(who).page(f"/ressources/{document.id}")
        links = {a["href"] for a in page.main.find_all("a")}
        assert links & chain == followed, who
        for address in followed:
            assert client_of(who).get(address).status_code == 200, (who, address)
        for words, address in (("Réunion de mars", "reunions"), ("Écrire le guide", "actions")):
            assert (words in page.main.get_text()) == any(address in one for one in followed), (who, words)
        assert item.text in page.main.get_text(), "texts of the project are public"
        assert ("Alice Arnaud" in page.main.get_text()) == (who == "carl"), "nobody is named outside the network"


def test_a_draft_and_what_waits_for_publication_are_their_leaders_to_know(client_of, cast):
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT, title="Brouillon secret")
    action = make_action(cast, "Pas encore", owners=[cast.bob])
    action.published_at = None
    document = share(cast.jeunesse, cast.alice, meeting_id=draft.id, action_id=action.id)
    for who, sees in (("carl", False), ("alice", True)):
        text = client_of(who).page(f"/ressources/{document.id}").main.get_text()
        assert ("Brouillon secret" in text, "Pas encore" in text) == (sees, sees), who
        listed = client_of(who).page(f"/ressources?reunion={draft.id}").main.get_text()
        assert ("Brouillon secret" in listed) == sees


def test_what_it_comes_from_may_go(client_of, cast):
    draft = make_meeting(cast.jeunesse, MeetingState.DRAFT)
    action = make_action(cast, "À retirer", owners=[cast.bob])
    document = share(cast.jeunesse, cast.alice, meeting_id=draft.id, action_id=action.id)
    remove_meeting(draft)
    db.session.delete(action)
    db.session.commit()
    db.session.refresh(document)
    assert (document.meeting_id, document.action_id) == (None, None)
    assert client_of("carl").get(f"/ressources/{document.id}").status_code == 200


def test_who_shared_it_may_be_erased(client_of, cast):
    cast.people["nora"].came_alone = False
    document = share(cast.communication, cast.carl)
    erase(cast.carl)
    db.session.commit()
    text = client_of("bob").page(f"/ressources/{document.id}").main.get_text()
    assert "Carl" not in text
    assert ERASED.lower() in text.lower()


def test_others_of_the_group_that_one_reads_are_named(client_of, cast):
    one = share(cast.jeunesse, cast.alice, is_public=True)
    for title, public in (("Public", True), ("Du réseau", False)):
        share(cast.jeunesse, cast.alice, title=title, is_public=public)
    share(cast.jeunesse, cast.alice, title="Retiré", withdrawn_at=clock.now(), is_public=True)
    share(cast.communication, cast.dora, title="D’un autre groupe", is_public=True)
    for who, named in (("carl", ["Du réseau", "Public"]), ("", ["Public"])):
        page = client_of(who).page(f"/ressources/{one.id}").main
        assert [li.get_text() for li in page.select("[aria-labelledby=h-others] li")] == named, who


def test_a_partner_reads_the_documents_of_a_group_that_they_lead(client_of, cast):
    document = share(cast.committee, cast.dora)
    assert client_of("paul").get(f"/ressources/{document.id}").status_code == 403
    today = clock.today()
    db.session.add(CoFacilitation(group_id=cast.committee.id, person_id=cast.paul.id, starts_on=today - timedelta(1)))
    db.session.commit()
    assert client_of("paul").get(f"/ressources/{document.id}").status_code == 200
    assert document.title in client_of("paul").page("/ressources").main.get_text()


def test_the_page_takes_few_statements(client_of, cast):
    meeting, action = make_meeting(cast.jeunesse), make_action(cast, "Écrire", owners=[cast.bob, cast.alice])
    bare = share(cast.jeunesse, cast.alice)
    full = share(
        cast.jeunesse, cast.alice, meeting_id=meeting.id, action_id=action.id, tags=("a", "b"),
        items=(cast.items["o1-obj1"], cast.items["o2-act1"]),
    )  # fmt: skip
    few, many = (
        client_of("paul" if one.is_public else "carl").counted(f"/ressources/{one.id}") for one in (bare, full)
    )
    assert len(few) <= len(many) <= len(few) + 1 <= 12, "\n".join(many)
