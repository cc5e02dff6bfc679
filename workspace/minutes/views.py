"""The minutes page, their publication, the register of decisions."""

from functools import partial

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, may
from workspace.actions import lines
from workspace.actions import queries as actions
from workspace.approval import queries as approval
from workspace.files import queries as files
from workspace.forms import words_asked
from workspace.groups import queries as groups
from workspace.groups.models import GroupKind
from workspace.minutes import operations, queries
from workspace.minutes.forms import EndForm, MissingForm, ReviewForm
from workspace.minutes.models import Decision, DecisionEnd, Minutes
from workspace.minutes.pages import ahead_of
from workspace.pacts import queries as pacts
from workspace.pages import go_to, page, small_number
from workspace.project import queries as project
from workspace.representation import queries as representation
from workspace.reviews import queries as reviews
from workspace.running import queries as running
from workspace.statutes import queries as statutes

bp = Blueprint("minutes", __name__)


@bp.get("/reunions/<int:meeting_id>/compte-rendu")
@allow(Can.READ_MINUTES, Minutes, "meeting_id")
def show(minutes):
    is_published, leading = minutes.state == "published", may(current_user, Can.LEAD, minutes)
    body = minutes.group.holds_formal_records
    approvable = is_published and leading and not minutes.sealed_at
    around = approval.around(minutes)
    points, submitted = queries.agenda_with_submitted(minutes.meeting_id)
    attendances = queries.attendance_of(minutes)
    shared_out, cited = actions.of_meeting_and_cited(minutes.meeting, [point.notes for point in points])
    seats, told = people_around(minutes, leading) if not is_published else (None, [])
    return page(
        "minutes/show.html",
        minutes=minutes,
        comments=[] if is_published else approval.comments_of(minutes.meeting_id),
        versions=around.versions,
        approving_on=around.approving_on if approvable else None,
        meeting=minutes.meeting,
        points=points,
        told=partial(lines.told, cited=cited),
        vote_in_words=running.in_words,
        attendances=attendances,
        roll=statutes.roll_of(minutes.meeting, attendances, minutes.quorum if is_published else None, seats)
        if body
        else None,
        around=around,
        submitted=submitted,
        decisions=queries.decisions_of_meeting(minutes.meeting_id),
        files=files.by_point(minutes.meeting_id) if may(current_user, Can.READ_FILE, minutes.meeting) else {},
        actions=shared_out,
        ahead=ahead_of(current_user, minutes, bool(points), told, [], shared_out, around.following).on_minutes(),
        leaders=[] if body else groups.co_facilitations(minutes.group).get(minutes.group.id, []),
        review=reviews.of_meeting(minutes.meeting_id) if minutes.group.kind is GroupKind.BOARD else None,
    )


def people_around(minutes, leading):
    """Before publication: who sits in a body, and whom leads are about to tell."""
    if minutes.group.holds_formal_records:
        return statutes.seated_and_belonging(minutes.meeting)
    return None, groups.people_belonging(minutes.group_ids) if leading else []


@bp.route("/reunions/<int:meeting_id>/publication", methods=["GET", "POST"])
@allow(Can.LEAD, Minutes, "meeting_id")
def publish(minutes):
    if minutes.state == "published":
        return published_already(minutes)
    asked = missing_forms(minutes)
    wrong = [form for _, form in asked if request.method == "POST" and not form.validate()]
    if request.method == "POST" and not wrong:
        completed = [(action, form.chosen(), form.due_on.data) for action, form in asked]
        if operations.publish(minutes, current_user, completed).published_by_id != current_user.id:
            return published_already(minutes)
        flash(f"Le {minutes.group.minutes_name} est publié.")
        return go_to(url_for("minutes.show", meeting_id=minutes.meeting_id))
    status = 422 if wrong else 200
    return page("minutes/publish.html", status=status, **summary(minutes, asked), refused=bool(wrong))


