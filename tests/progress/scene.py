"""What meetings of Jeunesse decided for the project, published a week ago."""

from datetime import timedelta

from tests.cast import make_meeting
from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db
from workspace.meetings.models import MeetingState
from workspace.minutes.models import Decision, Minutes, MinutesState
from workspace.project.models import ProjectItem

TODO, DONE, DROPPED = ActionState.TODO, ActionState.DONE, ActionState.DROPPED


class Scene:
    """A held meeting of a group, its minutes published; things are recorded in it by their words."""

    def __init__(self, cast, group=None, days=-7, published=True):
        self.cast, self.group = cast, group or cast.jeunesse
        self.at = clock.now() - timedelta(days=1) if published else None
        self.meeting = make_meeting(self.group, MeetingState.HELD, days=days)
        self.point = self.meeting.points[0]
        self.minutes = Minutes(
            meeting=self.meeting,
            state=MinutesState.PUBLISHED if published else MinutesState.DRAFT,
            published_at=self.at,
        )
        db.session.add(self.minutes)
        db.session.commit()

    def _items(self, keys):
        return [self.cast.items[key] for key in keys]

    def action(self, title, *keys, state=TODO, due=9, **others):
        """`due` and `closed` are days from today."""
        today = clock.today()
        closed = today + timedelta(days=others.pop("closed", -1)) if state in (DONE, DROPPED) else None
        action = ActionItem(
            group=self.group, meeting=self.meeting, point=self.point, title=title, state=state, closed_on=closed,
            due_on=today + timedelta(days=due), published_at=self.at, items=self._items(keys),
            owners=[self.cast.bob], **others,
        )  # fmt: skip
        db.session.add(action)
        db.session.commit()
        return action

    def decision(self, text, *keys, **others):
        number = f"2026-{self.meeting.id}{len(text)}" if self.at else None
        decision = Decision(
            meeting=self.meeting, point=self.point, text=text, number=number, published_at=self.at,
            items=self._items(keys), **others,
        )  # fmt: skip
        db.session.add(decision)
        db.session.commit()
        return decision

    def serve(self, *keys):
        """The meeting's point serves these items."""
        db.session.refresh(self.point, ["items"])
        self.point.items = self._items(keys)
        db.session.commit()


def add_item(cast, key, kind, code, parent=None, text="Un texte du projet."):
    item = ProjectItem(
        project_id=cast.project.id, key=key, kind=kind, code=code, text=text, position=50 + len(cast.items),
        parent_id=cast.items[parent].id if parent else None,
    )  # fmt: skip
    db.session.add(item)
    db.session.commit()
    cast.items[key] = item
    return item


def measured(browser, address, connection):
    steps = []
    if connection.dialect.name == "sqlite":
        connection.connection.set_progress_handler(lambda: steps.append(1), 10)
    statements = len(browser.counted(address))
    if connection.dialect.name == "sqlite":
        assert steps
        connection.connection.set_progress_handler(None, 0)
    return statements, len(steps)


def history(cast, length):
    for number in range(length):
        scene = Scene(cast, days=-20 - number)
        scene.action(f"Close {number}", "o2-act1", "o1-act1", state=DONE, closed=-1 - number)
        scene.decision(f"Décidée {number}".ljust(80 - number), "o2-act1")
        scene.serve("o2-act1", "o2-obj1")
