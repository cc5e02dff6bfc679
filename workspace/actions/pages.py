"""What the page of one action shows; a gesture that is refused hands its form back to it."""

from functools import cached_property
from typing import Any

from flask import request
from flask_login import current_user

from workspace.access import Can, may
from workspace.actions import queries
from workspace.actions.forms import CommentForm, DueDateForm, StateForm
from workspace.actions.models import ActionEvent, ActionItem
from workspace.minutes import queries as minutes
from workspace.minutes.models import Decision, Minutes
from workspace.pacts import queries as pacts
from workspace.pages import small_number
from workspace.pagination import Page


class ActionPage:
    def __init__(self, action: ActionItem, **refused: Any) -> None:
        self.action = queries.whole(action)
        # An answer that is not about a form must not fill it with what was posted for another one.
        self.state_form = refused.get("state") or StateForm(formdata=None)
        self.due_date_form = refused.get("due_date") or DueDateForm(formdata=None)
        self.comment_form = refused.get("comment") or CommentForm(formdata=None)

    @cached_property
    def minutes(self) -> Minutes | None:
        return minutes.of_meeting(self.action.meeting) if self.action.meeting else None

    @cached_property
    def decisions(self) -> list[Decision]:
        """What was decided on the same point, and may be read."""
        decided = minutes.decisions_of_point(self.action.point_id)
        return [decision for decision in decided if may(current_user, Can.SEE_DECISION, decision)]

    @cached_property
    def commitments(self) -> Any:
        return pacts.commitments_serving(self.action.items)

    @cached_property
    def history(self) -> Page[ActionEvent]:
        return queries.history(self.action, request.args.get("page", 1, type=small_number))