def published_already(minutes):
    """Somebody was there before, at the same moment or long ago: it is told, and their text is shown."""
    by = f" par {minutes.published_by.short_name}" if minutes.published_by else ""
    flash(f"Ce {minutes.group.minutes_name} est déjà publié{by}. Personne n’a reçu de second courrier.")
    return go_to(url_for("minutes.show", meeting_id=minutes.meeting_id))


def missing_forms(minutes):
    """A form for each action that lacks its owner or its date."""
    incomplete = operations.incomplete_actions(minutes.meeting_id)
    people = groups.people_to_ask(*minutes.group_ids) if incomplete else []
    return [(action, MissingForm.about(action, people)) for action in incomplete]


def summary(minutes, asked):
    """What will be published, and who will be told."""
    shared_out = actions.of_meeting(minutes.meeting_id)
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "asked": asked,
        "decisions": queries.decisions_of_meeting(minutes.meeting_id),
        "actions": shared_out,
        "recipients": operations.recipients(minutes, shared_out),
        "waiting": approval.open_comments(minutes.meeting_id),
    }


@bp.get("/decisions")
@allow(Can.SEE_NETWORK)
def register():
    all_groups = groups.all_groups(with_closed=True)
    group = next((group for group in all_groups if group.slug == request.args.get("groupe")), None)
    item = project.item(request.args.get("objet", type=small_number))
    words = words_asked(request.args, "q", 200)
    return page(
        "minutes/register.html",
        decisions=queries.register(request.args.get("page", 1, type=small_number), group, item, words),
        groups=all_groups,
        group=group,
        items=project.items_to_serve(),
        item=item,
        words=words,
    )


@bp.get("/decisions/<number>")
@allow(Can.SEE_DECISION, Decision, "number")
def decision(decision):
    return decision_page(decision, ReviewForm(formdata=None, obj=decision), EndForm(formdata=None))


def decision_page(decision, review, end, status=200):
    point, items = queries.neighbours(decision)
    after, before = queries.chain(decision)
    return page(
        "minutes/decision.html",
        status=status,
        decision=decision,
        point=point,
        items=items,
        commitments=pacts.commitments_serving(items),
        actions=[action for action in actions.of_meeting(decision.meeting_id) if action.point_id == point.id],
        minutes=queries.of_meeting(decision.meeting),
        mandates=representation.given_by(decision.id) if may(current_user, Can.SEE_NETWORK) else [],
        after=after,
        before=before,
        review=review,
        end=end,
    )


@bp.post("/decisions/<number>/revoir")
@allow(Can.LEAD, Decision, "number")
def review_on(decision):
    form = ReviewForm()
    if not form.validate():
        return decision_page(decision, form, EndForm(formdata=None), 422)
    operations.review_on(decision, form.review_on.data)
    flash("La date est notée." if form.review_on.data else "Cette décision ne revient pas.")
    return go_to(url_for("minutes.decision", number=decision.number))


@bp.post("/decisions/<number>/fin")
@allow(Can.LEAD, Decision, "number")
def end_decision(decision):
    form = EndForm()
    if form.validate() and ended(decision, form):
        flash("C’est noté : les deux décisions se renvoient l’une à l’autre.")
        return go_to(url_for("minutes.decision", number=decision.number))
    return decision_page(decision, ReviewForm(formdata=None, obj=decision), form, 422)


def ended(decision, form):
    """Done, or said beside the number why not."""
    by = queries.numbered(form.number.data)
    if by is None:
        form.refused(form.number, operations.NOT_LATER)
        return False
    with form.objections(beside=form.number):
        operations.end_decision(decision, by, DecisionEnd(form.how.data))
    return not form.errors


@bp.post("/decisions/<number>/partenaires")
@allow(Can.LEAD, Decision, "number")
def show_to_partners(decision):
    operations.show_to_partners(decision, request.form.get("visible") == "oui")
    seen = "est visible des" if decision.visible_to_partners else "n’est plus visible des"
    flash(f"Cette décision {seen} partenaires.")
    return go_to(url_for("minutes.decision", number=decision.number))
