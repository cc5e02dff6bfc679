"""Who gets what on every route: the table is complete, and it is what the application answers.

A GET by nobody goes to the sign-in page (303), a POST answers 401. A POST that may pass is sent empty: what counts is
that it is neither 401 nor 403 (422 asks for something, 303 went on, 409 is refused by the state of the thing).

One scene serves the whole file: each answer is asked for in a transaction of its own, then undone. What pages say is
for the tests of each gesture.
"""

import contextvars
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import cast as theatre
from tests.browser import Client
from tests.cast import add_cleo, make_cast, make_meeting
from tests.conftest import settings as of_trials
from tests.conftest import undoing
from tests.events.scene import make_event
from tests.library.scene import file_of, share
from tests.minutes.scene import make_held_meeting
from tests.observatory.scene import make_measure
from tests.pacts.scene import commitment_of, pact_of
from tests.polls.scene import open_poll
from tests.representation.scene import make_mandate, make_report
from tests.series.scene import make_series
from tests.settings.pictures import picture
from tests.volunteering.scene import declare, presence_of
from workspace import clock, errors, links
from workspace.about import views as about
from workspace.access import POLICY, delegate, staff
from workspace.actions import queries as actions
from workspace.actions.models import ActionEvent, EventKind
from workspace.agendas.operations import park_point
from workspace.app import create_app
from workspace.approval import operations as approval
from workspace.database import db
from workspace.documents import pages as document_pages
from workspace.events.mails import CONFIRM, WITHDRAW
from workspace.events.models import Registration
from workspace.files import operations as files
from workspace.groups.queries import membership
from workspace.handover import operations as handover
from workspace.handover import queries as handover_queries
from workspace.inviting import operations as inviting
from workspace.inviting.lists import Line
from workspace.joining import operations as joining
from workspace.joining.mails import LINK
from workspace.joining.models import JoinRequest, PendingArrival
from workspace.meetings.models import MeetingState, PointKind, Proxy, VoteKind
from workspace.minutes import operations, queries
from workspace.minutes.models import BoardProposal
from workspace.notifications.models import Notice
from workspace.notifications.telling import unsubscribe_url
from workspace.pacts import operations as pacts
from workspace.pacts.models import CommitmentKind
from workspace.people.models import Institution, Room, SignIn, Status
from workspace.polls import mails as poll_mails
from workspace.polls import queries as poll_queries
from workspace.post import Letter
from workspace.project.models import GroupLink
from workspace.reports import operations as reports
from workspace.representation.models import Representative
from workspace.reviews import operations as reviews
from workspace.reviews.models import ReviewState
from workspace.running.operations import take_vote
from workspace.scheduling import operations as scheduling
from workspace.scheduling.models import SchoolHoliday
from workspace.settings import operations as settings
from workspace.settings.queries import federation

PASSES = "passes"
WHO = (*theatre.WHO, "cleo")  # she leads another group than the one whose things are asked for
ALL = dict.fromkeys(WHO, PASSES)
SIGNED_IN = dict.fromkeys(WHO[1:], PASSES)
NETWORK = SIGNED_IN | {"paul": 403, "tess": 403}
NOT_TECHNICAL = SIGNED_IN | {"tess": 403}
LEADS = dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("alice", "stan", "dora"), PASSES)
STEERS = dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("stan", "dora"), PASSES)
THERE = dict.fromkeys(WHO[1:], 403) | {"alice": PASSES, "bob": PASSES}  # at the meeting
NOTES = LEADS | {"bob": PASSES}  # whom Alice named for these meetings
FEDERATION = LEADS | {"alice": 403}
REPORTS = FEDERATION | {"bea": PASSES}
REVIEWS = FEDERATION | {"bea": PASSES}
PROPOSES = dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("alice", "cleo"), PASSES)  # whoever leads a group
SITS = FEDERATION | dict.fromkeys(("bob", "carl"), PASSES)  # outside, for the federation
OF_BOB = dict.fromkeys(WHO[1:], 403) | {"bob": PASSES}  # nobody else's, not even for those who steer
SPEAKS = FEDERATION | {"bea": PASSES, "paul": PASSES}  # of a commitment: Paul comes from the Caf, whose word it is

