"""Every page, opened once: axe in both themes, then a small phone and a zoom of 200 %, where nothing is cut."""

import re
from pathlib import Path

import pytest

from tests.journeys.conftest import watch
from workspace.links import mark_of, sign

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ALL = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # what a theme may change
PHONE = 320
SIZES = [  # of windows, the themes that each is looked at in, and what axe asks there
    ({"width": 1280, "height": 900}, {"light": ALL, "dark": COLOURS}),
    ({"width": 640, "height": 450}, {"dark": None}),  # a screen of 1280 × 900 at 200 %
    ({"width": PHONE, "height": 640}, {"dark": ALL}),  # the tabs at the bottom, the folded panels
]

PAGES = [  # who opens what: an address, or a name of PLACES
    ("", "/"),
    ("", "/connexion"),
    ("", "/rejoindre/jeunesse"),
    ("", "/arrivee/perimee"),
    ("", "/connexion/lien"),
    ("", "/connexion/lien/perime"),
    ("", "/mot-de-passe/oublie"),
    ("", "/mot-de-passe/perime"),
    ("", "/ma-connexion/adresse/perime"),
    ("", "answer-by-mail"),
    ("", "/reponse/perimee"),
    ("", "stop"),
    ("", "/nulle-part"),
    ("", "/aide"),
    ("", "/aide/co-animer"),
    ("", "/accessibilite"),
    ("", "/mentions-legales"),
    ("", "/donnees-personnelles"),
    ("", "/donnees-ouvertes"),
    ("coanimation", "/"),
    ("coanimation", "/deconnexion"),
    ("coanimation", "/mon-espace"),
    ("coanimation", "/groupes"),
    ("coanimation", "/groupes/jeunesse"),
    ("coanimation", "/groupes/jeunesse?rubrique=actions"),
    ("coanimation", "/groupes/jeunesse?rubrique=decisions"),
    ("coanimation", "/groupes/jeunesse?rubrique=membres"),
    ("coanimation", "/groupes/jeunesse?rubrique=fichiers"),
    ("coanimation", "/groupes/jeunesse/fichiers"),
    ("coanimation", "/agenda"),
    ("coanimation", "/agenda?groupe=jeunesse"),
    ("coanimation", "/agenda?mois=2026-11"),
    ("coanimation", "/mon-calendrier"),
    ("coanimation", "/planning"),
    ("deleguee", "/planning"),
    ("deleguee", "/planning/convocation"),
    ("deleguee", "conflicts"),
    ("deleguee", "move"),
    ("secretariat", "/calendrier-scolaire"),
    ("secretariat", "/calendrier-scolaire/1"),
    ("secretariat", "/calendrier-scolaire/1/retrait"),
    ("coanimation", "/groupes/jeunesse/reunions/nouvelle"),
    ("coanimation", "prepare"),
    ("coanimation", "drop-parked"),
    ("coanimation", "/groupes/jeunesse/points-en-attente"),
    ("coanimation", "/groupes/jeunesse/modifier"),
    ("coanimation", "/groupes/jeunesse/sondages/nouveau"),
    ("benevole", "substitute"),
    ("", "substitute-by-mail"),
    ("coanimation", "poll"),
    ("coanimation", "edit-poll"),
    ("coanimation", "close-poll"),
    ("coanimation", "close-poll-without"),
    ("benevole", "poll"),
    ("secretariat", "closed-poll"),
    ("", "poll-vote"),
    ("coanimation", "/groupes/jeunesse/message"),
    ("coanimation", "/groupes/jeunesse/invitations"),
    ("coanimation", "/groupes/jeunesse/membres/ajout"),
    ("coanimation", "remove-member"),
    ("secretariat", "request"),
    ("secretariat", "/groupes/jeunesse"),
    ("secretariat", "/groupes/nouveau"),
    ("secretariat", "/groupes/jeunesse/modifier"),
    ("secretariat", "/groupes/jeunesse/sommeil"),
    ("secretariat", "/groupes/jeunesse/cloture"),
    ("coanimation", "/actions"),
    ("coanimation", "/actions?retard=1"),
    ("coanimation", "/groupes/jeunesse/actions/nouvelle"),
    ("coanimation", "owners"),
    ("coanimation", "/actions/nouvelle"),
    ("secretariat", "/actions/nouvelle"),
    ("coanimation", "/decisions"),
    ("coanimation", "/representations"),
    ("secretariat", "seat-outside"),
    ("secretariat", "/representations/nouvelle"),
    ("secretariat", "edit-seat-outside"),
    ("secretariat", "end-seat-outside"),
    ("secretariat", "remove-seat-outside"),
    ("secretariat", "name-outside"),
    ("secretariat", "/representations/1/siege?personne=1"),
    ("secretariat", "end-name-outside"),
    ("secretariat", "put-off-outside"),
    ("secretariat", "report-back"),
    ("coanimation", "report-outside"),
    ("secretariat", "correct-report-outside"),
    ("secretariat", "/observatoire"),
    ("coanimation", "contradiction"),
    ("secretariat", "/observatoire/1/modifier"),
    ("secretariat", "/observatoire/1/retrait"),
    ("secretariat", "/observatoire/nouveau"),
    ("secretariat", "/observatoire/1/mesures/nouvelle"),
    ("secretariat", "/mesures/1"),
    ("secretariat", "/mesures/1/retrait"),
    ("secretariat", "/observatoire/import"),
    ("", "/ressources"),
    ("coanimation", "/ressources"),
    ("", "document"),
    ("coanimation", "document"),
    ("coanimation", "edit-document"),
    ("coanimation", "share-file"),
    ("secretariat", "/ressources/nouvelle"),
    ("coanimation", "/mes-heures"),
    ("coanimation", "correct-time"),
    ("coanimation", "/mes-heures/declarer"),
    ("coanimation", "edit-time"),
    ("coanimation", "remove-time"),
    ("coanimation", "/recherche"),
    ("benevole", "/recherche?q=reunions"),
    ("coanimation", "/projet"),
    ("coanimation", "next-meeting"),
    ("coanimation", "draft-meeting"),
    ("coanimation", "edit-meeting"),
    ("coanimation", "cancel-meeting"),
    ("coanimation", "/groupes/jeunesse/series/nouvelle"),
    ("", "/evenements"),
    ("benevole", "/evenements"),
    ("", "event"),
    ("benevole", "full-event"),
    ("deleguee", "full-event"),
    ("coanimation", "/groupes/jeunesse/evenements/nouveau"),
    ("deleguee", "edit-event"),
    ("deleguee", "cancel-event"),
    ("deleguee", "registrations"),
    ("", "ask-for-a-place"),
    ("", "confirm-place"),
    ("", "give-place-back"),
    ("", "/evenements/inscription/perimee"),
    ("benevole", "series"),
    ("deleguee", "call-series"),
    ("deleguee", "edit-series"),
    ("deleguee", "cancel-series"),
    ("coanimation", "invite-groups"),
    ("coanimation", "name-note-taker"),
    ("coanimation", "/centres"),
    ("coanimation", "/centres/1"),
    ("secretariat", "/centres?etat=pas-vus"),
    ("secretariat", "/centres/nouveau"),
    ("secretariat", "/centres/1/modifier"),
    ("secretariat", "/centres/1/salles/nouvelle"),
    ("secretariat", "/salles/1"),
    ("secretariat", "/centres/1/reunir"),
    ("partenaire", "/institutions"),
    ("secretariat", "/institutions/1"),
    ("secretariat", "/institutions/nouvelle"),
    ("secretariat", "/institutions/1/modifier"),
    ("coanimation", "remove-meeting"),
    ("coanimation", "edit-point"),
    ("coanimation", "remove-point"),
    ("coanimation", "file-of-point"),
    ("coanimation", "meeting-files"),
    ("coanimation", "remove-file"),
    ("coanimation", "held-meeting"),
    ("coanimation", "minutes"),
    ("coanimation", "papers"),
    ("secretariat", "board-meeting"),
    ("secretariat", "board-record"),
    ("ca", "/rapports"),
    ("ca", "annual-report"),
    ("ca", "/rapports/avancement"),
    ("ca", "/rapports/avancement/presentation"),
    ("ca", "present-year"),
    ("ca", "present-pact"),
    ("partenaire", "pact-report"),
    ("partenaire", "report"),
    ("coanimation", "draft-minutes"),
    ("coanimation", "comment-point"),
    ("coanimation", "answer-comment"),
    ("deleguee", "correct-point"),
    ("deleguee", "versions"),
    ("deleguee", "version"),
    ("ca", "/ca/propositions"),
    ("ca", "/ca/propositions?etat=repondues"),
    ("deleguee", "proposal"),
    ("coanimation", "close-meeting"),
    ("coanimation", "publication"),
    ("coanimation", "action"),
    ("coanimation", "decision"),
    ("coanimation", "item"),
    ("coanimation", "pact"),
    ("coanimation", "/pactes"),
    ("coanimation", "commitment"),
    ("partenaire", "gap"),
    ("partenaire", "answer-gap"),
    ("secretariat", "/pactes/nouveau"),
    ("secretariat", "pact"),
    ("secretariat", "/pactes/1/modifier"),
    ("secretariat", "/pactes/1/signataires"),
    ("secretariat", "/pactes/1/versions/0"),
    ("secretariat", "/pactes/1/avenants/nouveau"),
    ("secretariat", "/pactes/1/engagements/nouveau"),
    ("secretariat", "/pactes/1/fichiers"),
    ("secretariat", "/signataires/1"),
    ("secretariat", "/signataires/1/retrait"),
    ("secretariat", "/avenants/1"),
    ("secretariat", "/engagements/1/corriger"),
    ("secretariat", "/engagements/1/effacer"),
    ("secretariat", "charter"),
    ("secretariat", "/projets"),
    ("secretariat", "/projets/nouveau"),
    ("secretariat", "draft-project"),
    ("secretariat", "edit-project"),
    ("secretariat", "stages"),
    ("secretariat", "put-in-force"),
    ("secretariat", "add-line"),
    ("secretariat", "edit-line"),
    ("secretariat", "remove-line"),
    ("coanimation", "/lignes/1/versions"),
    ("ca", "/projet/liens"),
    ("ca", "/revues"),
    ("ca", "review"),
    ("ca", "open-review"),
    ("ca", "review-line"),
    ("ca", "close-review"),
    ("ca", "/projet?manques=1"),
    ("coanimation", "propose-review"),
    ("benevole", "next-meeting"),
    ("nouvelle", "/mon-espace"),
    ("nouvelle", "/groupes/jeunesse"),
    ("secretariat", "/courriers"),
    ("secretariat", "/tableau-de-bord"),
    ("secretariat", "/premiers-pas"),
    ("secretariat", "/reglages"),
    ("coanimation", "/annuaire"),
    ("coanimation", "/annuaire?nom=zzz"),
    ("coanimation", "person"),
    ("coanimation", "minor"),
    ("secretariat", "person"),
    ("secretariat", "edit-person"),
    ("coanimation", "/mon-profil"),
    ("coanimation", "/ma-connexion"),
    ("coanimation", "/ma-connexion/mot-de-passe"),
    ("coanimation", "/ma-connexion/adresse"),
    ("coanimation", "/ma-connexion/double-verification"),
    ("coanimation", "/ma-connexion/double-verification/arret"),
    ("coanimation", "/avis"),
    ("coanimation", "/avis/preferences"),
    ("ca", "/avis/preferences"),
    ("secretariat", "/premiers-pas"),
    ("secretariat", "/mandats"),
    ("secretariat", "/mandats?etat=termines"),
    ("secretariat", "/mandats/nouveau"),
    ("secretariat", "/mandats/nouveau?qui=be"),
    ("secretariat", "give-mandate"),
    ("secretariat", "edit-mandate"),
    ("secretariat", "end-mandate"),
    ("technique", "/reglages"),
    ("coanimation", "/mes-donnees"),
    ("coanimation", "/mes-donnees/effacement"),
    ("secretariat", "/registre"),
    ("secretariat", "/registre/courriers"),
    ("coanimation", "/registre"),
    ("secretariat", "/journal"),
    ("coanimation", "/groupes/jeunesse/journal"),
    ("coanimation", "history"),
    ("technique", "/journal"),
    ("coanimation", "/groupes/jeunesse/passer-la-main"),
    ("secretariat", "/groupes/jeunesse/passer-la-main"),
    ("secretariat", "handover"),
    ("technique", "/courriers"),
    ("technique", "/courriers/essai"),
    ("technique", "/mon-espace"),
    ("partenaire", "/mon-espace"),
    ("partenaire", "/projet"),
    ("partenaire", "pact"),
]


