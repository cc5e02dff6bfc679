"""Coming in otherwise than by a password, and « Ma connexion »: what opens one's account, and where it is open."""

from datetime import timedelta

import segno
from flask import Blueprint, abort, flash, g, request, session, url_for
from flask_login import current_user, logout_user

from workspace import clock, links, replay
from workspace.access import Can, allow, may
from workspace.accounts import operations, queries, second_factor
from workspace.accounts.forms import (
    AskLinkForm,
    ChangeAddressForm,
    ChangePasswordForm,
    CodeForm,
    FreeForm,
    NewPasswordForm,
    SecondFactorForm,
    UseLinkForm,
    WithPassword,
)
from workspace.accounts.models import Purpose
from workspace.accounts.pages import come_in, halfway, known_device, open_session
from workspace.forms import begin_again, status_of
from workspace.pages import caller, go_to, page
from workspace.people import operations as people
from workspace.people import queries as people_queries
from workspace.people.models import Person, SignIn
from workspace.refusals import Refused
from workspace.settings import queries as queries_of_settings

HALF_A_DAY = timedelta(hours=12)  # to find a phone and install what it needs
JUST_CAME_IN = timedelta(minutes=15)
COME_IN_AGAIN = (
    "Vous n’avez pas de mot de passe. Pour montrer que c’est bien vous, déconnectez-vous, revenez par un lien reçu par"
    " courriel, puis refaites ce geste dans le quart d’heure."
)
bp = Blueprint("accounts", __name__)