MATRIX = {
    # what                                       who
    ("GET", "static"): ALL,
    ("GET", "favicon"): ALL,
    ("GET", "settings.health"): ALL,
    ("GET", "settings.logo"): ALL,
    ("GET", "settings.index"): FEDERATION | {"tess": PASSES},
    ("POST", "settings.save"): FEDERATION,
    ("POST", "settings.keep_logo"): FEDERATION,
    ("POST", "settings.remove_logo"): FEDERATION,
    ("GET", "mandates.index"): FEDERATION,
    ("GET", "mandates.give"): FEDERATION,
    ("POST", "mandates.give"): FEDERATION,
    ("GET", "mandates.edit"): FEDERATION,
    ("POST", "mandates.edit"): FEDERATION,
    ("GET", "mandates.end"): FEDERATION,
    ("POST", "mandates.end"): FEDERATION,
    ("GET", "representation.index"): NETWORK,
    ("GET", "representation.export"): NETWORK,
    ("GET", "representation.show"): NETWORK,
    ("GET", "representation.create"): FEDERATION,
    ("POST", "representation.create"): FEDERATION,
    ("GET", "representation.edit"): FEDERATION,
    ("POST", "representation.edit"): FEDERATION,
    ("GET", "representation.end"): FEDERATION,
    ("POST", "representation.end"): FEDERATION,
    ("GET", "representation.remove"): FEDERATION,
    ("POST", "representation.remove"): FEDERATION,
    ("GET", "representation.name"): FEDERATION,
    ("POST", "representation.name"): FEDERATION,
    ("GET", "representation.end_seat"): FEDERATION,
    ("POST", "representation.end_seat"): FEDERATION,
    ("GET", "representation.report"): SITS,
    ("POST", "representation.report"): SITS,
    ("GET", "representation.put_off"): SITS,
    ("POST", "representation.put_off"): SITS,
    ("GET", "representation.read"): SITS | {"bea": PASSES},  # kept from the network
    ("GET", "representation.correct"): FEDERATION | {"bob": PASSES},  # who wrote it
    ("POST", "representation.correct"): FEDERATION | {"bob": PASSES},
    ("GET", "volunteering.index"): SIGNED_IN,
    ("GET", "volunteering.table"): SIGNED_IN,
    ("GET", "volunteering.certificate"): SIGNED_IN,
    ("GET", "volunteering.correct"): OF_BOB,
    ("POST", "volunteering.correct"): OF_BOB,
    ("POST", "volunteering.put_back"): OF_BOB,
    ("GET", "volunteering.declare"): SIGNED_IN,
    ("POST", "volunteering.declare"): SIGNED_IN,
    ("GET", "volunteering.edit"): OF_BOB,
    ("POST", "volunteering.edit"): OF_BOB,
    ("GET", "volunteering.remove"): OF_BOB,
    ("POST", "volunteering.remove"): OF_BOB,
    ("GET", "directory.index"): NETWORK,
    ("GET", "directory.show"): NETWORK,
    ("GET", "directory.my_profile"): SIGNED_IN,
    ("POST", "directory.my_profile"): SIGNED_IN,
    ("GET", "directory.edit"): FEDERATION | {"bob": PASSES},
    ("POST", "directory.edit"): FEDERATION | {"bob": PASSES},
    ("GET", "directory.authorise_minor"): LEADS,
    ("POST", "directory.authorise_minor"): LEADS,
    ("GET", "centres.index"): NETWORK,
    ("GET", "centres.show"): NETWORK,
    ("GET", "centres.institutions"): NOT_TECHNICAL,
    ("GET", "centres.institution"): NOT_TECHNICAL,
    ("GET", "centres.create"): FEDERATION,
    ("POST", "centres.create"): FEDERATION,
    ("GET", "centres.edit"): FEDERATION,
    ("POST", "centres.edit"): FEDERATION,
    ("GET", "centres.add_room"): FEDERATION,
    ("POST", "centres.add_room"): FEDERATION,
    ("GET", "centres.edit_room"): FEDERATION,
    ("POST", "centres.edit_room"): FEDERATION,
    ("GET", "centres.merge"): FEDERATION,
    ("POST", "centres.merge"): FEDERATION,
    ("GET", "centres.create_institution"): FEDERATION,
    ("POST", "centres.create_institution"): FEDERATION,
    ("GET", "centres.edit_institution"): FEDERATION,
    ("POST", "centres.edit_institution"): FEDERATION,
    ("GET", "setup.first_run"): dict.fromkeys(WHO, 404),
    ("POST", "setup.first_run"): dict.fromkeys(WHO, 404),
    ("GET", "setup.next_steps"): FEDERATION,
    ("GET", "groups.home"): ALL,
    ("GET", "about.help_index"): ALL,
    ("GET", "about.help_of_role"): ALL,
    ("GET", "about.accessibility"): ALL,
    ("GET", "about.legal"): ALL,
    ("GET", "about.personal_data"): ALL,
    ("GET", "people.sign_in"): ALL,
    ("POST", "people.sign_in"): ALL,
    ("GET", "people.sign_out"): ALL,
    ("POST", "people.sign_out"): ALL,
    ("GET", "accounts.ask_link"): ALL,
    ("POST", "accounts.ask_link"): ALL,
    ("GET", "accounts.use_link"): ALL,
    ("POST", "accounts.use_link"): ALL,
    ("GET", "accounts.forgotten_password"): ALL,
    ("POST", "accounts.forgotten_password"): ALL,
    ("GET", "accounts.reset_password"): ALL,
    ("POST", "accounts.reset_password"): ALL,
    ("GET", "accounts.enter_code"): ALL,
    ("POST", "accounts.enter_code"): ALL,
    ("GET", "accounts.show"): SIGNED_IN,
    ("GET", "accounts.change_password"): SIGNED_IN,
    ("POST", "accounts.change_password"): SIGNED_IN,
    ("GET", "accounts.change_address"): SIGNED_IN,
    ("POST", "accounts.change_address"): SIGNED_IN,
    ("GET", "accounts.confirm_address"): ALL,
    ("POST", "accounts.confirm_address"): ALL,
    ("POST", "accounts.end_session"): dict.fromkeys(WHO[1:], 403) | {"bob": PASSES},
    ("POST", "accounts.sign_out_everywhere"): SIGNED_IN,
    ("GET", "accounts.set_second_factor"): SIGNED_IN,
    ("POST", "accounts.set_second_factor"): SIGNED_IN,
    ("GET", "accounts.renew_codes"): SIGNED_IN,
    ("POST", "accounts.renew_codes"): SIGNED_IN,
    ("GET", "accounts.stop_second_factor"): SIGNED_IN,
    ("POST", "accounts.stop_second_factor"): SIGNED_IN,
    ("GET", "accounts.free"): FEDERATION,
    ("POST", "accounts.free"): FEDERATION,
    ("GET", "people.my_space"): SIGNED_IN,
    ("POST", "people.mark_news_read"): SIGNED_IN,
    ("GET", "groups.index"): SIGNED_IN,
    ("GET", "groups.show"): SIGNED_IN,
    ("GET", "joining.write_in"): ALL,
    ("POST", "joining.write_in"): ALL,
    ("GET", "joining.arrive"): ALL,
    ("POST", "joining.arrive"): ALL,
    ("POST", "joining.join"): NETWORK,
    ("GET", "joining.show_request"): LEADS,
    ("POST", "joining.accept"): LEADS,
    ("POST", "joining.refuse"): LEADS,
    ("POST", "joining.withdraw"): dict.fromkeys(WHO[1:], 403) | {"nora": PASSES},
    ("GET", "inviting.invite"): LEADS,
    ("POST", "inviting.invite"): LEADS,
    ("POST", "inviting.send"): LEADS,
    ("POST", "inviting.withdraw"): LEADS,
    ("GET", "inviting.add_member"): LEADS,
    ("POST", "inviting.add_member"): LEADS,
    ("GET", "joining.remove"): LEADS,
    ("POST", "joining.remove"): LEADS,
    ("POST", "joining.leave"): dict.fromkeys(WHO[1:], 403) | {"alice": PASSES, "bob": PASSES},
    ("GET", "groups.create"): FEDERATION,
    ("POST", "groups.create"): FEDERATION,
    ("GET", "groups.edit"): LEADS,
    ("POST", "groups.edit"): LEADS,
    ("GET", "groups.put_to_sleep"): FEDERATION,
    ("POST", "groups.put_to_sleep"): FEDERATION,
    ("POST", "groups.wake"): FEDERATION,
    ("GET", "groups.close"): FEDERATION,
    ("POST", "groups.close"): FEDERATION,
    ("GET", "groups.write"): LEADS,
    ("POST", "groups.write"): LEADS,
    ("GET", "agendas.prepare"): LEADS,
    ("POST", "agendas.prepare"): LEADS,
    ("GET", "agendas.park"): LEADS | {"bob": PASSES},
    ("POST", "agendas.park"): LEADS | {"bob": PASSES},
    ("POST", "agendas.place"): LEADS,
    ("GET", "agendas.drop"): LEADS,
    ("POST", "agendas.drop"): LEADS,
    ("POST", "agendas.move"): LEADS,
    ("POST", "agendas.reorder"): LEADS,
    ("POST", "agendas.keep_as_model"): LEADS,
    ("POST", "agendas.start_from_model"): LEADS,
    ("GET", "scheduling.agenda"): NOT_TECHNICAL,
    ("GET", "scheduling.my_calendar"): NOT_TECHNICAL,
    ("POST", "scheduling.make_my_calendar"): NOT_TECHNICAL,
    ("POST", "scheduling.renew_my_calendar"): NOT_TECHNICAL,
    ("GET", "scheduling.my_feed"): ALL,
    ("GET", "scheduling.public_feed"): ALL,
    ("GET", "scheduling.group_feed"): ALL,
    ("GET", "scheduling.school_calendar"): FEDERATION,
    ("POST", "scheduling.school_calendar"): FEDERATION,
    ("GET", "scheduling.edit_school_holiday"): FEDERATION,
    ("POST", "scheduling.edit_school_holiday"): FEDERATION,
    ("GET", "scheduling.remove_school_holiday"): FEDERATION,
    ("POST", "scheduling.remove_school_holiday"): FEDERATION,
    ("GET", "polls.create"): LEADS,
    ("POST", "polls.create"): LEADS,
    ("GET", "polls.show"): LEADS | {"bob": PASSES},
    ("POST", "polls.vote"): dict.fromkeys(WHO[1:], 403) | {"alice": PASSES, "bob": PASSES},
    ("GET", "polls.answer"): ALL,
    ("POST", "polls.answer"): ALL,
    ("GET", "polls.edit"): LEADS,
    ("POST", "polls.edit"): LEADS,
    ("POST", "polls.invite"): LEADS,
    ("POST", "polls.remind"): LEADS,
    ("GET", "polls.close"): LEADS,
    ("POST", "polls.close"): LEADS,
    ("POST", "polls.reopen"): LEADS,
    ("GET", "meetings.create"): LEADS,
    ("POST", "meetings.create"): LEADS,
    ("GET", "meetings.show"): NOT_TECHNICAL,
    ("POST", "meetings.answer"): dict.fromkeys(WHO[1:], 403) | {"alice": PASSES, "bob": PASSES},
    ("GET", "meetings.calendar_entry"): NOT_TECHNICAL,
    ("POST", "meetings.add_point"): LEADS,
    ("GET", "meetings.edit_point"): LEADS,
    ("POST", "meetings.edit_point"): LEADS,
    ("GET", "meetings.remove_point"): LEADS,
    ("POST", "meetings.remove_point"): LEADS,
    ("POST", "meetings.call"): LEADS,
    ("GET", "meetings.edit"): LEADS,
    ("POST", "meetings.edit"): LEADS,
    ("GET", "events.index"): ALL,
    ("GET", "events.create"): LEADS,
    ("POST", "events.create"): LEADS,
    ("GET", "events.show"): ALL,
    ("GET", "events.edit"): LEADS,
    ("POST", "events.edit"): LEADS,
    ("POST", "events.open_registrations"): LEADS,
    ("GET", "events.cancel"): LEADS,
    ("POST", "events.cancel"): LEADS,
    ("POST", "events.register"): NOT_TECHNICAL,
    ("POST", "events.withdraw"): NOT_TECHNICAL,
    ("GET", "events.ask"): ALL,
    ("POST", "events.ask"): ALL,
    ("GET", "events.confirm"): ALL,
    ("POST", "events.confirm"): ALL,
    ("GET", "events.withdraw_by_mail"): ALL,
    ("POST", "events.withdraw_by_mail"): ALL,
    ("GET", "events.registrations"): LEADS,
    ("GET", "events.export"): LEADS,
    ("POST", "events.note_presence"): LEADS,
    ("GET", "series.create"): LEADS,
    ("POST", "series.create"): LEADS,
    ("GET", "series.show"): NOT_TECHNICAL,
    ("GET", "series.call"): LEADS,
    ("POST", "series.call"): LEADS,
    ("GET", "series.edit"): LEADS,
    ("POST", "series.edit"): LEADS,
    ("GET", "series.cancel"): LEADS,
    ("POST", "series.cancel"): LEADS,
    ("GET", "meetings.invite_groups"): LEADS,
    ("POST", "meetings.invite_groups"): LEADS,
    ("GET", "meetings.cancel"): LEADS,
    ("POST", "meetings.cancel"): LEADS,
    ("GET", "meetings.remove"): LEADS,
    ("POST", "meetings.remove"): LEADS,
    ("POST", "meetings.duplicate"): LEADS,
    ("GET", "meetings.name_note_taker"): LEADS,
    ("POST", "meetings.name_note_taker"): LEADS,
    ("POST", "meetings.record_presence"): NOTES,
    ("POST", "meetings.write_notes"): NOTES,
    ("POST", "meetings.record_decision"): NOTES,
    ("POST", "meetings.record_action"): NOTES,
    ("POST", "meetings.remove_decision"): NOTES,
    ("POST", "meetings.remove_action"): NOTES,
    ("GET", "meetings.close"): LEADS,
    ("POST", "meetings.close"): LEADS,
    ("GET", "minutes.show"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("GET", "minutes.publish"): LEADS,
    ("POST", "minutes.publish"): LEADS,
    ("GET", "minutes.register"): NETWORK,
    ("GET", "minutes.decision"): NETWORK,
    ("POST", "minutes.show_to_partners"): LEADS,
    ("GET", "search.index"): NETWORK,
    ("GET", "observatory.index"): NETWORK,
    ("GET", "observatory.export"): NETWORK,
    ("GET", "observatory.show"): NETWORK,
    ("GET", "observatory.model"): FEDERATION,
    ("GET", "observatory.bring"): FEDERATION,
    ("POST", "observatory.bring"): FEDERATION,
    ("POST", "observatory.confirm"): FEDERATION,
    ("GET", "observatory.create"): FEDERATION,
    ("POST", "observatory.create"): FEDERATION,
    ("GET", "observatory.edit"): FEDERATION,
    ("POST", "observatory.edit"): FEDERATION,
    ("GET", "observatory.remove"): FEDERATION,
    ("POST", "observatory.remove"): FEDERATION,
    ("GET", "observatory.add_measure"): FEDERATION,
    ("POST", "observatory.add_measure"): FEDERATION,
    ("GET", "observatory.edit_measure"): FEDERATION,
    ("POST", "observatory.edit_measure"): FEDERATION,
    ("GET", "observatory.remove_measure"): FEDERATION,
    ("POST", "observatory.remove_measure"): FEDERATION,
    ("GET", "opendata.index"): ALL,
    ("GET", "opendata.table"): ALL,
    ("POST", "minutes.review_on"): LEADS,
    ("POST", "minutes.end_decision"): LEADS,
    ("GET", "reports.index"): NOT_TECHNICAL,
    ("GET", "reports.annual"): REPORTS,
    ("GET", "reports.annual_file"): REPORTS,
    ("POST", "reports.remind"): REPORTS,
    ("GET", "reports.present_year"): REPORTS,
    ("POST", "reports.present_year"): REPORTS,
    ("GET", "reports.progress"): REPORTS,
    ("GET", "reports.progress_file"): REPORTS,
    ("GET", "reports.present_progress"): REPORTS,
    ("POST", "reports.present_progress"): REPORTS,
    ("GET", "reports.pact"): NOT_TECHNICAL,
    ("GET", "reports.pact_file"): NOT_TECHNICAL,
    ("GET", "reports.present_pact"): REPORTS,
    ("POST", "reports.present_pact"): REPORTS,
    ("GET", "reports.show"): NOT_TECHNICAL,
    ("GET", "reports.show_file"): NOT_TECHNICAL,
    ("POST", "running.begin_point"): NOTES,
    ("POST", "running.vote"): NOTES,
    ("POST", "running.remove_vote"): NOTES,
    ("POST", "running.welcome"): NOTES,
    ("POST", "running.entrust_line"): NOTES,
    ("GET", "running.follow"): NOTES | {"": 303},
    ("POST", "statutes.give_proxy"): NOTES,
    ("POST", "statutes.withdraw_proxy"): NOTES,
    ("POST", "approval.approve"): NOTES,
    ("POST", "approval.take_approval_back"): NOTES,
    ("GET", "approval.comment"): THERE,
    ("POST", "approval.comment"): THERE,
    ("POST", "approval.accept"): LEADS,
    ("GET", "approval.answer"): LEADS,
    ("POST", "approval.answer"): LEADS,
    ("GET", "approval.correct"): LEADS,
    ("POST", "approval.correct"): LEADS,
    ("POST", "approval.seal"): LEADS,
    ("GET", "approval.versions"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("GET", "approval.version"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("GET", "proposals.index"): STEERS | {"bea": PASSES},
    ("GET", "proposals.answer"): STEERS,
    ("POST", "proposals.answer"): STEERS,
    ("GET", "papers.choose"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("GET", "papers.summary"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("GET", "papers.decision_log"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("GET", "papers.formal_record"): LEADS | dict.fromkeys(("alice", "stan", "dora", "bob", "bea"), 404),
    ("GET", "papers.attendance_sheet"): NOTES,
    ("GET", "actions.index"): NETWORK,
    ("GET", "actions.show"): NETWORK,
    ("POST", "actions.change_state"): LEADS | {"bob": PASSES},
    ("POST", "actions.show_to_partners"): LEADS,
    ("GET", "actions.export"): NETWORK,
    ("GET", "actions.choose_group"): NETWORK,
    ("GET", "actions.create"): LEADS,
    ("POST", "actions.create"): LEADS,
    ("POST", "actions.move_due_date"): LEADS | {"bob": PASSES},
    ("GET", "actions.edit_owners"): LEADS,
    ("POST", "actions.edit_owners"): LEADS,
    ("POST", "actions.comment"): NETWORK,
    ("POST", "actions.remove_comment"): dict.fromkeys(WHO[1:], 403) | {"bob": PASSES},
    ("GET", "library.index"): ALL,
    ("GET", "library.create"): LEADS | {"cleo": PASSES},
    ("POST", "library.create"): LEADS | {"cleo": PASSES},
    ("GET", "library.share_file"): LEADS,
    ("POST", "library.share_file"): LEADS,
    ("GET", "library.show"): NETWORK,
    ("GET", "library.download"): NETWORK,
    ("GET", "library.edit"): LEADS,
    ("POST", "library.edit"): LEADS,
    ("POST", "library.withdraw"): LEADS,
    ("POST", "library.put_back"): LEADS,
    ("GET", "files.add_to_group"): LEADS,
    ("POST", "files.add_to_group"): LEADS,
    ("GET", "files.of_meeting"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("POST", "files.add_to_meeting"): LEADS,
    ("GET", "files.add_to_point"): LEADS,
    ("POST", "files.add_to_point"): LEADS,
    ("GET", "files.download"): LEADS | {"bob": PASSES, "bea": PASSES},
    ("GET", "files.remove"): LEADS,
    ("POST", "files.remove"): LEADS,
    ("GET", "planning.show"): LEADS | {"cleo": PASSES},
    ("GET", "planning.export"): LEADS | {"cleo": PASSES},
    ("GET", "planning.call_all"): FEDERATION,
    ("POST", "planning.call_all"): FEDERATION,
    ("GET", "planning.conflicts"): LEADS,
    ("POST", "planning.keep_conflict"): LEADS,
    ("POST", "planning.take_back"): LEADS,
    ("GET", "planning.move"): LEADS,
    ("POST", "planning.move"): LEADS,
    ("GET", "project.index"): NOT_TECHNICAL,
    ("GET", "project.show"): NOT_TECHNICAL,
    ("GET", "drafting.index"): FEDERATION,
    ("GET", "drafting.create"): FEDERATION,
    ("POST", "drafting.create"): FEDERATION,
    ("GET", "drafting.show"): FEDERATION,
    ("GET", "drafting.edit"): FEDERATION,
    ("POST", "drafting.edit"): FEDERATION,
    ("GET", "drafting.stages"): FEDERATION,
    ("POST", "drafting.stages"): FEDERATION,
    ("GET", "drafting.put_in_force"): FEDERATION,
    ("POST", "drafting.put_in_force"): FEDERATION,
    ("GET", "drafting.export"): NETWORK,
    ("GET", "drafting.add_item"): FEDERATION,
    ("POST", "drafting.add_item"): FEDERATION,
    ("GET", "drafting.edit_item"): FEDERATION,
    ("POST", "drafting.edit_item"): FEDERATION,
    ("GET", "drafting.versions"): NETWORK,
    ("POST", "drafting.move_item"): FEDERATION,
    ("GET", "drafting.remove_item"): FEDERATION,
    ("POST", "drafting.remove_item"): FEDERATION,
    ("POST", "drafting.restore_item"): FEDERATION,
    ("GET", "drafting.links"): REVIEWS,
    ("POST", "drafting.validate_links"): REVIEWS,
    ("POST", "drafting.answer_link"): REVIEWS,
    ("GET", "reviews.index"): NETWORK,
    ("GET", "reviews.show"): NETWORK,
    ("POST", "reviews.begin"): REVIEWS,
    ("GET", "reviews.review"): REVIEWS,
    ("POST", "reviews.review"): REVIEWS,
    ("GET", "reviews.close"): REVIEWS,
    ("POST", "reviews.close"): REVIEWS,
    ("POST", "reviews.set_aside"): REVIEWS,
    ("GET", "reviews.propose"): PROPOSES,
    ("POST", "reviews.propose"): PROPOSES,
    ("GET", "pacts.index"): NOT_TECHNICAL,
    ("GET", "pacts.show"): NOT_TECHNICAL,
    ("GET", "pacts.version"): NOT_TECHNICAL,
    ("GET", "pacts.amendment"): NOT_TECHNICAL,
    ("GET", "pacts.create"): FEDERATION,
    ("POST", "pacts.create"): FEDERATION,
    ("GET", "pacts.edit"): FEDERATION,
    ("POST", "pacts.edit"): FEDERATION,
    ("GET", "pacts.add_signatory"): FEDERATION,
    ("POST", "pacts.add_signatory"): FEDERATION,
    ("GET", "pacts.edit_signature"): FEDERATION,
    ("POST", "pacts.edit_signature"): FEDERATION,
    ("GET", "pacts.remove_signatory"): FEDERATION,
    ("POST", "pacts.remove_signatory"): FEDERATION,
    ("GET", "pacts.amend"): FEDERATION,
    ("POST", "pacts.amend"): FEDERATION,
    ("GET", "files.of_pact"): NOT_TECHNICAL,
    ("POST", "files.add_to_pact"): FEDERATION,
    ("GET", "commitments.show"): NOT_TECHNICAL,
    ("GET", "commitments.create"): FEDERATION,
    ("POST", "commitments.create"): FEDERATION,
    ("GET", "commitments.correct"): FEDERATION,
    ("POST", "commitments.correct"): FEDERATION,
    ("GET", "commitments.remove"): FEDERATION,
    ("POST", "commitments.remove"): FEDERATION,
    ("POST", "commitments.say"): SPEAKS,
    ("POST", "commitments.set_state"): FEDERATION,
    ("GET", "commitments.report_gap"): SPEAKS,
    ("POST", "commitments.report_gap"): SPEAKS,
    ("GET", "commitments.answer_gap"): SPEAKS,
    ("POST", "commitments.answer_gap"): SPEAKS,
    ("GET", "followup.dashboard"): dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("stan", "dora"), PASSES),
    ("GET", "handover.prepare"): LEADS,
    ("POST", "handover.prepare"): LEADS,
    ("GET", "handover.show"): LEADS,
    ("POST", "handover.undo"): LEADS,
    ("GET", "privacy.show"): SIGNED_IN,
    ("GET", "privacy.archive"): SIGNED_IN,
    ("GET", "privacy.erase"): SIGNED_IN,
    ("POST", "privacy.erase"): SIGNED_IN,
    ("GET", "privacy.register"): NETWORK,
    ("GET", "privacy.describe"): FEDERATION,
    ("POST", "privacy.describe"): FEDERATION,
    ("GET", "journal.index"): FEDERATION | {"tess": PASSES},
    ("GET", "journal.of_group"): LEADS,
    ("GET", "journal.of_thing"): LEADS | dict.fromkeys(("tess", "cleo"), 404),
    ("GET", "notifications.index"): SIGNED_IN,
    ("POST", "notifications.open_notice"): dict.fromkeys(WHO[1:], 403) | {"bob": PASSES},
    ("POST", "notifications.read_all"): SIGNED_IN,
    ("GET", "notifications.preferences"): SIGNED_IN,
    ("POST", "notifications.preferences"): SIGNED_IN,
    ("GET", "notifications.stop"): ALL,
    ("POST", "notifications.stop"): ALL,
    ("GET", "substitutes.name"): dict.fromkeys(WHO[1:], 403) | {"alice": PASSES, "bob": PASSES},
    ("POST", "substitutes.name"): dict.fromkeys(WHO[1:], 403) | {"alice": PASSES, "bob": PASSES},
    ("GET", "substitutes.name_by_mail"): ALL,
    ("POST", "substitutes.name_by_mail"): ALL,
    ("GET", "meetings.answer_by_mail"): ALL,
    ("POST", "meetings.answer_by_mail"): ALL,
    ("POST", "notifications.send_again"): dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("stan", "dora"), PASSES),
    ("POST", "notifications.put_away"): dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("stan", "dora"), PASSES),
    ("GET", "notifications.outbox"): dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("stan", "dora", "tess"), PASSES),
    ("GET", "notifications.trial"): dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("stan", "dora", "tess"), PASSES),
    ("POST", "notifications.send_trial"): dict.fromkeys(WHO[1:], 403) | dict.fromkeys(("stan", "dora", "tess"), PASSES),
}


@pytest.fixture(scope="module", autouse=True)
def undone(app):
    with undoing(app) as connection:
        yield connection


@pytest.fixture(scope="module")
def cast(undone):
    """Dora is the delegate and nothing else: the staff team, where she sits elsewhere, opens almost as much, and would
    hide what her mandate does not.
    """
    cast = make_cast()
    add_cleo(cast)
    db.session.delete(membership(cast.team, cast.dora))
    return cast


@pytest.fixture(autouse=True)
def exact():
    """Nothing stays of what each asks: there is nothing to recount."""


@pytest.fixture(autouse=True)
def no_press(monkeypatch):
    """What documents hold is for their own tests."""
    monkeypatch.setattr(document_pages, "printed", lambda document, form: b"")


@pytest.fixture
def bare_refusals(monkeypatch):
    """For the tables beside this one: a refusal is its status, what it says is drawn for each role and route here."""
    monkeypatch.setattr(errors, "render_template", lambda *_, **__: "")


@pytest.fixture(scope="module")
def ask(app, undone, cast, places):
    """`ask("alice", "/actions", "GET")`: the status she gets, and then all is as before."""
    browsers = {who: Client(app, cast.people[who] if who else None).http for who in WHO}
    cookies = {who: dict(browser._cookies) for who, browser in browsers.items()}
    db.session.commit()

    def status(who, url, method, **sent):
        scene = undone.begin_nested()
        answer = contextvars.Context().run(browsers[who].open, url, method=method, **sent)
        answer.get_data()
        answer.close()
        scene.rollback()
        browsers[who]._cookies = dict(cookies[who])
        return answer.status_code

    return status


@pytest.fixture(scope="module")
def places(cast):
    return make_places(cast)


def make_places(cast):
    """The address of each route: Jeunesse's called meeting, its published minutes with a decision and Bob's action."""
    slug = cast.jeunesse.slug
    held = make_held_meeting(cast)
    first = held.points[0]
    remark = approval.comment(queries.of_meeting(held), first, cast.bob, "Une faute")
    first.kind = PointKind.BOARD_PROPOSAL
    minutes = operations.publish(queries.of_meeting(held), cast.alice)
    approval.correct(minutes, first, "Corrigé", first.notes_revision, "Une faute", cast.alice)
    to_board = db.session.scalar(select(BoardProposal.id))
    decision = queries.decisions_of_meeting(held.id)[0]
    action = held_action(held)
    comment = ActionEvent(action_id=action.id, person_id=cast.bob.id, kind=EventKind.COMMENT, text="C’est fait.")
    db.session.add(comment)
    file = files.add_file(cast.jeunesse, held, cast.alice, "Plan.txt", "text/plain", b"Plan")
    db.session.commit()
    document = share(cast.jeunesse, cast.alice, file_of(cast.jeunesse, cast.alice))
    asked = JoinRequest(group=cast.jeunesse, person=cast.nora)
    db.session.add(asked)
    arrival = joining.write_in(cast.jeunesse, "Zoé", "Zola", "zoe@example.org", Status.VOLUNTEER, None)
    db.session.commit()
    passing = handed_over(cast)
    inviting.bring_in(cast.jeunesse, [Line(1, email="ida@example.org")], cast.alice)
    invitation = db.session.query(PendingArrival).filter_by(email="ida@example.org").one()
    db.session.commit()
    feed = scheduling.make_feed_key(cast.bob)
    poll = open_poll(cast)
    voter = poll_queries.voter_of(poll, cast.bob.id)
    called = make_meeting(cast.jeunesse, MeetingState.CALLED)
    room = Room(centre_id=cast.bob.centre_id, name="Salle du haut")
    db.session.add(room)
    point = {"id": called.points[0].id}
    voted = take_vote(called.points[0], "Qui vient ?", VoteKind.COUNT, 3, 0, 0)
    parked = park_point(cast.jeunesse, "Le minibus")
    repeated = make_series(cast.jeunesse)[0]
    event_id = make_event(cast.jeunesse, is_public=True).meeting_id
    registered = Registration(meeting_id=event_id, name="Zoé", email="autre@example.org")
    db.session.add(registered)
    db.session.flush()
    called.note_taker_id = held.note_taker_id = cast.bob.id
    seat = membership(cast.board, cast.bea)
    opened = SignIn(token="elsewhere", person_id=cast.bob.id)
    db.session.add(opened)
    db.session.flush()
    amendment, gap = amended(cast)
    proxy = Proxy(meeting=called, giver=cast.bob, holder=cast.alice)
    db.session.add(proxy)
    report = reports.present_pact(cast.pact, cast.dora)
    measure = make_measure()
    sitting = reviews.open_sitting(cast.project, cast.bea, None)
    proposal = reviews.propose(
        cast.items["o2-act1"], reviews.Words(ReviewState.IN_PROGRESS, "Trois réseaux sur cinq"), cast.alice
    )
    mandate = make_mandate(cast, holder=cast.carl, substitute=cast.bob)
    told = make_report(mandate, cast.bob, open_to_network=False)
    given, declared = presence_of(held, cast.bob), declare(cast.bob)
    values = {
        "groups": {"slug": slug},
        "joining": {
            "slug": slug,
            "id": asked.id,
            "token": links.sign(LINK, id=arrival.id, email=arrival.email),
        },
        "inviting": {"slug": slug, "id": invitation.id},
        "meetings": {"id": called.id},
        "substitutes": {"id": called.id},
        "running": point,
        "statutes": {"id": called.id},
        "agendas": {"slug": slug, "id": called.id},
        "scheduling": {"slug": slug, "key": feed.key, "id": school_holiday()},
        "polls": {"id": poll.id, "slug": slug, "token": poll_mails.token_of(voter)},
        "minutes": {"meeting_id": minutes.meeting_id, "number": decision.number},
        "opendata": {"name": "groupes", "form": "json"},
        "reports": {"id": cast.pact.id, "year": clock.today().year, "form": "pdf"},
        "approval": {"meeting_id": minutes.meeting_id, "number": 1, "id": remark.id},
        "proposals": {"id": to_board},
        "papers": {"meeting_id": minutes.meeting_id, "id": called.id, "form": "pdf"},
        "actions": {"id": action.id},
        "accounts": {"link": "forged", "id": opened.id},
        "planning": {"id": called.id},
        "series": {"id": repeated.series_id},
        "events": {"meeting_id": event_id},
        "files": {"id": file.id},
        "observatory": {"id": measure.indicator_id, "kind": "csv"},
        "library": {"id": document.id},
        "volunteering": {"id": given.id, "year": clock.today().year, "form": "pdf"},
        "project": {"id": cast.items["o2-act1"].id},
        "pacts": {"id": cast.pact.id, "number": 0},
        "commitments": {"id": cast.commitment.id},
        "drafting": {"id": cast.project.id, "kind": "orientation"},
        "reviews": {"id": sitting.id, "item_id": cast.items["o2-act1"].id},
        "representation": {"id": mandate.id, "kind": "csv"},
        "directory": {"id": cast.bob.id},
        "centres": {"id": cast.bob.centre_id},
        "journal": {"slug": slug, "word": "reunion", "id": held.id},
        "handover": {"slug": slug, "id": passing},
        "privacy": {"key": "courriers"},
        "about": {"slug": "participer"},
        "notifications": {"id": db.session.scalar(select(Letter.id).where(Letter.is_secret.is_(False)).limit(1))},
        "static": {"digest": "x", "name": "theme.css"},
    }
    others = {
        "meetings.create": {"slug": slug},
        "running.remove_vote": {"id": voted.id},
        "running.welcome": {"id": called.id},
        "running.follow": {"id": called.id},
        "agendas.place": {"id": parked.id},
        "agendas.drop": {"id": parked.id},
        "agendas.move": point,
        "series.create": {"slug": slug},
        "events.create": {"slug": slug},
        "events.export": {"meeting_id": event_id, "kind": "csv"},
        "events.confirm": {"token": links.sign(CONFIRM, event=event_id, name="Zoé", email="zoe@example.org", centre=0)},
        "events.withdraw_by_mail": {"token": links.sign(WITHDRAW, registration=registered.id)},
        "series.edit": {"id": repeated.id},
        "series.cancel": {"id": repeated.id},
        **dict.fromkeys(("observatory.edit_measure", "observatory.remove_measure"), {"id": measure.id}),
        "reports.show": {"id": report.id},
        "reports.show_file": {"id": report.id, "form": "csv"},
        "accounts.free": {"id": cast.bob.id},
        "centres.edit_room": {"id": room.id},
        "centres.institution": {"id": db.session.scalar(select(Institution.id))},
        "centres.edit_institution": {"id": db.session.scalar(select(Institution.id))},
        "approval.correct": {"id": first.id},
        "approval.approve": point,
        "approval.take_approval_back": point,
        "statutes.withdraw_proxy": {"id": proxy.id},
        "meetings.remove_decision": {"id": decision.id},
        **dict.fromkeys(("volunteering.edit", "volunteering.remove"), {"id": declared.id}),
        "meetings.remove_action": {"id": action.id},
        "representation.end_seat": {"id": db.session.scalar(select(Representative.id))},
        **dict.fromkeys(("representation.read", "representation.correct"), {"id": told.id}),
        "mandates.edit": {"kind": "siege", "id": seat.id},
        "mandates.end": {"kind": "siege", "id": seat.id},
        "settings.logo": {"digest": logo_digest()},
        "notifications.open_notice": {
            "id": db.session.scalar(select(Notice.id).where(Notice.person_id == cast.bob.id))
        },
        "notifications.stop": {"token": refusing(cast.bob)},
        "substitutes.name_by_mail": {"token": answering(called, cast.bob)},
        "meetings.answer_by_mail": {"token": answering(called, cast.bob)},
        "settings.save": {"name": "federation"},
        "library.share_file": {"id": file.id},
        "files.add_to_group": {"slug": slug},
        "files.of_pact": {"id": cast.pact.id},
        "files.add_to_pact": {"id": cast.pact.id},
        "commitments.create": {"id": cast.pact.id},
        "commitments.answer_gap": {"id": gap.id},
        "pacts.amendment": {"id": amendment.id},
        **{
            f"drafting.{name}": {"id": cast.items["o2-act1"].id, "where": "monter"}
            for name in ("edit_item", "versions", "move_item", "remove_item", "restore_item")
        },
        "drafting.answer_link": {"id": db.session.scalar(select(GroupLink.id)), "answer": "valider"},
        "reviews.propose": {"id": cast.items["o2-act1"].id},
        "reviews.set_aside": {"id": proposal.id},
        "pacts.edit_signature": {"id": cast.commitment.signatory_id},
        "pacts.remove_signatory": {"id": cast.commitment.signatory_id},
        "files.of_meeting": {"id": called.id},
        "files.add_to_meeting": {"id": called.id},
        "files.add_to_point": point,
        "actions.export": {"kind": "csv"},
        "drafting.export": {"id": cast.project.id, "kind": "csv"},
        "planning.export": {"kind": "csv"},
        "actions.create": {"slug": slug},
        "actions.remove_comment": {"id": comment.id},
        "joining.remove": {"id": membership(cast.jeunesse, cast.bob).id},
    } | {
        f"meetings.{name}": point
        for name in ("edit_point", "remove_point", "write_notes", "record_decision", "record_action")
    }
    return lambda endpoint: others.get(endpoint) or values.get(endpoint.split(".")[0], {})


def notice_of(person):
    return db.session.scalar(select(Notice.id).where(Notice.person_id == person.id))


def answering(meeting, person):
    return links.sign("answer", meeting=meeting.id, person=person.id, address=links.mark_of(person.email))


def refusing(person):
    return unsubscribe_url(person, "groups/message", 1).rpartition("/")[2]


def amended(cast):
    """An amendment of the pact, and a gap in what the Caf promised."""
    pact, promised = pact_of(cast), commitment_of(cast)
    new = pacts.Wording(None, "Rendre compte", CommitmentKind.INFORMATION, None)
    amendment = pacts.amend(pact, pact.revision, cast.dora, pact.ends_on, "Un ajout", pact.ends_on, [new])
    return amendment, pacts.report_gap(promised, "Pas cette année", "L’an prochain", cast.dora)


def school_holiday():
    day = clock.today()
    made = SchoolHoliday(zone="C", name="Vacances", starts_on=day, ends_on=day)
    db.session.add(made)
    db.session.flush()
    return made.id


def logo_digest():
    settings.keep_logo(picture())
    return federation().logo_digest


def handed_over(cast):
    mandate = handover_queries.mandates(cast.jeunesse)[0]
    last = clock.today() + timedelta(days=9)
    made = handover.prepare(mandate, cast.alice, last, [], None, {}, {})
    db.session.commit()
    return made.id


def held_action(meeting):
    return actions.of_meeting(meeting.id)[0]


@pytest.mark.parametrize(("method", "endpoint"), MATRIX)
def test_each_role_gets_what_the_table_says(app, ask, places, method, endpoint):
    url = address(app, method, endpoint, places(endpoint))
    compare(ask, url, method, {"": 401 if method == "POST" else 303} | MATRIX[method, endpoint])


def address(app, method, endpoint, values):
    rule = next(rule for rule in app.url_map.iter_rules(endpoint) if method in rule.methods)
    given = {name: value for name, value in values.items() if name in rule.arguments}
    return app.url_map.bind("").build(endpoint, given)


def compare(ask, url, method, expected):
    answers = {who: ask(who, url, method) for who in expected}
    for who, answer in answers.items():
        if expected[who] == PASSES:
            assert answer in (200, 303, 409, 422), (who, url, answers)
        else:
            assert answer == expected[who], (who, url, answers)


def test_the_table_names_every_route(app):
    routes = {
        (method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == set(MATRIX)


def test_a_route_that_declares_no_right_keeps_the_application_from_starting(monkeypatch):
    monkeypatch.delattr(about.legal, "permission")
    with pytest.raises(RuntimeError, match="about.legal"):
        create_app(of_trials())


def test_the_delegate_and_the_staff_team_open_the_same_doors():
    """Both to all groups, §4.9: also by the rights that pages ask for, which no route declares."""
    assert [right for right, rules in POLICY.items() if (delegate in rules) is not (staff in rules)] == []