OF_JEUNESSE = (
    "SELECT m.id FROM meeting m JOIN working_group g ON g.id = m.group_id LEFT JOIN minutes c ON c.meeting_id = m.id "
    "WHERE g.slug = 'jeunesse' AND m.state = :meeting AND (c.state = :minutes OR c.state IS NULL) ORDER BY m.starts_at"
)
OF_BOARD = OF_JEUNESSE.replace("'jeunesse'", "'conseil-d-administration'")
NEXT, DRAFT = {"meeting": "called", "minutes": ""}, {"meeting": "draft", "minutes": ""}
HELD, PUBLISHED = {"meeting": "held", "minutes": "in_review"}, {"meeting": "held", "minutes": "published"}
POINT = (
    "SELECT a.id FROM agenda_item a JOIN meeting m ON m.id = a.meeting_id JOIN working_group g ON g.id = m.group_id "
    "WHERE g.slug = 'jeunesse' AND m.state = 'draft' ORDER BY a.id"
)
PUBLIC_EVENT = "SELECT meeting_id FROM event WHERE is_public"
FULL_EVENT = "SELECT meeting_id FROM registration WHERE is_waiting"
IN_SERIES = "SELECT id FROM meeting WHERE series_id IS NOT NULL ORDER BY starts_at"
DRAFT_PROJECT = "SELECT id FROM federal_project WHERE state = 'drafting'"
DRAFT_LINE = (
    "SELECT i.id FROM project_item i JOIN federal_project p ON p.id = i.project_id "
    "WHERE p.state = 'drafting' ORDER BY i.position"
)
OPEN_REVIEW = "SELECT id FROM review_sitting WHERE closed_at IS NULL"
OF_CAF = "SELECT c.id FROM commitment c JOIN signatory s ON s.id = c.signatory_id WHERE s.position = 2 ORDER BY c.id"
POLL = "SELECT id FROM date_poll WHERE closed_at IS NULL ORDER BY id"
VOTER = "SELECT id FROM poll_voter WHERE email IS NOT NULL ORDER BY id"
OF_COANIMATION = (
    "SELECT t.id FROM volunteer_time t JOIN person p ON p.id = t.person_id WHERE p.email = 'coanimation@example.org'"
)
SEAT_OUTSIDE = "SELECT id FROM external_mandate ORDER BY id"
CORRECTED = "SELECT c.meeting_id FROM minutes c JOIN minutes_version v ON v.minutes_id = c.id WHERE v.number = 2"
PLACES = {  # how to find a thing of the demonstration: its address, what to ask the database
    "next-meeting": ("/reunions/{}", OF_JEUNESSE, NEXT),
    "draft-meeting": ("/reunions/{}", OF_JEUNESSE, DRAFT),
    "prepare": ("/reunions/{}/preparation", OF_JEUNESSE, DRAFT),
    "drop-parked": ("/points-en-attente/{}/retrait", "SELECT id FROM parked_point ORDER BY id", {}),
    "edit-meeting": ("/reunions/{}/modifier", OF_JEUNESSE, NEXT),
    "event": ("/evenements/{}", PUBLIC_EVENT, {}),
    "full-event": ("/evenements/{}", FULL_EVENT, {}),
    "edit-event": ("/evenements/{}/modifier", FULL_EVENT, {}),
    "cancel-event": ("/evenements/{}/annulation", FULL_EVENT, {}),
    "registrations": ("/evenements/{}/inscriptions", FULL_EVENT, {}),
    "ask-for-a-place": ("/evenements/{}/inscription-sans-compte", PUBLIC_EVENT, {}),
    "series": ("/series/{}", "SELECT id FROM meeting_series", {}),
    "call-series": ("/series/{}/convocation", "SELECT id FROM meeting_series", {}),
    "edit-series": ("/reunions/{}/serie/modifier", IN_SERIES, {}),
    "cancel-series": ("/reunions/{}/serie/annulation", IN_SERIES, {}),
    "invite-groups": ("/reunions/{}/groupes-invites", OF_JEUNESSE, NEXT),
    "cancel-meeting": ("/reunions/{}/annulation", OF_JEUNESSE, NEXT),
    "name-note-taker": ("/reunions/{}/prise-de-notes", OF_JEUNESSE, NEXT),
    "remove-meeting": ("/reunions/{}/retrait", OF_JEUNESSE, DRAFT),
    "held-meeting": ("/reunions/{}", OF_JEUNESSE, HELD),
    "minutes": ("/reunions/{}/compte-rendu", OF_JEUNESSE, PUBLISHED),
    "board-meeting": ("/reunions/{}", OF_BOARD, NEXT),
    "board-record": ("/reunions/{}/compte-rendu", OF_BOARD, PUBLISHED),
    "annual-report": ("/rapports/annuel/{}", "SELECT max(year) FROM report", {}),
    "pact-report": ("/pactes/{}/bilan", "SELECT id FROM cooperation_pact ORDER BY id", {}),
    "present-year": ("/rapports/annuel/{}/presentation", "SELECT max(year) FROM report", {}),
    "present-pact": ("/pactes/{}/bilan/presentation", "SELECT id FROM cooperation_pact ORDER BY id", {}),
    "report": ("/rapports/{}", "SELECT id FROM report WHERE kind = 'pact'", {}),
    "papers": ("/reunions/{}/documents", OF_JEUNESSE, PUBLISHED),
    "draft-minutes": ("/reunions/{}/compte-rendu", OF_JEUNESSE, HELD),
    "comment-point": ("/reunions/{}/compte-rendu/remarque", OF_JEUNESSE, HELD),
    "answer-comment": ("/remarques/{}/reponse", "SELECT id FROM review_comment WHERE state = 'open' ORDER BY id", {}),
    "correct-point": (
        "/points/{}/correction",
        "SELECT a.id FROM agenda_item a JOIN minutes c ON c.meeting_id = a.meeting_id "
        "WHERE c.state = 'published' AND c.sealed_at IS NULL ORDER BY a.id DESC",
        {},
    ),
    "versions": ("/reunions/{}/compte-rendu/versions", CORRECTED, {}),
    "version": ("/reunions/{}/compte-rendu/versions/1", CORRECTED, {}),
    "proposal": ("/ca/propositions/{}", "SELECT id FROM board_proposal WHERE answer IS NULL ORDER BY id", {}),
    "close-meeting": ("/reunions/{}/cloture", OF_JEUNESSE, HELD),
    "publication": ("/reunions/{}/publication", OF_JEUNESSE, HELD),
    "edit-point": ("/points/{}", POINT, {}),
    "file-of-point": ("/points/{}/fichier", POINT, {}),
    "remove-point": ("/points/{}/retrait", POINT, {}),
    "meeting-files": ("/reunions/{}/fichiers", OF_JEUNESSE, PUBLISHED),
    "remove-file": (
        "/fichiers/{}/retrait",
        "SELECT f.id FROM file f JOIN working_group g ON g.id = f.group_id WHERE g.slug = 'jeunesse' ORDER BY f.id",
        {},
    ),
    "document": (  # its file has the longest name, in one word
        "/ressources/{}",
        "SELECT d.id FROM library_document d JOIN file f ON f.id = d.file_id WHERE d.is_public "
        "ORDER BY length(f.name) DESC",
        {},
    ),
    "edit-document": (
        "/ressources/{}/modifier",
        "SELECT d.id FROM library_document d JOIN working_group g ON g.id = d.group_id WHERE g.slug = 'jeunesse' "
        "ORDER BY d.id",
        {},
    ),
    "share-file": (
        "/fichiers/{}/partage",
        "SELECT f.id FROM file f JOIN working_group g ON g.id = f.group_id WHERE g.slug = 'jeunesse' "
        "AND f.id NOT IN (SELECT file_id FROM library_document WHERE file_id IS NOT NULL) ORDER BY f.id",
        {},
    ),
    "request": ("/demandes/{}", "SELECT id FROM join_request WHERE answered_at IS NULL ORDER BY id", {}),
    "remove-member": (
        "/membres/{}/retrait",
        "SELECT m.id FROM membership m JOIN working_group g ON g.id = m.group_id WHERE g.slug = 'jeunesse' "
        "AND m.left_on IS NULL ORDER BY m.id",
        {},
    ),
    "action": ("/actions/{}", "SELECT id FROM action_item WHERE published_at IS NOT NULL ORDER BY id DESC", {}),
    "handover": ("/passations/{}", "SELECT id FROM handover ORDER BY id", {}),
    "conflicts": ("/reunions/{}/conflits", OF_JEUNESSE, DRAFT),
    "move": ("/reunions/{}/deplacer", OF_JEUNESSE, DRAFT),
    "history": ("/historique/reunion/{}", "SELECT thing_id FROM journal_entry WHERE thing = 'meeting'", {}),
    "contradiction": ("/observatoire/{}", "SELECT id FROM indicator WHERE code = 'demo-etp'", {}),
    "owners": (
        "/actions/{}/responsables",
        "SELECT a.id FROM action_item a JOIN working_group g ON g.id = a.group_id WHERE g.slug = 'jeunesse' "
        "AND a.published_at IS NOT NULL ORDER BY a.id DESC",
        {},
    ),
    "decision": ("/decisions/{}", "SELECT number FROM decision WHERE published_at IS NOT NULL ORDER BY id DESC", {}),
    "item": ("/projet/{}", "SELECT id FROM project_item WHERE key = 'fp-92-2019-o3-act1'", {}),
    "person": ("/personnes/{}", "SELECT id FROM person ORDER BY id", {}),
    "edit-person": ("/personnes/{}/modifier", "SELECT id FROM person ORDER BY id", {}),
    "minor": (
        "/personnes/{}/autorisation",
        "SELECT m.person_id FROM membership m JOIN working_group g ON g.id = m.group_id WHERE g.slug = 'jeunesse' "
        "ORDER BY m.id",
        {},
    ),
    "give-mandate": ("/mandats/nouveau?personne={}", "SELECT id FROM person ORDER BY id", {}),
    "edit-mandate": ("/mandats/role/{}", "SELECT id FROM mandate ORDER BY id", {}),
    "end-mandate": ("/mandats/role/{}/fin", "SELECT id FROM mandate ORDER BY id", {}),
    "seat-outside": ("/representations/{}", SEAT_OUTSIDE, {}),
    "edit-seat-outside": ("/representations/{}/modifier", SEAT_OUTSIDE, {}),
    "end-seat-outside": ("/representations/{}/fin", SEAT_OUTSIDE, {}),
    "remove-seat-outside": ("/representations/{}/retrait", SEAT_OUTSIDE, {}),
    "name-outside": ("/representations/{}/siege", SEAT_OUTSIDE, {}),
    "end-name-outside": ("/representations/sieges/{}/fin", "SELECT id FROM representative WHERE ends_on IS NULL", {}),
    "put-off-outside": (
        "/representations/{}/reunion-annoncee",
        "SELECT id FROM external_mandate WHERE next_on IS NOT NULL",
        {},
    ),
    "report-back": ("/representations/{}/compte-rendu", SEAT_OUTSIDE, {}),
    "report-outside": ("/representations/comptes-rendus/{}", "SELECT report_id FROM mandate_report_version", {}),
    "correct-report-outside": ("/representations/comptes-rendus/{}/corriger", "SELECT id FROM mandate_report", {}),
    "correct-time": (
        "/mes-heures/reunions/{}",
        "SELECT a.id FROM attendance a JOIN meeting m ON m.id = a.meeting_id JOIN person p ON p.id = a.person_id "
        "WHERE p.email = 'coanimation@example.org' AND m.state = 'held' AND a.presence = 'present'",
        {},
    ),
    "edit-time": ("/mes-heures/{}", OF_COANIMATION, {}),
    "remove-time": ("/mes-heures/{}/retrait", OF_COANIMATION, {}),
    "substitute": ("/reunions/{}/remplacement", OF_JEUNESSE, NEXT),
    "poll": ("/sondages/{}", POLL, {}),
    "closed-poll": ("/sondages/{}", "SELECT id FROM date_poll WHERE closed_at IS NOT NULL ORDER BY id", {}),
    "edit-poll": ("/sondages/{}/modifier", POLL, {}),
    "close-poll": (
        "/sondages/{}",
        "SELECT p.id || '/cloture?date=' || o.id FROM date_poll p JOIN poll_option o ON o.poll_id = p.id "
        "WHERE p.closed_at IS NULL ORDER BY o.id",
        {},
    ),
    "close-poll-without": ("/sondages/{}/cloture", POLL, {}),
    "pact": ("/pactes/{}", "SELECT id FROM cooperation_pact ORDER BY id", {}),
    "draft-project": ("/projets/{}", DRAFT_PROJECT, {}),
    "edit-project": ("/projets/{}/modifier", DRAFT_PROJECT, {}),
    "stages": ("/projets/{}/etapes", DRAFT_PROJECT, {}),
    "put-in-force": ("/projets/{}/en-vigueur", DRAFT_PROJECT, {}),
    "add-line": ("/projets/{}/lignes/orientation", DRAFT_PROJECT, {}),
    "edit-line": ("/lignes/{}", DRAFT_LINE, {}),
    "remove-line": ("/lignes/{}/retrait", DRAFT_LINE, {}),
    "review": ("/revues/{}", "SELECT id FROM review_sitting WHERE closed_at IS NOT NULL ORDER BY id DESC", {}),
    "open-review": ("/revues/{}", OPEN_REVIEW, {}),
    "review-line": ("/revues/{}/lignes/5", OPEN_REVIEW, {}),
    "close-review": ("/revues/{}/cloture", OPEN_REVIEW, {}),
    "propose-review": ("/projet/{}/proposition", "SELECT id FROM project_item WHERE key = 'fp-92-2019-o3-act1'", {}),
    "charter": ("/pactes/{}", "SELECT id FROM cooperation_pact WHERE kind = 'charter'", {}),
    "commitment": ("/engagements/{}", OF_CAF, {}),
    "gap": ("/engagements/{}/ecart", OF_CAF, {}),
    "answer-gap": ("/ecarts/{}", "SELECT id FROM commitment_statement WHERE kind = 'gap' AND answer <> ''", {}),
}
BOB = "benevole@example.org"
WHO = "SELECT id FROM person WHERE email = :email"
SIGNED = {  # what a letter's link opens: its address, its purpose, what it says
    "answer-by-mail": (
        "/reponse/{}",
        "answer",
        lambda one: {
            "meeting": one(OF_JEUNESSE, **NEXT),
            "person": one(WHO, email=BOB),
            "address": mark_of(BOB),
        },
    ),
    "substitute-by-mail": (
        "/reponse/{}/remplacement",
        "answer",
        lambda one: {
            "meeting": one(OF_JEUNESSE, **NEXT),
            "person": one(WHO, email=BOB),
            "address": mark_of(BOB),
        },
    ),
    "poll-vote": (
        "/sondages/repondre/{}",
        "poll-vote",
        lambda one: {
            "voter": one(VOTER),
            "address": mark_of(one(VOTER.replace("id", "email", 1))),
        },
    ),
    "confirm-place": (
        "/evenements/inscription/{}",
        "event-register",
        lambda one: {"event": one(PUBLIC_EVENT), "name": "Zoé Zidane", "email": "zoe@example.org", "centre": 0},
    ),
    "give-place-back": (
        "/evenements/desinscription/{}",
        "event-withdraw",
        lambda one: {"registration": one("SELECT id FROM registration")},
    ),
    "stop": (
        "/courriers/arret/{}",
        "unsubscribe",
        lambda one: {
            "person": one(WHO, email=BOB),
            "kind": "groups/message",
            "group": 1,
            "address": mark_of(BOB),
        },
    ),
}


