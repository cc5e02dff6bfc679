"""The demonstration's reviews of progress: two past ones of the board, one under way, what a group proposes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workspace import clock
from workspace.database import db
from workspace.demo import content
from workspace.drafting import operations as drafting
from workspace.groups.models import Group
from workspace.meetings.models import Meeting, MeetingState
from workspace.people.models import Person
from workspace.progress import queries as progress
from workspace.project.models import FederalProject, GroupLink, ItemKind, LinkState, ProjectItem
from workspace.reviews.models import ProgressReview, ReviewProposal, ReviewState, Sitting

BOARD = "conseil-d-administration"


def hold_reviews(
    people: Mapping[str, Person], groups: Mapping[str, Group], items: Mapping[str, ProjectItem], project: FederalProject
) -> None:
    """Each joined to a past meeting of the board; the figures are those of the day of loading."""
    told = content.read("reviews")
    held = (
        select(Meeting)
        .where(Meeting.group_id == groups[BOARD].id, Meeting.state == MeetingState.HELD)
        .order_by(Meeting.starts_at.desc())
    )
    meetings = list(db.session.scalars(held.limit(5)))
    counts = progress.counts_of([item.id for item in items.values()])
    for given in told["sittings"]:
        meeting = (
            meetings[min(given["meetings_ago"], len(meetings) - 1)] if meetings and "meetings_ago" in given else None
        )
        at = meeting.ends_at if meeting else clock.now() - timedelta(hours=3)
        sitting = Sitting(
            project_id=project.id, meeting_id=meeting.id if meeting else None, opened_at=at,
            opened_by_id=people[given["by"]].id, summary=given.get("summary", ""),
            closed_at=at if "summary" in given else None,
            closed_by_id=people[given["by"]].id if "summary" in given else None,
        )  # fmt: skip
        db.session.add(sitting)
        db.session.flush()
        for said in given["said"]:
            item = items[said["item"]]
            counted = counts.get(item.id, progress.Counts())
            db.session.add(
                ProgressReview(
                    sitting_id=sitting.id,
                    item_id=item.id,
                    person_id=people[given["by"]].id,
                    at=at,
                    **_words(said),
                    closed=counted.closed,
                    open=counted.open,
                    late=counted.late,
                    dropped=counted.dropped,
                    decisions=counted.decisions,
                )  # fmt: skip
            )
        db.session.flush()
    for said in told["proposals"]:
        at = clock.now() - timedelta(days=said["days"])
        by = people[said["by"]].id
        db.session.add(ReviewProposal(item_id=items[said["item"]].id, person_id=by, at=at, **_words(said)))
    prepare_the_next(told["next"], project)
    for slug, key in told["validated"]:
        link = select(GroupLink).where(GroupLink.group_id == groups[slug].id, GroupLink.item_id == items[key].id)
        db.session.scalars(link).one().state = LinkState.VALIDATED
    db.session.flush()


def prepare_the_next(told: dict[str, Any], project: FederalProject) -> None:
    """The project « en élaboration », begun with its stages and its first lines."""
    starts_on = project.ends_on + timedelta(days=1)
    ends_on = starts_on.replace(year=starts_on.year + 3, month=12, day=31)
    made = drafting.create_project(told["title"], starts_on, ends_on, "")
    stages = [(clock.today() + timedelta(days=one["days"]), one["text"]) for one in told["stages"]]
    drafting.write_stages(made, stages)
    for given in told["orientations"]:
        orientation = drafting.add_item(made, None, ItemKind.ORIENTATION, given["text"])
        for text in given["objectives"]:
            drafting.add_item(made, orientation, ItemKind.OBJECTIVE, text)


def _words(said: dict[str, Any]) -> dict[str, Any]:
    return {"state": ReviewState(said["state"]), "text": said["text"], "difficulty": said.get("difficulty", "")}
