"""Loading a federal project from a file."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from workspace import clock
from workspace.database import Base, db
from workspace.groups.models import Group, GroupKind
from workspace.imports.operations import SHIPPED, import_file
from workspace.imports.problems import NotImportable
from workspace.imports.shape import FederationPart
from workspace.pacts.models import CooperationPact, Signatory
from workspace.people.models import Institution
from workspace.project.models import ElaborationStage, FederalProject, GroupLink, ItemKind, ProjectItem, ProjectState
from workspace.refusals import Refused
from workspace.settings.models import Federation

HAUTS_DE_SEINE = SHIPPED / "hauts-de-seine-2019-2022.yaml"
OLDER = SHIPPED / "projet-2014-2017.yaml"
SOURCES = Path(__file__).parents[3] / "shared" / "data" / "federation.yaml"

SMALL = """\
project:
  id: small
  title: "Projet fédéral 2024-2027"
  source: "Un dépliant"
  starts_on: 2024-02-29
  ends_on: 2027-12-31
  orientations:
    - id: o1
      text: "Soutenir"
      objectives:
        - id: obj1
          text: "Accompagner"
      actions:
        - id: act1
          text: "Appui"
groups_announced: 1
groups:
  - {slug: jeunesse, code: JEU, name: "Jeunesse", short_name: "Jeunesse"}
group_links:
  - {group: jeunesse, items: [act1]}
pact:
  id: pact
  name: "Pacte"
  signed_on: 2024-06-13
  ends_on: 2028-06-12
  signatories:
    - {id: caf, name: "Caisse"}
  commitments:
    - {party: caf, kind: funding, text: "Financer", due_on: 2025-03-01, items: [act1]}
    - {party: federation, kind: means, text: "Rendre compte", items: [obj1]}
