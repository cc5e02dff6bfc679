"""Putting the house together."""

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, session
from flask.templating import Environment as FlaskEnvironment
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter

from workspace import access, commands, config, database, errors, filters, pages, post, signs, static_files
from workspace.about import views as about
from workspace.accounts import commands as account_commands
from workspace.accounts import views as accounts
from workspace.actions import views as actions
from workspace.actions.models import ActionState
from workspace.agendas import views as agendas
from workspace.approval import views as approval
from workspace.backup import commands as backups
from workspace.centres import views as centres
from workspace.commitments import views as commitments
from workspace.demo import commands as demo
from workspace.directory import views as directory
from workspace.drafting import views as drafting
from workspace.events import views as events
from workspace.files import views as files
from workspace.followup import commands as reminders
from workspace.followup import views as followup
from workspace.groups import views as groups
from workspace.handover import views as handover
from workspace.imports import commands as imports
from workspace.inviting import views as inviting
from workspace.joining import views as joining
from workspace.journal import operations as journal_operations
from workspace.journal import views as journal
from workspace.library import views as library
from workspace.mandates import views as mandates
from workspace.meetings import views as meetings
from workspace.minutes import views as minutes
from workspace.notifications import views as notifications
from workspace.observatory import commands as observatory_commands
from workspace.observatory import views as observatory
from workspace.opendata import views as opendata
from workspace.pacts import views as pacts
from workspace.papers import views as papers
from workspace.people import operations as people_operations
from workspace.people import queries as people_queries
from workspace.people import views as people
from workspace.people.models import Person
from workspace.planning import views as planning
from workspace.polls import views as polls
from workspace.privacy import views as privacy
from workspace.progress import commands as progress
from workspace.project import views as project
from workspace.proposals import views as proposals
from workspace.reports import views as reports
from workspace.representation import views as representation
from workspace.reviews import views as reviews
from workspace.reviews.models import ReviewState
from workspace.running import views as running
from workspace.scheduling import commands as school_calendar
from workspace.scheduling import views as scheduling
from workspace.search import views as search
from workspace.series import views as series
from workspace.settings import queries as settings_queries
from workspace.settings import views as settings
from workspace.setup import commands as setup_commands
from workspace.setup import views as setup
from workspace.statutes import views as statutes
from workspace.substitutes import views as substitutes
from workspace.volunteering import views as volunteering

POLICY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
DOWNLOADED = "sandbox; default-src 'none'; frame-ancestors 'none'"  # a file, even if a browser displayed it
A_YEAR_OVER_HTTPS = "max-age=31536000"  # this name alone: what stands beside it is not ours to promise
BLUEPRINTS = (
    people,
    accounts,
    groups,
    setup,
    mandates,
    centres,
    directory,
    project,
    pacts,
    commitments,
    reviews,
    drafting,
    meetings,
    agendas,
    scheduling,
    polls,
    statutes,
    substitutes,
    planning,
    series,
    events,
    joining,
    inviting,
    files,
    library,
    minutes,
    running,
    approval,
    proposals,
    papers,
    representation,
    volunteering,
    reports,
    observatory,
    search,
    opendata,
    actions,
    notifications,
    followup,
    settings,
    journal,
    handover,
    about,
    privacy,
)


class SmallInteger(IntegerConverter):
    """Ids only: a number no database can hold is a page that does not exist, not an error."""

    def __init__(self, url_map: Any, **options: Any) -> None:
        super().__init__(url_map, **{"max": 2**31 - 1} | options)


class Slug(BaseConverter):
    regex = r"[a-z0-9][a-z0-9-]{0,79}"


class Environment(FlaskEnvironment):
    """Jinja's, whose templates share one table of globals: none here has its own, and a table in two layers is gone
    through again, name by name, each time a page imports macros."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application, from the environment's settings and what `overrides` replaces."""
    root = Path(__file__).parent.parent
    app = Flask("workspace", root_path=str(root), template_folder="templates", static_folder=None)
    app.config.from_mapping(config.from_environment() if overrides is None else overrides)
    app.url_map.converters |= {"int": SmallInteger, "slug": Slug}
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    # What was read stays: Jinja keeps 400 templates by itself, there are more, and each costs ten milliseconds to read.
    app.jinja_options = {"cache_size": -1}
    app.jinja_environment = Environment
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    database.init_app(app)
    Migrate(
        app,
        database.db,
        directory=str(root / "migrations"),
        render_as_batch=True,
        compare_type=True,
        render_item=lambda kind, what, _: "sa.DateTime()" if isinstance(what, database.UTCDateTime) else False,
    )
    csrf = CSRFProtect(app)
    Compress(app)
    post.init_app(app)
    filters.init_app(app)
    errors.init_app(app)
    static_files.init_app(app)
    signs.init_app(app)
    commands.init_app(app)
    imports.init_app(app)
    observatory_commands.init_app(app)
    progress.init_app(app)
    demo.init_app(app)
    backups.init_app(app)
    reminders.init_app(app)
    school_calendar.init_app(app)
    setup_commands.init_app(app)
    account_commands.init_app(app)
    setup.init_app(app)
    _sign_people_in(app)

    for views in BLUEPRINTS:
        app.register_blueprint(views.bp)
    csrf.exempt("workspace.notifications.views.stop")  # posted by mail readers: its signed link is its right
    app.jinja_env.globals |= {
        "url_for": pages.address,
        "may": access.may,
        "Can": access.Can,
        "ActionState": ActionState,
        "ReviewState": ReviewState,
        "unread_notices": access.unread_notices,
        "out_of_band": False,
        "trouble": "",
    }
    app.context_processor(lambda: {"federation": settings_queries.federation()})

    @app.after_request
    def say_our_policy(response: Response) -> Response:
        response.headers.update(POLICY_HEADERS)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = DOWNLOADED
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers["Strict-Transport-Security"] = A_YEAR_OVER_HTTPS
        if "Cache-Control" not in response.headers and current_user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    access.refuse_undeclared_routes(app)
    return app


def _sign_people_in(app: Flask) -> None:
    login = LoginManager(app)

    @app.before_request
    def say_who_acts() -> None:
        journal_operations.acts_through(lambda: current_user.id if current_user.is_authenticated else None)

    @app.teardown_request
    def nobody_acts_any_more(_: object) -> None:
        journal_operations.acts_through(lambda: None)

    login.session_protection = None  # it compares addresses, which phones change; the row in `sign_in` decides

    @login.user_loader
    def person_of(person_id: str) -> Person | None:
        opened = people_queries.open_session(session.get("sign_in", ""))
        if opened is None or str(opened.person_id) != person_id:
            return None
        people_operations.note_visit(opened)
        g.sign_in = opened
        return opened.person
