"""Inviting, one or many; adding somebody by name."""

from datetime import timedelta

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user

from workspace import limits, links
from workspace.access import Can, allow
from workspace.forms import status_of
from workspace.french import count, french
from workspace.groups import operations as groups_operations
from workspace.groups.models import Group
from workspace.inviting import lists, operations, queries, reading
from workspace.inviting.forms import ListForm, MemberForm, SendForm
from workspace.inviting.queries import Fate
from workspace.joining import queries as joining
from workspace.joining.models import Origin, PendingArrival
from workspace.pages import go_to, page, small_number
from workspace.pagination import paginated
from workspace.refusals import Refused

bp = Blueprint("inviting", __name__)
PURPOSE, GOOD_FOR = "list", timedelta(days=1)
MOST_LISTS = 30  # of one person in an hour


@bp.route("/groupes/<slug:slug>/invitations", methods=["GET", "POST"])
@allow(Can.CHANGE_MEMBERS, Group, "slug")
def invite(group):
    """What was given is shown line by line before anything is done."""
    groups_operations.refuse_when_closed(group)
    form, judged = ListForm(), []
    if form.validate_on_submit():
        limits.count("inviting", str(current_user.id), MOST_LISTS, timedelta(hours=1))
        judged = read(group, form)
    wrong = any(one.fate is Fate.WRONG for one in judged)
    kept = "" if wrong or not judged else pack(group, judged)
    status = 422 if form.is_submitted() and (wrong or not judged) else 200
    waiting = paginated(queries.invitations(group), request.args.get("page", 1, type=small_number))
    shown = {"form": form, "judged": judged, "kept": kept, "waiting": waiting}
    return page("inviting/invite.html", None, status, group=group, **shown)


def read(group, form):
    """The lines judged; else nothing, and why on the form."""
    centres, file = joining.centres(), form.file.data
    try:
        if file:
            with file.stream as stream:
                found = lists.of_table(reading.from_file(stream.read(reading.MOST_BYTES + 1)), centres)
        else:
            found = lists.of_addresses(reading.pasted(form.addresses.data), centres)
    except Refused as refusal:
        form.refused(form.file if file else form.addresses, french(refusal.message))
        return []
    return queries.judge(group, found)


def pack(group, judged):
    return links.sign(PURPOSE, group=group.id, lines=lists.packed([one.line for one in judged]))


@bp.post("/groupes/<slug:slug>/invitations/envoi")
@allow(Can.CHANGE_MEMBERS, Group, "slug")
def send(group):
    """The list as it was shown, all or nothing."""
    form = SendForm()
    said = links.read(PURPOSE, form.kept.data or "", GOOD_FOR) if form.validate_on_submit() else None
    if said is None or said["group"] != group.id:
        raise Refused("Cette liste date de trop longtemps : envoyez-la de nouveau.")
    lines = lists.unpacked(said["lines"])
    invited, added = operations.bring_in(group, lines, current_user._get_current_object())
    told = [count(number, *words) for number, words in ((invited, INVITED), (added, ADDED)) if number]
    flash(french(f"C’est fait : {', '.join(told)}.") if told else "Rien de nouveau : toutes y étaient déjà.")
    return go_to(url_for("inviting.invite", slug=group.slug))


INVITED = ("invitation part par courrier", "invitations partent par courrier")
ADDED = ("personne sans e-mail ajoutée", "personnes sans e-mail ajoutées")


@bp.post("/invitations/<int:id>/retrait")
@allow(Can.CHANGE_MEMBERS, PendingArrival)
def withdraw(invitation):
    if invitation.origin is not Origin.INVITATION:
        abort(404)
    operations.withdraw(invitation)
    flash("L’invitation est retirée : son lien ne sert plus.")
    return go_to(url_for("inviting.invite", slug=invitation.group.slug))


@bp.route("/groupes/<slug:slug>/membres/ajout", methods=["GET", "POST"])
@allow(Can.CHANGE_MEMBERS, Group, "slug")
def add_member(group):
    """Somebody without e-mail. A name that is known asks who it is."""
    groups_operations.refuse_when_closed(group)
    form = MemberForm(joining.centres())
    form.offer(queries.namesakes(form.first_name.data or "", form.last_name.data or ""))
    if form.validate_on_submit() and is_clear(form):
        by = current_user._get_current_object()
        person = operations.add_by_name(group, by=by, who=form.chosen, **form.typed())
        flash(french(f"{person.name} fait partie du groupe."))
        return go_to(url_for("groups.show", slug=group.slug, rubrique="membres"))
    return page("inviting/add_member.html", status=status_of(form), group=group, form=form)


def is_clear(form):
    """Nobody has that name, or which of them was said."""
    if form.who.choices and not form.who.data:
        form.refused(form.who, "Une personne porte déjà ce nom : dites qui vous ajoutez.")
    return not form.who.errors