"""


@pytest.fixture
def write(tmp_path):
    """`write(text)` is the path of a file that holds it."""

    def at(text):
        path = tmp_path / "project.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return at


def texts(kind, project="fp-92-2019"):
    found = select(ProjectItem.text).join(ProjectItem.project).where(FederalProject.key == project)
    return list(db.session.scalars(found.where(ProjectItem.kind == kind).order_by(ProjectItem.position)))


def how_many_rows():
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }


def problems(path):
    before = how_many_rows()
    with pytest.raises(NotImportable) as refusal:
        import_file(path)
    assert how_many_rows() == before
    return [(problem.line, problem.text) for problem in refusal.value.problems]


def test_hauts_de_seine_is_whole():
    report = import_file(HAUTS_DE_SEINE)
    assert report.is_new
    assert [len(texts(kind)) for kind in ItemKind] == [3, 10, 12]
    assert texts(ItemKind.ORIENTATION)[0] == "Soutenir l’innovation sociale"
    assert "Appui dans la mise en place et l'animation de réseaux locaux tels jeunesse et parentalité." in texts(
        ItemKind.ACTION
    )
    groups = select(Group.name).where(Group.kind == GroupKind.WORKING_GROUP).order_by(Group.position)
    assert list(db.session.scalars(groups)) == [
        "Éducation et parentalité", "Jeunesse", "Gouvernance participative", "Impact social",
        "Accès aux droits et égalité", "Communication", "Pratiques pédagogiques", "Bien vieillir",
        "Modèles socio-économiques",
    ]  # fmt: skip
    bodies = select(Group.name).where(Group.kind != GroupKind.WORKING_GROUP).order_by(Group.position)
    assert list(db.session.scalars(bodies)) == [
        "Conseil d’administration", "Équipe permanente", "Groupement départemental annuel",
        "Comité partenarial annuel", "Assemblée générale",
    ]  # fmt: skip
    signatories = select(Institution.name).join(Signatory).order_by(Signatory.position)
    assert list(db.session.scalars(signatories)) == [
        "État", "Caisse d’allocations familiales", "Caisse nationale d’assurance vieillesse",
        "Hauts-de-Seine Initiatives",
    ]  # fmt: skip
    pact = db.session.scalar(select(CooperationPact))
    assert (pact.signed_on, pact.ends_on) == (date(2019, 6, 13), date(2023, 6, 12))
    assert db.session.scalar(select(func.count()).select_from(ElaborationStage)) == 5
    assert db.session.scalar(select(Federation.name)) == "Fédération des centres sociaux des Hauts-de-Seine"


def test_codes_follow_the_order_of_the_file():
    import_file(HAUTS_DE_SEINE)
    codes = select(ProjectItem.code).order_by(ProjectItem.position)
    assert list(db.session.scalars(codes))[:9] == ["1", "1.1", "1.2", "1.3", "1.4", "1.A", "1.B", "1.C", "1.D"]


def test_the_older_project_has_standing_objectives_and_actions_under_objectives():
    import_file(OLDER)
    rows = db.session.execute(
        select(ProjectItem.code, ProjectItem.kind, ProjectItem.parent_id).order_by(ProjectItem.position)
    ).all()
    kinds = [kind for _, kind, _ in rows]
    assert [kinds.count(kind) for kind in ItemKind] == [3, 2 + 5, 12]
    standing = [code for code, kind, parent in rows if kind is ItemKind.OBJECTIVE and parent is None]
    assert standing == ["A", "B"]
    assert [code for code, _, _ in rows][:6] == ["A", "B", "1", "1.1", "1.1.A", "1.1.B"]
    assert db.session.get(Federation, 1) is None  # that document names none


def test_links_are_proposed_and_four_actions_have_no_group():
    import_file(HAUTS_DE_SEINE)
    states = {link.state for link in db.session.scalars(select(GroupLink))}
    assert states == {"proposed"}
    linked = select(GroupLink.item_id)
    alone = select(ProjectItem.key).where(ProjectItem.kind == ItemKind.ACTION, ProjectItem.id.not_in(linked))
    assert list(db.session.scalars(alone.order_by(ProjectItem.position))) == [
        "fp-92-2019-o1-act2", "fp-92-2019-o1-act3", "fp-92-2019-o2-act4", "fp-92-2019-o3-act4",
    ]  # fmt: skip


@pytest.mark.skipif(not SOURCES.exists(), reason="the sources' own file is not beside this project")
@pytest.mark.parametrize("shipped", [HAUTS_DE_SEINE, OLDER], ids=lambda path: path.stem)
def test_texts_are_those_of_the_sources_to_the_byte(shipped):
    """Every quoted text of the files shipped stands in the sources' file, and the other way round."""
    sources = yaml.safe_load(SOURCES.read_bytes())
    told = yaml.safe_load(shipped.read_bytes())
    source = next(project for project in sources["federal_projects"] if project["id"] == told["project"]["id"])

    def under(holder, key):
        return [
            (item["id"], item.get("text") or item["title"], item.get("description")) for item in holder.get(key, [])
        ]

    def tree(project):
        rows = under(project, "standing_objectives") + under(project, "orientations")
        for orientation in project["orientations"]:
            rows += under(orientation, "objectives") + under(orientation, "actions")
            rows += [row for objective in orientation["objectives"] for row in under(objective, "actions")]
        return rows

    assert tree(told["project"]) == tree(source)
    assert told["project"]["title"] == source["title"]
    assert told["project"].get("stages", []) == [step["text"] for step in source.get("elaboration_steps", [])]
    quotes = [value for key, value in source.items() if key.endswith("_quote")]
    assert sorted(told["project"]["intro"]) == sorted(quotes)
    assert [(g["name"], g["slug"]) for g in told.get("groups", [])] == [
        (g["name"], g["slug"]) for g in source.get("working_groups", [])
    ]
    if "pact" in source:
        assert told["pact"]["quote"] == source["pact"]["quote"]
        assert [(s["id"], s["name"]) for s in told["pact"]["signatories"]] == [
            (s["id"], s["name"]) for s in source["pact"]["signatories"]
        ]
        names = {body["id"]: body["name"] for body in sources["bodies"]}
        assert [body["name"] for body in told["bodies"]][:4] == [names[body] for body in source["governance"][1:]]
        federation = next(known for known in sources["federations"] if known["id"] == source["federation"])
        assert [told["federation"][key] for key in ("name", "email", "website")] == [
            federation[key] for key in ("name", "email", "website")
        ]
    credit = next(known for known in sources["sources"] if known["id"] == source["source"])
    assert told["project"]["source"].startswith(credit["title"])


