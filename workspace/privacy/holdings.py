"""What is kept of a person and where: each column that names one says whether its rows go or stay.

`tests/house/test_privacy.py` refuses a column that is not here.
"""

# These rows go with the person who erases their data.
GOES = {
    "sign_in.person_id": "open sessions: signed out everywhere",
    "security_link.person_id": "links by letter, on their way",
    "second_factor.person_id": "the phone that gives codes",
    "recovery_code.person_id": "its recovery codes",
    "reminder.person_id": "letters of the day",
    "feed_key.person_id": "the address of their calendar: it answers nothing any more",
    "letter.person_id": "letters to an address that they asked for, or left",
    "notice.person_id": "what they were told",
    "preference.person_id": "how they wanted to be told",
    "inactivity_notice.person_id": "an account unused, told so",
    "registration.person_id": "registering to events",
    "poll_voter.person_id": "answers to polls on dates (domain §3.5)",
    "join_request.person_id": "asking to come in",
    "pending_arrival.person_id": "coming in, not confirmed",
    "volunteer_time.person_id": "time that they declared themselves: what counts for a year stays without them",
}
# So do these, found by the address.
GOES_BY_ADDRESS = {
    "pending_arrival.email": "coming in, before there was an account",
    "registration.email": "registering to events, from outside",
    "poll_voter.email": "answers to polls, as a guest",
}
# These stay, and show « membre retiré·e »: each says why.
STAYS = {
    "journal_entry.person_id": "who changed what: an id, resolved on display",
    "join_request.answered_by_id": "who answered",
    "pending_arrival.invited_by_id": "who invited",
    "kept_conflict.person_id": "who kept a date in spite of a conflict",
    "mandate.person_id": "the length of mandates",
    "membership.person_id": "counts of members",
    "membership.left_by_id": "who ended a membership",
    "co_facilitation.person_id": "the history of who led a group",
    "group_message.sender_id": "keeps a message from leaving twice",
    "date_poll.created_by_id": "who opened a poll",
    "date_poll.closed_by_id": "who closed it",
    "meeting.created_by_id": "who prepared a meeting",
    "meeting_series.created_by_id": "who prepared a series",
    "meeting.note_taker_id": "who took its notes",
    "agenda_item.carried_by_id": "who carried a point",
    "parked_point.proposed_by_id": "who proposed a point",
    "writing.person_id": "who wrote notes: says so for a few seconds only",
    "review_comment.person_id": "who spoke of minutes in review",
    "review_comment.answered_by_id": "who answered",
    "minutes_version.author_id": "who corrected published minutes",
    "board_proposal.answered_by_id": "who wrote what the board answered",
    "proxy.giver_id": "who was represented at the meeting of a body",
    "proxy.holder_id": "by whom",
    "attendance.person_id": "counts of presences",
    "attendance.substitute_id": "who came instead",
    "minutes.published_by_id": "who published minutes",
    "action_owners.person_id": "who was in charge",
    "action_event.person_id": "what happened to an action",
    "action_event.owner_id": "the same",
    "file.added_by_id": "who added a file",
    "library_document.added_by_id": "who shared a document",
    "item_version.person_id": "who changed a line of the project",
    "review_sitting.opened_by_id": "who opened a review",
    "review_sitting.closed_by_id": "who closed it",
    "progress_review.person_id": "who recorded what the board said",
    "review_proposal.person_id": "who proposed it",
    "review_proposal.set_aside_by_id": "who set it aside",
    "amendment.recorded_by_id": "who recorded an amendment",
    "commitment_statement.person_id": "who said what of a commitment",
    "commitment_statement.answered_by_id": "who answered a gap",
    "report.presented_by_id": "who presented a report",
    "representative.person_id": "the history of who sat outside for the federation",
    "mandate_report.person_id": "who told a meeting outside",
    "mandate_report_people.person_id": "who was there",
    "mandate_report_version.person_id": "who corrected what was told",
    "handover.person_id": "who handed over",
    "handover.keeper_id": "who was given the rest",
    "succession.person_id": "who came after",
    "given_action.person_id": "who was given an action",
    "given_minutes.person_id": "who was given minutes",
}
# Of the person's own row: nothing else than these is kept.
OF_THE_PERSON_STAYS = {"id", "created_at", "erased_at", "status"}
# Never in the archive that a person downloads: they would open the account. Letters are there on their own.
SECRET = {
    "letter.text",
    "letter.html",
    "person.password_hash",
    "sign_in.token",
    "feed_key.key",
    "second_factor.secret",
    "recovery_code.code_hash",
}
