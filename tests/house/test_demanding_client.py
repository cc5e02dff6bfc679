"""What the client of tests asks of every page: each rule is seen to refuse its fault."""

import pytest

from tests.browser import check_html

PAGE = (
    '<!doctype html><html lang="fr"><head><title>Groupes · Espace fédéral</title></head><body><main id="main">'
    '<h1>Groupes</h1>%s<form action="/" method="post"><label for="who">Nom</label><input id="who" name="who">'
    '<label>Ville <select name="where"></select></label><input type="hidden" name="token"></form>'
    '<a href="/"><svg aria-hidden="true"><use href="/a.svg#b"></use></svg>Accueil</a></main></body></html>'
)
FAULTS = {
    '<i id="main"></i>': "ids used twice",
    '<i hx-on:click="x"></i>': "needs eval",
    '<i style="color: red"></i>': "inline style",
    "<script>alert(1)</script>": "inline script",
    '<i onclick="x"></i>': "gesture",
    '<i hx-get="/x"></i>': "gesture",
    "<p>Le None</p>": "None was displayed",
    "<p>{{ name }}</p>": "not filled",
    '<input name="alone">': "without label",
    "<textarea></textarea>": "without label",
    '<form method="post"></form>': "without action",
    '<form><label><input></label><button>Voir</button><button class="btn-primary">Garder</button></form>': "Enter key",
}
OF_WHOLE_PAGES = {
    "<h1>Encore</h1>": "2 h1",
    "<svg></svg>": "<svg",
    "<a>Nulle part</a>": "leads nowhere",
    '<a href="#">Mort</a>': "dead link",
    '<a href="/x"><svg aria-hidden="true"></svg></a>': "without words",
}


def test_a_page_that_keeps_the_rules_passes():
    check_html(PAGE % "", whole=True)
    check_html('<p id="part">Un</p><p>Deux</p>', whole=False)


@pytest.mark.parametrize(("fault", "said"), (FAULTS | OF_WHOLE_PAGES).items())
def test_a_fault_in_a_page_is_refused(fault, said):
    with pytest.raises(AssertionError, match=said):
        check_html(PAGE % fault.replace("%", "%%"), whole=True)


@pytest.mark.parametrize(("fault", "said"), FAULTS.items())
def test_a_fault_in_a_part_is_refused(fault, said):
    with pytest.raises(AssertionError, match=said):
        check_html(f'<div id="main"></div>{fault}', whole=False)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(" · Espace fédéral</title>", "</title>"), ('lang="fr"', 'lang="en"'), ("<h1>Groupes</h1>", "<h1></h1>")],
)
def test_a_page_without_its_frame_is_refused(right, wrong):
    with pytest.raises(AssertionError):
        check_html((PAGE % "").replace(right, wrong), whole=True)