def test_a_web_address_is_one_that_a_link_follows():
    """As the settings ask for it: « federation.fr » alone would be a page of the space."""
    import_file(HAUTS_DE_SEINE)
    assert db.session.query(Federation.website).scalar() == "https://hautseseine.centres-sociaux.fr"
    for written, kept in (
        ("HTTP://x.fr/a", "http://x.fr/a"),
        ("https://x.fr", "https://x.fr"),
        ("x.fr", "https://x.fr"),
    ):
        assert FederationPart(name="F", short_name="F", website=written).website == kept


def test_twice_changes_nothing():
    import_file(HAUTS_DE_SEINE)
    before = how_many_rows()
    assert not import_file(HAUTS_DE_SEINE).is_new
    assert how_many_rows() == before


def test_what_the_space_added_since_is_no_difference(write):
    import_file(write(SMALL))
    link = db.session.scalar(select(GroupLink))
    link.state = "validated"
    item = db.session.scalar(select(ProjectItem).where(ProjectItem.key == "o1"))
    db.session.add(GroupLink(group_id=link.group_id, item_id=item.id))
    db.session.scalar(select(Group)).purpose = "Ce que le groupe a écrit depuis."
    db.session.flush()
    assert not import_file(write(SMALL)).is_new


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"Appui"', '"Un autre appui"', "élément « act1 » : « 1.A Un autre appui » dans le fichier, « 1.A Appui » ici"),
        ("2024-06-13", "2024-06-14", "pact, signed_on : « 2024-06-14 » dans le fichier, « 2024-06-13 » ici"),
        (
            "items: [act1]}\npact",
            "items: [obj1]}\npact",
            "lien de « jeunesse » vers « obj1 » : dans le fichier, mais pas ici",
        ),
        ('"Financer"', '"Payer"', "engagement de Caisse « Payer »"),
        (
            '        - id: act1\n          text: "Appui"',
            '        - id: act2\n          text: "Appui"',
            "« act1 » : rien dans le fichier",
        ),
    ],
)
def test_a_changed_file_says_what_differs_and_is_refused(write, was, becomes, said):
    import_file(write(SMALL))
    before = how_many_rows()
    changed = SMALL.replace(was, becomes)
    if "act2" in becomes:
        changed = changed.replace("[act1]", "[act2]")
    with pytest.raises(Refused) as refusal:
        import_file(write(changed))
    assert "est déjà importé et ce fichier dit autre chose" in refusal.value.message
    assert said in refusal.value.message
    assert how_many_rows() == before


def test_dates_move_by_whole_years_and_texts_stay(write):
    import_file(HAUTS_DE_SEINE, shift_years=6)
    project = db.session.scalar(select(FederalProject))
    assert project.title == "Projet fédéral 2025-2028"
    assert (project.starts_on, project.ends_on, project.adopted_on) == (
        date(2025, 1, 1),
        date(2028, 12, 31),
        date(2024, 6, 7),
    )
    assert "ce projet fédéral 2019-2022" in project.intro
    assert db.session.scalar(select(CooperationPact.signed_on)) == date(2025, 6, 13)
    assert not import_file(HAUTS_DE_SEINE, shift_years=6).is_new


