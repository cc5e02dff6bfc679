"""Signing in and out, and one's own page."""

from flask import Blueprint, request, session
from flask_login import current_user, login_user, logout_user

from workspace.access import Can, allow
from workspace.groups import queries as groups
from workspace.groups.round_table import seats
from workspace.pages import go_to, page, place_to_return
from workspace.people import operations
from workspace.people.forms import SignInForm
from workspace.project import queries as project

bp = Blueprint("people", __name__)


@bp.route("/connexion", methods=["GET", "POST"])
@allow(Can.VISIT)
def sign_in():
    form = SignInForm()
    if form.validate_on_submit():
        person = operations.check_password(form.email.data, form.password.data)
        if person:
            session.clear()
            session.permanent = True
            session["sign_in"] = operations.sign_in(person)
            login_user(person)
            return go_to(place_to_return(request.args.get("suite"), "/mon-espace"))
        form.refused(form.password, "L’adresse ou le mot de passe ne va pas. Vérifiez les deux, puis réessayez.")
    return page("people/sign_in.html", status=422 if form.is_submitted() else 200, form=form, **around())


def around():
    """The round table beside the sign-in form."""
    working_groups = [group for group in groups.all_groups() if group.is_working_group]
    return {"seats": seats(working_groups), "project": project.current()}


@bp.route("/deconnexion", methods=["GET", "POST"])
@allow(Can.VISIT)
def sign_out():
    """A GET only shows the button: a link followed by a machine signs nobody out."""
    if request.method == "GET" and current_user.is_authenticated:
        return page("people/sign_out.html")
    operations.sign_out(session.get("sign_in", ""))
    logout_user()
    session.clear()
    return go_to("/")


@bp.get("/mon-espace")
@allow(Can.ENTER)
def my_space():
    return page("errors/error.html", title="Mon espace", advice="")
