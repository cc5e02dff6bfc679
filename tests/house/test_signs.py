"""Signs drawn once for all that say the same: what they say is always escaped once."""

from flask import render_template_string


def test_words_and_markup_of_the_same_letters_are_not_taken_for_one_another(app):
    with app.test_request_context():
        said = render_template_string("{{ state('done', '<i>') }} {{ state('done', '<i>'|safe) }}")
    assert said.count("&lt;i&gt;") == 1
    assert said.count("<i>") == 1


def test_a_menu_is_drawn_anew_for_whoever_may_do_something_else(client_of, cast):
    """Asked in turn, twice: nobody gets the menu of another."""
    expected = {
        "dora": {"/tableau-de-bord", "/reglages", "/annuaire"},
        "bob": {"/annuaire"},
        "paul": set(),
        "tess": {"/reglages"},
    }
    for who, more in [*expected.items()] * 2:
        menu = {link["href"] for link in client_of(who).page("/aide").select(".site-header .menu a")}
        assert menu & {"/tableau-de-bord", "/reglages", "/annuaire"} == more, who


def test_the_entry_one_is_on_is_said_on_its_page_alone(client_of, cast):
    for address, entry in (
        ("/groupes", "/groupes"),
        ("/actions", "/actions"),
        ("/aide", None),
        ("/groupes", "/groupes"),
    ):
        here = client_of("bob").page(address).select(".main-nav [aria-current]")
        assert [link["href"] for link in here] == ([entry] if entry else [])