def test_a_29_february_moves_to_the_28th(write):
    import_file(write(SMALL), shift_years=1)
    assert db.session.scalar(select(FederalProject.starts_on)) == date(2025, 2, 28)


def test_one_project_is_current(write):
    year = clock.today().year
    import_file(OLDER)
    for key, first in (("running", year - 2), ("latest", year - 1), ("next", year + 1)):
        text = SMALL.replace("id: small", f"id: {key}").replace("id: pact", f"id: pact-{key}")
        text = text.replace("2024-02-29", f"{first}-01-01").replace("2027-12-31", f"{first + 3}-12-31")
        import_file(write(text))
    states = dict(db.session.execute(select(FederalProject.key, FederalProject.state)).all())
    assert states == {
        "fp-x-2014": ProjectState.PAST, "running": ProjectState.PAST,
        "latest": ProjectState.CURRENT, "next": ProjectState.DRAFTING,
    }  # fmt: skip


def test_groups_and_institutions_of_an_earlier_project_are_taken_again(write):
    import_file(write(SMALL))
    import_file(write(SMALL.replace("id: small", "id: other").replace("id: pact", "id: other-pact")))
    for model in (Group, Institution):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ("2027-12-31", "2023-12-31", 6, "le projet se termine avant d’avoir commencé"),
        ("2027-12-31", "2024-02-29", 6, "le projet se termine avant d’avoir commencé"),
        ("ends_on: 2028-06-12", "ends_on: 2024-06-12", 25, "le pacte se termine avant d’être signé"),
        ("2025-03-01", "2024-06-12", 29, "l’échéance précède la signature"),
        ("2024-02-29", "2023-02-29", 5, "le 2023-02-29 n’existe pas"),
        ("2024-02-29", "29/02/2024", 5, "année-mois-jour"),
        ("group: jeunesse", "group: vieillesse", 20, "ni instance de ce fichier n’a pour slug « vieillesse »"),
        ("items: [act1]}\npact", "items: [act9]}\npact", 20, "aucun élément de ce projet n’a pour id « act9 »"),
        ("items: [obj1]", "items: [obj9]", 30, "aucun élément de ce projet n’a pour id « obj9 »"),
        ("party: caf", "party: cnav", 29, "aucun signataire de ce pacte n’a pour id « cnav »"),
        ("id: act1", "id: obj1", 14, "deux éléments du projet ont le même id « obj1 » (déjà ligne 11)"),
        ("groups_announced: 1", "groups_announced: 9", 16, "9 groupes annoncés, 1 donnés"),
        ('text: "Appui"', 'text: "Appui"\n          actions: [{id: x, text: y}]', 16, "rien ne se place sous une"),
        ('title: "Projet', 'titre: "Projet', 3, "cette clé n’existe pas"),
        ('title: "Projet', 'titre: "Projet', 1, "« title » : il manque"),
        ('text: "Soutenir"', "text:", 9, "« text » : il manque"),
        ('text: "Soutenir"', f'text: "{"x" * 5001}"', 9, "trop long"),
        ('text: "Soutenir"', 'text: "a\\0b"', 9, "caractère de contrôle"),
        ("kind: funding", "kind: promise", 29, "n’est pas parmi celles admises"),
        ("slug: jeunesse", "slug: Jeunesse", 18, "minuscules sans accent"),
        ("  id: small", "  id: small\n  id: other", 3, "la clé « id » est donnée deux fois (déjà ligne 2)"),
        ('"Un dépliant"', '&a "Un dépliant"', 4, "les ancres (&a) ne sont pas admises"),
        ('"Un dépliant"', "*a", 4, "les renvois (*a) ne sont pas admis"),
        ('"Un dépliant"', "!!python/name:os.system x", 4, "les étiquettes"),
        ('"Un dépliant"', '"Un dépliant', 26, "ce n’est plus du YAML"),
        ('"Un dépliant"', "[" * 500, 4, "trop de niveaux emboîtés"),
        ('"Un dépliant"', '"a\x07"', 4, "caractère de contrôle"),
        ("groups_announced: 1", "---\nproject: {}", 16, "un second document"),
        ('"Soutenir"', "{a: b}", 9, "un texte est attendu"),
    ],
)  # fmt: skip
def test_each_fault_is_said_with_its_line(write, was, becomes, line, said):
    assert was in SMALL
    found = problems(write(SMALL.replace(was, becomes, 1)))
    if line == 26:  # an open quote is only seen where the next one closes it
        assert any(said in text for _, text in found)
    else:
        assert any(number == line and said in text for number, text in found), found