@bp.after_request
def keep_nothing(response):
    """These pages hold links and codes: no cache keeps them."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


# ---- By a link ----


@bp.route("/connexion/lien", methods=["GET", "POST"])
@allow(Can.VISIT)
def ask_link():
    return ask(Purpose.SIGN_IN, "accounts/ask_link.html")


@bp.route("/mot-de-passe/oublie", methods=["GET", "POST"])
@allow(Can.VISIT)
def forgotten_password():
    return ask(Purpose.PASSWORD, "accounts/forgotten_password.html")


def ask(purpose, template):
    """The same answer whether the address is somebody's or nobody's."""
    form = AskLinkForm()
    if form.validate_on_submit():
        operations.ask_link(purpose, form.email.data, caller())
        return page("accounts/_link_sent.html", email=form.email.data)
    if not form.is_submitted():
        form.email.data = request.args.get("adresse", "")[:254]
    return page(template, status=status_of(form), form=form)


@bp.route("/connexion/lien/<link>", methods=["GET", "POST"])
@allow(Can.VISIT)
def use_link(link):
    """A GET only shows a button: mail servers follow links."""
    form, person = UseLinkForm(), queries.person_of_link(Purpose.SIGN_IN, link)
    if person is None:
        return page("accounts/_link_is_void.html", status=409, again="accounts.ask_link")
    if form.validate_on_submit():
        return come_in(operations.use_link(Purpose.SIGN_IN, link), form.remember.data)
    return page("accounts/use_link.html", form=form, link=link, person=person)


@bp.route("/mot-de-passe/<link>", methods=["GET", "POST"])
@allow(Can.VISIT)
def reset_password(link):
    form, person = NewPasswordForm(), queries.person_of_link(Purpose.PASSWORD, link)
    if person is None:
        return page("accounts/_link_is_void.html", status=409, again="accounts.forgotten_password")
    if form.validate_on_submit():
        with form.objections():
            operations.refuse_weak(person, form.password.data)
            operations.set_password(operations.use_link(Purpose.PASSWORD, link), form.password.data)
            return come_in(person, remember=False)
    return page("accounts/reset_password.html", status=status_of(form), form=form, link=link, person=person)


# ---- « Ma connexion » ----


@bp.get("/ma-connexion")
@allow(Can.ENTER)
def show():
    return page(
        "accounts/show.html",
        sessions=people_queries.open_sessions(current_user),
        current=g.sign_in.id,
        second_factor=queries.second_factor(current_user),
        codes_left=queries.recovery_codes_left(current_user),
    )


def is_confirmed(form):
    """Those who have a password give it again before what opens their account changes; the others have just come in
    by a link: a session left open is not enough.

    Raises:
        Refused: no password, and the session is not new.
    """
    if current_user.password_hash is None:
        if g.sign_in.created_at > clock.now() - JUST_CAME_IN:
            return True
        raise Refused(COME_IN_AGAIN)
    email = current_user.email or ""
    if operations.check_password(email, form.current.data or "", caller(), known_device(email)):
        return True
    form.refused(form.current, "Ce n’est pas votre mot de passe actuel.")
    return False


@bp.route("/ma-connexion/mot-de-passe", methods=["GET", "POST"])
@allow(Can.ENTER)
def change_password():
    form = ChangePasswordForm()
    if form.validate_on_submit() and is_confirmed(form):
        with form.objections():
            operations.set_password(current_user, form.password.data, session["sign_in"])
            flash("Votre mot de passe est changé. Vos autres sessions sont terminées.")
            return go_to(url_for("accounts.show"))
    return page("accounts/change_password.html", status=status_of(form), form=form)


@bp.route("/ma-connexion/adresse", methods=["GET", "POST"])
@allow(Can.ENTER)
def change_address():
    form = ChangeAddressForm()
    if form.validate_on_submit() and is_confirmed(form):
        with form.objections(beside=form.email):
            operations.ask_address(current_user, form.email.data)
            return page("accounts/_address_asked.html", email=form.email.data)
    return page("accounts/change_address.html", status=status_of(form), form=form)


@bp.route("/ma-connexion/adresse/<link>", methods=["GET", "POST"])
@allow(Can.VISIT)
def confirm_address(link):
    """Opened wherever the new mailbox is read, signed in or not."""
    found, person = queries.link(Purpose.ADDRESS, link), queries.person_of_link(Purpose.ADDRESS, link)
    if found is None or person is None:
        return page("accounts/_link_is_void.html", status=409, again="accounts.change_address")
    if request.method == "POST":
        operations.change_address(link)
        flash("Votre nouvelle adresse est en place : c’est avec elle que vous vous connectez.")
        return go_to(url_for("accounts.show"))
    return page("accounts/confirm_address.html", link=link, address=found.address)


@bp.post("/ma-connexion/sessions/<int:id>/fin")
@allow(Can.END_SESSION, SignIn)
def end_session(opened):
    people.sign_out(opened.token)
    flash("Cette session est terminée.")
    return go_to(url_for("accounts.show"))


@bp.post("/ma-connexion/sessions/fin")
@allow(Can.ENTER)
def sign_out_everywhere():
    people.sign_out_everywhere(current_user)
    logout_user()
    session.clear()
    flash("Toutes vos sessions sont terminées.")
    return go_to(url_for("people.sign_in"))


# ---- The second factor ----


@bp.route("/connexion/code", methods=["GET", "POST"])
@allow(Can.VISIT)
def enter_code():
    """The second step of signing in, for those who have a phone linked."""
    form, (person, remember) = CodeForm(), halfway()
    kept = replay.carried()
    if person is None:
        return go_to(url_for("people.sign_in", suite=request.args.get("suite")))
    if form.validate_on_submit():
        with form.objections(beside=form.one_time_code):
            second_factor.check_code(person, form.one_time_code.data, caller(), known_device(person.email or ""))
            return open_session(person, remember, request.args.get("suite", ""), kept, second_factor=True)
    return page("accounts/enter_code.html", status=status_of(form), form=form, kept=kept)


@bp.route("/ma-connexion/double-verification", methods=["GET", "POST"])
@allow(Can.ENTER)
def set_second_factor():
    """The secret travels in the form, signed: nothing is kept before the phone has shown that it knows it."""
    if queries.second_factor(current_user):
        return go_to(url_for("accounts.show"))
    form = SecondFactorForm()
    secret = secret_of(form)
    if form.validate_on_submit() and secret and is_confirmed(form):
        with form.objections(beside=form.one_time_code):
            codes = second_factor.turn_on(current_user, secret, form.one_time_code.data)
            g.sign_in.second_factor = True
            return page("accounts/_codes.html", codes=codes)
    return second_factor_page(form, secret or second_factor.new_secret())


def secret_of(form):
    said = links.read("phone", form.secret.data or "", HALF_A_DAY) or {}
    return said.get("secret") if said.get("person") == current_user.id else None


def second_factor_page(form, secret):
    begin_again(form.secret, links.sign("phone", person=current_user.id, secret=secret))
    address = second_factor.address_for_phone(secret, current_user, queries_of_settings.federation().short_name)
    # Phones read any mask: looking for the prettiest of the eight costs more than the rest of the page.
    picture = segno.make_qr(address, error="m", mask=4).svg_data_uri(scale=5, light="#fff", unit="")
    groups_of_four = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return page(
        "accounts/set_second_factor.html",
        status=status_of(form),
        form=form,
        picture=picture,
        address=address,
        secret=groups_of_four,
        is_owed=owes_second_factor(),
    )


@bp.route("/ma-connexion/codes-de-secours", methods=["GET", "POST"])
@allow(Can.ENTER)
def renew_codes():
    form = WithPassword()
    if queries.second_factor(current_user) is None:
        return go_to(url_for("accounts.show"))
    if form.validate_on_submit() and is_confirmed(form):
        return page("accounts/_codes.html", codes=second_factor.renew_codes(current_user))
    return page("accounts/renew_codes.html", status=status_of(form), form=form)


@bp.route("/ma-connexion/double-verification/arret", methods=["GET", "POST"])
@allow(Can.ENTER)
def stop_second_factor():
    form = WithPassword()
    if is_asked_of_them():
        raise Refused("La fédération demande la double vérification à votre compte : elle ne peut pas s’arrêter.")
    if form.validate_on_submit() and is_confirmed(form):
        second_factor.turn_off(current_user)
        flash("La double vérification est arrêtée.")
        return go_to(url_for("accounts.show"))
    return page("accounts/stop_second_factor.html", status=status_of(form), form=form)


@bp.route("/personnes/<int:id>/double-verification", methods=["GET", "POST"])
@allow(Can.FREE_ACCOUNT, Person)
def free(person):
    """For whoever lost phone and recovery codes. The command of the same name frees the last delegate."""
    form = FreeForm()
    if queries.second_factor(person) is None:
        return go_to(url_for("directory.show", id=person.id))
    if form.validate_on_submit():
        second_factor.free(person)
        flash(f"{person.name} peut se connecter sans code.")
        return go_to(url_for("directory.show", id=person.id))
    return page("accounts/free.html", status=status_of(form), form=form, someone=person)


def is_asked_of_them():
    """Whether the federation asks a second factor of the person who is signed in."""
    # Rights first: every page reads them, and the many who owe nothing need no setting read.
    return may(current_user, Can.OWE_SECOND_FACTOR) and queries_of_settings.federation().second_factor_required


def owes_second_factor():
    return current_user.is_authenticated and not g.sign_in.second_factor and is_asked_of_them()


OPEN_WITHOUT = {
    "static", "favicon", "settings.health", "settings.logo", "people.sign_out", "accounts.set_second_factor",
    # What the law promises to anyone, and the help that says how to do it.
    "about.legal", "about.personal_data", "about.accessibility", "about.help_index", "about.help_of_role",
}  # fmt: skip


@bp.before_app_request
def ask_for_second_factor():
    """Where the federation asks for it, nothing else opens before it is in place."""
    if request.endpoint in OPEN_WITHOUT or not owes_second_factor():
        return None
    if request.method == "GET":
        return go_to(url_for("accounts.set_second_factor"))
    abort(403)
