"""What a form asks in secret is neither shown nor kept when the form is to be sent again."""

import re
from pathlib import Path

from wtforms import PasswordField
from wtforms.fields.core import UnboundField

from workspace import replay
from workspace.forms import BaseForm

ONE_TIME_CODE = re.compile(r"field\(form\.(\w+),[^)]*one-time-code")
OTHERS = {"one_time_code", "secret", "token"}  # typed or carried in sight: the phone's, the first run's


def forms(of=BaseForm):
    for form in of.__subclasses__():
        yield form
        yield from forms(form)


def fields():
    """The name and the class of each field of each form."""
    for form in forms():
        for name in dir(form):
            field = getattr(form, name)
            if isinstance(field, UnboundField):
                yield name, field.field_class


def test_every_password_and_code_of_a_form_is_a_secret(app):
    passwords = {name for name, kind in fields() if issubclass(kind, PasswordField)}
    codes = {name for page in Path("templates").rglob("*.html") for name in ONE_TIME_CODE.findall(page.read_text())}
    assert {"password", "current"} <= passwords
    assert codes == {"one_time_code"}
    assert passwords | codes <= replay.SECRETS, "say it in workspace/replay.py"


def test_what_is_not_secret_bears_another_name(app):
    """It would be lost with the secrets."""
    asked = replay.SECRETS - {"csrf_token"}
    assert {name for name, kind in fields() if name in asked and not issubclass(kind, PasswordField)} == OTHERS
    bearing = {form.__module__ for form in forms() for name in OTHERS if hasattr(form, name)}
    assert bearing == {"workspace.accounts.forms", "workspace.setup.forms"}
