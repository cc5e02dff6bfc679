"""From the group, the meeting, the line of the project, the public page and the menu, one finds the documents."""

import pytest

from tests.cast import make_meeting
from tests.events.scene import make_event
from tests.library.scene import share
from workspace import clock
from workspace.database import db


@pytest.fixture
def meeting(cast):
    """A public one and one of the network, of a meeting, at the service of an action of the project."""
    meeting = make_meeting(cast.jeunesse)
    came = {"meeting_id": meeting.id, "items": (cast.items["o2-act1"],)}
    share(cast.jeunesse, cast.alice, title="Un", is_public=True, **came)
    share(cast.jeunesse, cast.alice, title="Deux", **came)
    share(cast.jeunesse, cast.alice, title="Retiré", withdrawn_at=clock.now(), **came)
    share(cast.communication, cast.dora, title="Ailleurs")
    return meeting


def counted(browser, page, address):
    """What the link from a page to a list says, and how many rows the list holds."""
    link = browser.page(page).main.find("a", href=address)
    rows = browser.page(address).main.select(".library-list li.hue-bar")
    return link and int(link.get_text().replace("\u00a0", " ").replace("Ressources ", "").split()[0]), len(rows)


def test_counts_equal_the_lists_behind_them(client_of, cast, meeting):
    item, root = cast.items["o2-act1"].id, cast.items["o2"].id
    pages = [
        ("/groupes/jeunesse", "/ressources?groupe=jeunesse"),
        (f"/reunions/{meeting.id}", f"/ressources?reunion={meeting.id}"),
        (f"/projet/{item}", f"/ressources?objet={item}"),
        (f"/projet/{root}", f"/ressources?objet={root}"),
    ]
    for page, address in pages:
        for who in ("bob", "carl", "alice"):
            assert counted(client_of(who), page, address) == (2, 2), (who, page)
    for page, address in pages[1:]:
        assert counted(client_of("paul"), page, address) == (1, 1), page
    assert client_of("bob").page(f"/projet/{cast.items['o1'].id}").main.find("a", string="document") is None


def test_an_event_names_what_came_of_it(client_of, cast):
    event = make_event(cast.jeunesse, is_public=True)
    page = f"/evenements/{event.meeting_id}"
    assert "lieu ressources" not in client_of("bob").page(page).main.get_text()
    for number in range(6):
        share(cast.jeunesse, cast.alice, title=f"Titre {number}", meeting_id=event.meeting_id, is_public=number < 3)
    share(cast.jeunesse, cast.alice, title="Retiré", withdrawn_at=clock.now(), meeting_id=event.meeting_id)
    share(cast.jeunesse, cast.alice, title="Ailleurs")
    for who, named, all_of_them in (("carl", "54321", 6), ("paul", "210", 3), ("", "210", 3)):
        links = client_of(who).page(page).select("section[aria-labelledby=h-documents] a")
        assert [link.get_text() for link in links[:-1]] == [f"Titre {number}" for number in named], who
        assert len(client_of(who).page(links[-1]["href"]).select(".library-list > li")) == all_of_them, who


def test_pages_take_no_more_statements(client_of, cast):
    meeting = make_meeting(cast.jeunesse, points=2)
    item = cast.items["o2-act1"]
    pages = [f"/projet/{item.id}", f"/reunions/{meeting.id}", "/groupes/jeunesse"]
    before = {(who, page): len(client_of(who).counted(page)) for who in ("bob", "carl", "alice") for page in pages}
    for number in range(4):
        share(cast.jeunesse, cast.alice, title=f"{number}", meeting_id=meeting.id, items=(item,))
    for (who, page), few in before.items():
        many = client_of(who).counted(page)
        assert len(many) == few <= 12, (who, page, "\n".join(many))


def test_the_public_page_leads_there_once_something_is_public(client_of, cast):
    document = share(cast.jeunesse, cast.alice)
    assert not client_of("").page("/").main.find("a", href="/ressources")
    document.is_public = True
    db.session.commit()
    assert client_of("").page("/").main.find("a", href="/ressources")
    document.withdrawn_at = clock.now()
    db.session.commit()
    assert not client_of("").page("/").main.find("a", href="/ressources")


def test_the_menu_leads_there(client_of, cast):
    for who, has_it in (("carl", True), ("paul", True), ("tess", False)):
        menu = client_of(who).page("/mon-espace").select_one("#account-menu")
        assert bool(menu.find("a", href="/ressources")) == has_it, who