@pytest.fixture
def found(product):
    """The address of a thing of the demonstration, by its name in PLACES or in SIGNED."""

    def find(where):
        if where.startswith("/"):
            return where
        if where in SIGNED:
            pattern, purpose, says = SIGNED[where]
            with product.app().app_context():
                return pattern.format(sign(purpose, **says(product.one)))
        pattern, query, values = PLACES[where]
        value = product.one(query, **values)
        assert value is not None, f"the demonstration holds no {where}"
        return pattern.format(value)

    return find


# Words that nobody can read: out of the window with no way to scroll to them, or behind the edge of their own box.
CUT = """() => {
    const hiddenOnPurpose = part => part.closest(".visually-hidden, .visually-hidden-focusable, .skip-link, [hidden]");
    const scrolls = part => {
        for (let box = part; box; box = box.parentElement) {
            if (["auto", "scroll"].includes(getComputedStyle(box).overflowX)) return true;
        }
        return false;
    };
    const cut = [];
    for (const part of document.body.querySelectorAll("*")) {
        const own = [...part.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const isField = part.matches("input:not([type=hidden]), select, textarea, button");
        if (!own && !isField || !part.checkVisibility() || hiddenOnPurpose(part)) continue;
        const box = part.getBoundingClientRect();
        if (box.width <= 1) continue; // kept for screen readers alone
        if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(part)) cut.push(["outside", part]);
        const style = getComputedStyle(part);
        const clips = style.overflowX === "hidden" || style.overflowX === "clip";
        if (clips && own && part.scrollWidth > part.clientWidth + 1) cut.push(["clipped", part]);
    }
    return cut.map(([how, part]) => `${how}: ${part.outerHTML.slice(0, 160)}`);
}"""
# What stays in place while the page scrolls must leave most of the window to the page.
STAYS = """() => [...document.body.querySelectorAll("*")].filter(part => {
    const { position, top, bottom } = getComputedStyle(part);
    const stays = position === "fixed" || position === "sticky" && (top !== "auto" || bottom !== "auto");
    const box = part.getBoundingClientRect();
    return stays && part.checkVisibility() && box.width > innerWidth / 2;
}).reduce((height, part) => height + part.getBoundingClientRect().height, 0)"""


