"""The public page, the groups, one group, and what those who lead it do."""

from uuid import uuid4

from flask import Blueprint, flash, request, url_for
from flask_login import current_user

from workspace.access import Can, allow, may, standing_of
from workspace.actions import queries as actions
from workspace.activity import queries as activity
from workspace.files import queries as files
from workspace.files.forms import FileForm
from workspace.forms import status_of
from workspace.french import count, french
from workspace.groups import operations, queries
from workspace.groups.forms import GroupForm, MessageForm, StateForm
from workspace.groups.models import Group, GroupState
from workspace.handover import queries as handover
from workspace.joining import queries as joining
from workspace.library import queries as library
from workspace.meetings import queries as meetings
from workspace.minutes import queries as minutes
from workspace.pages import go_to, page
from workspace.pagination import Page, paginated, within
from workspace.project import operations as project_operations
from workspace.project import queries as project
from workspace.proposals import queries as proposals
from workspace.proposals.operations import WORDS
from workspace.scheduling import queries as scheduling

bp = Blueprint("groups", __name__)
PAST_MEETINGS = 6  # on a page of a group's timeline


@bp.get("/")
@allow(Can.VISIT)
def home():
    in_force, roots = project.current(), project.roots_in_force()
    return page("groups/home.html", **all_of_them(), project=in_force, roots=roots, has_library=library.has_public())


@bp.get("/groupes")
@allow(Can.ENTER)
def index():
    insider = may(current_user, Can.SEE_NETWORK)
    return page(
        "groups/index.html",
        **all_of_them(),
        standing=standing_of(current_user),
        members=queries.member_counts() if insider else {},
        actions=actions.counts_by_group() if insider else {},
    )


def all_of_them():
    """What the public page and the groups' page share."""
    known = queries.all_groups(with_closed=True)
    living = [group for group in known if group.state is not GroupState.CLOSED]
    return {
        "groups": [group for group in living if group.is_working_group],
        "bodies": [group for group in living if not group.is_working_group],
        "closed": [group for group in known if group.state is GroupState.CLOSED],
        "leaders": queries.co_facilitations(),
        "coming": meetings.next_published_by_group(),
    }


@bp.get("/groupes/<slug:slug>")
@allow(Can.ENTER, Group, "slug")
def show(group):
    standing = standing_of(current_user)
    insider = may(current_user, Can.SEE_MEMBERS, group)
    counts, leading = activity.counts_of(group, standing), handover.leading(group)
    asked = request.args.get("rubrique", "")
    open_to_me = insider if asked != "fichiers" else may(current_user, Can.READ_FILE, group)
    section = asked if asked in SECTIONS and open_to_me else "reunions"
    content = SECTIONS[section] if insider or open_to_me else public_dates
    return page(
        "groups/show.html",
        group=group,
        counts=counts,
        section=section,
        insider=insider,
        leading=leading,
        leaders=leading.leaders,
        answer_words=WORDS,
        served=activity.served_by(group),
        **arrivals(group, standing),
        **content(group, counts, request.args.get("page", 1, int)),
    )


def arrivals(group, standing):
    """Who asks to come in, for those who answer; what one asked oneself; a welcome on the day one comes in."""
    is_in = group.id in standing.group_ids
    answers, is_new = may(current_user, Can.ANSWER_REQUESTS, group), is_in and "bienvenue" in request.args
    if answers:
        requests, mine = joining.awaiting_around(current_user, [group.id])
        my_request = next((one for one in mine if one.group_id == group.id), None)
    else:
        requests, my_request = [], None if is_in else joining.request_of(group, current_user.id)
    return {
        "requests": requests,
        "my_request": my_request,
        "is_new": is_new,
        "first_steps": activity.first_steps(group, current_user.id) if is_new else None,
    }


def public_dates(group, counts, number):
    """What anyone may know: when the group meets next."""
    return {"dates": scheduling.next_dates(group)}


def meetings_section(group, counts, number):
    standing = standing_of(current_user)
    number = within(number, counts.past, PAST_MEETINGS)
    shown = scheduling.timeline(standing, group, number, PAST_MEETINGS)
    return {
        "timeline": Page(shown, number, counts.past, PAST_MEETINGS),
        "facts": activity.facts_of(shown, standing, current_user.id),
        "next_actions": activity.next_actions(group),
        "last_decision": activity.last_decision(group),
    }


