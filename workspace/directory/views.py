"""The directory, a person's page, one's own profile."""

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.accounts.queries import second_factor
from workspace.directory import operations, queries
from workspace.directory.forms import STATUSES, MinorForm, ProfileForm, asked
from workspace.forms import begin_again, status_of
from workspace.groups import queries as groups
from workspace.mandates import queries as mandates
from workspace.pages import go_to, page
from workspace.pagination import paginated
from workspace.people.models import Person

bp = Blueprint("directory", __name__)


@bp.get("/annuaire")
@allow(Can.SEE_NETWORK)
def index():
    known, centres = groups.all_groups(), queries.centres()
    filters = asked(request.args, known, centres)
    people = paginated(queries.people(filters), request.args.get("page", 1, int))
    belonging, standing = queries.groups_of(people.rows), standing_of(current_user)
    return page(
        "directory/index.html",
        people=people,
        filters=filters,
        groups=known,
        centres=centres,
        belonging=belonging,
        statuses=STATUSES,
        sees=lambda person: queries.sees_contacts(standing, person, belonging.get(person.id, [])),
    )


@bp.get("/personnes/<int:id>")
@allow(Can.SEE_PERSON, Person)
def show(person):
    held, before = mandates.of_person(person)
    return page(
        "directory/show.html",
        someone=queries.with_centre(person.id),
        belonging=queries.groups_of([person]).get(person.id, []),
        held=held,
        before=before,
        roles=mandates.ROLES,
        statuses=STATUSES,
        sees=may(current_user, Can.SEE_CONTACTS_OF, person),
        has_phone=may(current_user, Can.FREE_ACCOUNT, person) and second_factor(person) is not None,
    )


@bp.route("/mon-profil", methods=["GET", "POST"])
@allow(Can.ENTER)
def my_profile():
    return edit_profile(current_user._get_current_object(), "directory/my_profile.html", "directory.my_profile")


@bp.route("/personnes/<int:id>/modifier", methods=["GET", "POST"])
@allow(Can.EDIT_PERSON, Person)
def edit(person):
    refuse_erased(person)
    return edit_profile(person, "directory/edit.html", "directory.show", id=person.id)


def refuse_erased(person):
    """Of whoever erased their data nothing is written again."""
    if person.erased_at:
        abort(404)


def edit_profile(person, template, back, **named):
    form = ProfileForm.of(person, queries.centres())
    if form.validate_on_submit():
        with form.objections():
            operations.edit(person, form.seen.data, **form.typed())
            flash("Le profil est enregistré.")
            return go_to(url_for(back, **named))
    if form.stale:
        begin_again(form.seen, operations.version_of(person))
    return page(template, status=status_of(form), form=form, someone=person)


@bp.route("/personnes/<int:id>/autorisation", methods=["GET", "POST"])
@allow(Can.AUTHORISE_MINOR, Person)
def authorise_minor(person):
    refuse_erased(person)
    form = MinorForm(data={"is_minor": person.is_minor, "agreed_on": person.parents_agreed_on})
    if form.validate_on_submit():
        operations.authorise_minor(person, form.is_minor.data, form.agreed_on.data)
        flash("C’est noté.")
        return go_to(url_for("directory.show", id=person.id))
    return page("directory/authorise_minor.html", status=status_of(form), form=form, someone=person)
