"""Excused, with somebody instead: named from the meeting's page, or from a letter without signing in."""

from flask import Blueprint, flash, url_for
from flask_login import current_user

from workspace import links
from workspace.access import Can, allow
from workspace.forms import status_of
from workspace.meetings import mails
from workspace.meetings.models import Meeting
from workspace.meetings.queries import invited_by, stands_in
from workspace.pages import go_to, page
from workspace.substitutes import operations, queries
from workspace.substitutes.forms import SubstituteForm

bp = Blueprint("substitutes", __name__)


@bp.route("/reunions/<int:id>/remplacement", methods=["GET", "POST"])
@allow(Can.SEND_SUBSTITUTE, Meeting)
def name(meeting):
    here = url_for("substitutes.name", id=meeting.id)
    return naming("name", meeting, current_user, here, url_for("meetings.show", id=meeting.id))


@bp.route("/reponse/<token>/remplacement", methods=["GET", "POST"])
@allow(Can.VISIT)
def name_by_mail(token):
    """The link of a letter names somebody too; whoever stands in for another sends nobody instead of themselves."""
    invited = invited_by(links.read(mails.ANSWER, token, mails.LINK_LASTS))
    if invited is None or stands_in(invited.meeting, invited.person):
        return page("substitutes/name_by_mail.html", status=410, meeting=None)
    here, back = (url_for(where, token=token) for where in ("substitutes.name_by_mail", "meetings.answer_by_mail"))
    return naming("name_by_mail", invited.meeting, invited.person, here, back)


def naming(template, meeting, person, here, back):
    """The form and what it does; `back` is where one goes once it is done."""
    named = queries.named_by(meeting, person)
    form = SubstituteForm(data={"person": named.person.id if named else None})
    form.person.offer(queries.colleagues(meeting, person))
    if form.validate_on_submit():
        with form.objections(beside=form.person):
            flash(done(operations.name_substitute(meeting, person, form.person.data)))
            return go_to(back)
    context = {"meeting": meeting, "person": person, "address": here, "back": back}
    return page(f"substitutes/{template}.html", status=status_of(form), form=form, **context)


def done(substitute):
    if substitute is None:
        return "Votre absence est notée. Personne ne vous remplace."
    told = "est prévenu·e par un courrier" if substitute.email else "n’a pas d’adresse : prévenez cette personne"
    return f"Votre absence est notée. {substitute.name} vient à votre place, et {told}."