def test_every_fault_is_said_at_once(write):
    text = SMALL.replace("2027-12-31", "2020-12-31").replace("kind: funding", "kind: promise")
    text = (
        text.replace("party: federation", "party: nobody")
        .replace("code: JEU", "code: jeu")
        .replace('name: "Pacte"', "nom: x")
    )
    assert [line for line, _ in problems(write(text))] == [6, 18, 21, 23, 29, 30]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ce fichier est vide"),
        (b"# rien\n", "ce fichier est vide"),
        (b"- a\n", "des clés sont attendues ici"),
        (b"a: " + b"x" * 1_000_001, "dépasse 1 Mo"),
        (b"a: b\nc: \xe9\n", "ce n’est pas de l’UTF-8"),
        (b"? [a]\n: b\n", "une clé est un mot"),
    ],
    ids=["empty", "comment", "list", "huge", "latin", "key"],
)  # fmt: skip
def test_what_is_no_project_is_refused(write, content, said):
    assert said in problems(write(content))[0][1]


def test_words_that_yaml_takes_for_something_else_stay_words(write):
    import_file(write(SMALL.replace('"Soutenir"', "no").replace('"Appui"', "1:30")))
    assert texts(ItemKind.ORIENTATION, "small") == ["no"]
    assert texts(ItemKind.ACTION, "small") == ["1:30"]


def test_another_federation_is_refused(write):
    import_file(HAUTS_DE_SEINE)
    other = 'federation: {name: "Une autre", short_name: "Autre"}\n' + SMALL
    assert problems(write(other))[0] == (
        1,
        "cet espace est celui de « Fédération des centres sociaux des Hauts-de-Seine » : il ne sert qu’une fédération. "
        "Si c’est la même, écrivez ce nom ici, ou changez-le dans les réglages.",
    )  # fmt: skip


def test_a_group_that_does_not_fit_what_is_here_is_refused(write):
    import_file(write(SMALL))
    again = SMALL.replace("id: small", "id: other").replace("id: pact", "id: other-pact")
    assert problems(write(again.replace('name: "Jeunesse"', 'name: "Les jeunes"')))[0][0] == 18
    moved = again.replace("jeunesse", "jeunes")
    assert "porte déjà ici ce nom ou ce code" in problems(write(moved))[0][1]
    assert "a déjà un pacte" in problems(write(again.replace("other-pact", "pact")))[0][1]


def test_the_command_says_what_it_did(app, write):
    runner = app.test_cli_runner()
    path = str(write(SMALL))
    first = runner.invoke(args=["import-project", path])
    assert first.exit_code == 0
    assert re.sub(r"\s", " ", first.output) == (
        "« Projet fédéral 2024-2027 » est importé : 1 orientation, 1 objectif, 1 action du projet, "
        "1 groupe de travail, 0 instance, 1 signataire. "
    )
    assert "rien de nouveau" in runner.invoke(args=["import-project", path]).output
    refused = runner.invoke(args=["import-project", str(write(SMALL.replace("2027", "2020")))])
    assert refused.exit_code == 1
    assert "rien n’a été écrit" in refused.output
    assert "Ligne 6 : le projet se termine avant d’avoir commencé (2024-02-29, ligne 5)." in refused.output