@pytest.fixture(scope="module")
def visit(chromium, address, signed_in):
    """`visit("benevole")`: one page for the whole file, signed in with that account; nothing moves on it."""
    pages = {}

    def page_of(account):
        if account not in pages:
            context = chromium.new_context(
                base_url=address, locale="fr-FR", storage_state=signed_in(account), reduced_motion="reduce"
            )
            context.add_init_script(path=AXE)  # the browser keeps it: nothing to send again with each page
            pages[account] = context.new_page()
            watch(pages[account], address)
        page = pages[account]
        page.troubles.clear()
        return page

    yield page_of
    for page in pages.values():
        page.context.close()


# Size of targets: what a bar that stays at the foot of the window half hides is seen whole once it is scrolled to.
AXE_SAYS = """async rules => {
    const { violations } = await axe.run(document, { ...rules, resultTypes: ["violations"] });
    for (const rule of violations.filter(({ id }) => id === "target-size")) {
        const small = [];
        for (const node of rule.nodes) {
            const target = document.querySelector(node.target[0]);
            target.scrollIntoView({ block: "center" });
            const again = await axe.run(target, { runOnly: { type: "rule", values: ["target-size"] } });
            if (again.violations.length) small.push(node);
        }
        rule.nodes = small;
    }
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
        `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`));
}"""
# All at once, since each question to a browser takes its time: the theme is there, all is painted, nothing moves.
LOOK = f"""async ([theme, rules]) => {{
    const painted = () => new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)));
    for (let waited = 0; document.documentElement.dataset.bsTheme !== theme; waited++) {{
        if (waited > 200) throw new Error(`the page does not take the ${{theme}} theme`);
        await painted();
    }}
    await painted(); // words that are seen ask for their letters
    if (document.fonts.status === "loading") {{
        await document.fonts.ready;
        await painted();
    }}
    await Promise.allSettled(document.getAnimations().map(moving => moving.finished));
    const faults = rules ? await ({AXE_SAYS})(rules) : [];
    return [faults, document.documentElement.scrollWidth, ({CUT})(), ({STAYS})()];
}}"""