def actions_section(group, counts, number):
    return {"actions": actions.of_group(group, number)}


def decisions_section(group, counts, number):
    return {"decisions": minutes.register(number, group), "answers": proposals.last_answers(group)}


def members_section(group, counts, number):
    return {"members": paginated(queries.membership_of(group), number)}


def files_section(group, counts, number):
    found = paginated(files.of_group(standing_of(current_user), group), number)
    shares = found.rows and may(current_user, Can.LEAD, group)
    return {
        "files": found,
        "file_form": FileForm(formdata=None),
        "documents": library.of_files([file.id for file in found.rows]) if shares else {},
    }


SECTIONS = {
    "reunions": meetings_section,
    "actions": actions_section,
    "decisions": decisions_section,
    "membres": members_section,
    "fichiers": files_section,
}


@bp.route("/groupes/nouveau", methods=["GET", "POST"])
@allow(Can.MANAGE_GROUPS)
def create():
    form = GroupForm.to_create(queries.all_groups(), project.branches_to_serve())
    if form.validate_on_submit():
        with form.objections():
            group = operations.create_group(**form.typed())
            project_operations.serve(group, form.served())
            flash(french(f"« {group.name} » est créé."))
            return go_to(url_for("groups.show", slug=group.slug))
    return page("groups/create.html", status=status_of(form), form=form)


@bp.route("/groupes/<slug:slug>/modifier", methods=["GET", "POST"])
@allow(Can.EDIT_GROUP, Group, "slug")
def edit(group):
    operations.refuse_when_closed(group)
    manages, served = may(current_user, Can.MANAGE_GROUPS), project.items_served_by(group)
    form = GroupForm.to_edit(group, manages, project.branches_to_serve(), served)
    if form.validate_on_submit():
        with form.objections():
            operations.edit_group(group, form.revision.data, **form.typed())
            return edited(group, form)
    kept = form.against(group, served) if form.stale else []
    if form.stale and not kept:  # the same form came twice
        return edited(group, form)
    return page("groups/edit.html", status=status_of(form), group=group, form=form, kept=kept)


def edited(group, form):
    project_operations.serve(group, form.served())
    flash("Les changements sont enregistrés.")
    return go_to(url_for("groups.show", slug=group.slug))


@bp.route("/groupes/<slug:slug>/sommeil", methods=["GET", "POST"])
@allow(Can.MANAGE_GROUPS, Group, "slug")
def put_to_sleep(group):
    """A GET asks first."""
    operations.refuse_when_closed(group)
    if request.method == "GET":
        return page("groups/put_to_sleep.html", group=group)
    operations.put_to_sleep(group)
    flash("Le groupe est en sommeil.")
    return go_to(url_for("groups.show", slug=group.slug))


@bp.post("/groupes/<slug:slug>/reveil")
@allow(Can.MANAGE_GROUPS, Group, "slug")
def wake(group):
    operations.wake(group)
    flash("Le groupe est de nouveau actif.")
    return go_to(url_for("groups.show", slug=group.slug))


@bp.route("/groupes/<slug:slug>/cloture", methods=["GET", "POST"])
@allow(Can.MANAGE_GROUPS, Group, "slug")
def close(group):
    """A GET asks first, and says why the group ends."""
    form, dates = StateForm(), scheduling.next_dates(group)
    if form.validate_on_submit():
        operations.close_group(group, form.closing_note.data, len(dates))
        flash("Le groupe est clos.")
        return go_to(url_for("groups.show", slug=group.slug))
    operations.refuse_when_closed(group)
    return page("groups/close.html", status=status_of(form), group=group, form=form, dates=dates)


@bp.route("/groupes/<slug:slug>/message", methods=["GET", "POST"])
@allow(Can.WRITE_TO_GROUP, Group, "slug")
def write(group):
    """A message to each; the page says before who will get it."""
    operations.refuse_when_closed(group)
    form = MessageForm(form_id=uuid4().hex)
    if form.validate_on_submit():
        sender = current_user._get_current_object()
        left = operations.write_to_group(group, sender, form.subject.data, form.text.data, form.form_id.data)
        flash(french(f"Le message part : {count(left, 'courrier')}.") if left else "Ce message est déjà parti.")
        return go_to(url_for("groups.show", slug=group.slug))
    people = queries.names_of(group)
    return page("groups/write.html", status=status_of(form), group=group, form=form, people=people)
