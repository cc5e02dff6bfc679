"""Actions of Jeunesse, published unless said otherwise."""

from datetime import timedelta

from workspace import clock
from workspace.actions.models import ActionItem, ActionState
from workspace.database import db


def make_action(cast, title="Écrire aux réseaux", days=9, state=ActionState.TODO, published=True, **others):
    """An action of Bob's, due in some days (None: no date)."""
    given = {"group": cast.jeunesse, "owners": [cast.bob], "items": [cast.items["o2-act1"]]} | others
    action = ActionItem(
        title=title,
        due_on=None if days is None else clock.today() + timedelta(days=days),
        state=state,
        closed_on=clock.today() if state in (ActionState.DONE, ActionState.DROPPED) else None,
        published_at=clock.now() if published else None,
        **given,
    )
    db.session.add(action)
    db.session.commit()
    return action