HOLDS_OPEN = "() => document.querySelector('details[open]') !== null"


def look_at(page):
    """What is wrong with the page that is open, by size and theme; its script may still be folding panels."""
    wrong = []
    for size, asked in SIZES:
        page.set_viewport_size(size)
        if size["width"] == PHONE and page.evaluate(HOLDS_OPEN):
            page.reload()  # its panels start folded; without any, a phone would be sent and show the very same page
        for theme, rules in asked.items():
            page.emulate_media(color_scheme=theme)
            faults, wide, cut, stays = page.evaluate(LOOK, [theme, rules])
            faults += [f"the page is {wide} px wide"] if wide > size["width"] else []
            faults += cut
            faults += ["what stays in place covers half of the window"] if stays > size["height"] / 2 else []
            wrong += [f"{size['width']} px, {theme}: {fault}" for fault in faults]
    return wrong


@pytest.mark.parametrize(("account", "where"), PAGES, ids=lambda value: value or "visitor")
def test_everybody_can_read_the_page(visit, found, account, where):
    page = visit(account)
    page.set_viewport_size(SIZES[0][0])
    page.emulate_media(color_scheme="light")
    page.goto(found(where))
    assert look_at(page) == []
    assert page.troubles == []


def text_kept_on_the_device(page, found):
    page.goto("/groupes/jeunesse/message")
    page.get_by_label("Message").fill("Un texte\nque personne n’a reçu.")
    page.reload()
    page.locator(".kept-on-device").wait_for()


def notes_kept_on_the_device(page, found):
    page.route("**/points/*/notes", lambda route: route.abort())
    page.goto(found("held-meeting"))
    page.locator("#notes").fill("Pendant la coupure")
    page.locator(".notes-offline").wait_for()


def both_texts(page, found, keep=""):
    """Notes posted plainly, from a page that an earlier save overtook."""
    page.goto(found("held-meeting"))
    saved = page.evaluate(
        """() => {
            const form = document.querySelector("#notes-form");
            const body = new FormData(form);
            body.set("notes", `${form.elements.notes.value}\nUne ligne de plus`);
            return fetch(form.action, { method: "POST", body }).then(answer => answer.ok);
        }"""
    )
    assert saved
    with page.expect_navigation():
        page.evaluate(
            """keep => {
                const form = document.querySelector("#notes-form");
                form.elements.notes.value = "Une autre ligne, https://example.org/une-adresse-qui-ne-tient-pas-sur-le-telephone";
                form.insertAdjacentHTML("beforeend", `<input type="hidden" name="keep" value="${keep}">`);
                form.submit();
            }""",
            keep,
        )
    page.locator("#theirs").wait_for()


def both_texts_and_a_draft(page, found):
    both_texts(page, found, keep="theirs")
    page.locator("#draft").wait_for()


STATES = [text_kept_on_the_device, notes_kept_on_the_device, both_texts, both_texts_and_a_draft]


@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
def test_everybody_can_read_what_comes_after_a_gesture(visit, found, reach):
    page = visit("coanimation")
    page.set_viewport_size(SIZES[0][0])
    page.emulate_media(color_scheme="light")
    page.on("dialog", accept := lambda dialog: dialog.accept())
    reach(page, found)
    wrong = look_at(page)
    page.unroute_all()
    page.evaluate("localStorage.clear()")
    page.goto("/aide")
    page.remove_listener("dialog", accept)
    assert wrong == []
    assert page.troubles == []


# An address of a hundred signs at the end of whatever reads like a text, as somebody may paste one anywhere.
PASTE = """() => {
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const long = [];
    while (texts.nextNode()) {
        const part = texts.currentNode.parentElement;
        const isFixed = part.closest("button, svg, table, textarea, select, .visually-hidden");
        if (texts.currentNode.data.trim().length > 30 && !isFixed) long.push(texts.currentNode);
    }
    for (const text of long) text.data += " https://example.org/" + "adresse".repeat(12);
    return [long.length, document.documentElement.scrollWidth];
}"""
WRITTEN = ["/mon-espace", "/groupes/jeunesse", "/agenda", "/actions", "/projet", "/evenements", "/rapports/avancement"]


@pytest.mark.parametrize("where", WRITTEN)
def test_an_address_pasted_in_a_text_breaks_and_the_page_stays_as_wide_as_the_phone(browse, where):
    page = browse("coanimation", width=PHONE)
    page.goto(where)
    pasted, wide = page.evaluate(PASTE)
    assert pasted
    assert wide == PHONE


def test_scripts_ask_for_the_width_only_to_fold_panels():
    """Or `look_at` has to open every page again on the phone: what a script would change there, it would not see."""
    asks = re.compile(
        r"matchMedia\(\"[^\"]*width|innerWidth|outerWidth|clientWidth|offsetWidth|screen\.|visualViewport"
    )
    scripts = sorted(Path("static").glob("*.js"))
    found = [line.strip() for script in scripts for line in script.read_text().splitlines() if asks.search(line)]
    assert found == ['if (matchMedia("(max-width: 61.99rem)").matches) {']
    assert "details[open]" in (Path("static") / "app.js").read_text().partition(found[0])[2].splitlines()[1]


FAULTS = {  # what is done to a page, and what is then said of it
    "no alternative text": ("main.append(document.createElement('img'))", "image-alt"),
    "pale in the dark": ("main.querySelector('p').style.color = '#333'", "1280 px, dark: color-contrast"),
    "pale in the light": ("main.querySelector('p').style.color = '#ccc'", "1280 px, light: color-contrast"),
    "wide": ("main.style.minWidth = '700px'", "640 px, dark: the page is"),
    "words outside": (
        "main.querySelector('p').style.translate = '-700px'; main.style.overflow = 'hidden'",
        "outside: <p",
    ),
    "words clipped": (
        "Object.assign(main.querySelector('p').style, {overflow: 'hidden', whiteSpace: 'nowrap'})",
        "640 px, dark: clipped: <p",
    ),
    "small targets": (
        'main.insertAdjacentHTML(\'afterbegin\', \'<p><a class="d-inline-block" href="/">i</a>'
        '<a class="d-inline-block" href="/aide">j</a></p>\')',
        "1280 px, light: target-size",
    ),
    "a header that stays": (
        "Object.assign(main.style, {position: 'sticky', top: 0})",
        "what stays in place covers half of the window",
    ),
}


@pytest.mark.parametrize(("gesture", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_seen(visit, gesture, said):
    page = visit("")
    page.set_viewport_size(SIZES[0][0])
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.evaluate(f"const main = document.querySelector('main'); {gesture}")
    assert any(said in fault for fault in look_at(page))
