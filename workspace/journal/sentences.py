"""What the journal says of each kind of line: a name comes before, words in braces are its facts or people.

A gesture that is new adds its line here; `tests/house/test_journal.py` looks for those that forgot.
"""

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "groups/created": "a créé « {name} »",
        "groups/edited": "a modifié la présentation",
        "groups/put-to-sleep": "a mis le groupe en sommeil",
        "groups/woken": "a réveillé le groupe",
        "groups/closed": "a clos le groupe",
        "groups/joined": "a rejoint le groupe",
        "groups/left": "a quitté le groupe",
        "groups/removed": "a retiré {member} du groupe",
        "joining/asked": "a demandé à entrer dans le groupe",
        "joining/withdrawn": "a retiré sa demande d’entrer dans le groupe",
        "joining/accepted": "a accueilli {newcomer} dans le groupe",
        "joining/refused": "a refusé la demande de {newcomer}",
        "inviting/invited": "a envoyé des invitations ({number})",
        "inviting/withdrawn": "a retiré une invitation",
        "inviting/added": "a ajouté {newcomer} au groupe",
        "groups/written": "a écrit au groupe : « {subject} »",
        "handover/prepared": "a préparé la passation de {leaver}",
        "handover/successor-named": "a confié la co-animation à {successor}",
        "handover/undone": "a annulé la passation de {leaver}",
        "project/served": "a changé ce que le groupe sert du projet fédéral",
        "meetings/created": "a préparé la réunion « {title} »",
        "meetings/called": "a convoqué la réunion « {title} »",
        "meetings/edited": "a modifié la réunion « {title} »",
        "meetings/moved": "a déplacé la réunion « {title} »",
        "meetings/cancelled": "a annulé la réunion « {title} »",
        "meetings/removed": "a supprimé le brouillon « {title} »",
        "meetings/duplicated": "a repris la réunion « {title} » pour une autre date",
        "meetings/point-added": "a ajouté à l’ordre du jour : « {title} »",
        "meetings/point-edited": "a modifié le point « {title} »",
        "meetings/point-removed": "a retiré de l’ordre du jour : « {title} »",
        "meetings/presence-recorded": "a noté la présence de {attendee}",
        "meetings/notes-written": "a pris des notes sur « {title} »",
        "scheduling/conflict-kept": "garde la date de la réunion « {title} » malgré tout : {reason}",
        "scheduling/conflict-to-solve": "ne garde plus la date de la réunion « {title} »",
        "scheduling/calendar-loaded": "a rechargé le calendrier scolaire : {changed} périodes",
        "minutes/closed": "a clos la réunion « {title} »",
        "minutes/decision-recorded": "a noté une décision : « {text} »",
        "minutes/decision-removed": "a retiré une décision : « {text} »",
        "minutes/published": "a publié le compte rendu {number}",
        "minutes/shown-to-partners": "a montré aux partenaires la décision {number}",
        "minutes/hidden-from-partners": "a cessé de montrer aux partenaires la décision {number}",
        "actions/recorded": "a noté une action : « {title} »",
        "actions/created": "a ajouté l’action « {title} »",
        "actions/completed": "a complété l’action « {title} »",
        "actions/todo": "a remis à faire l’action « {title} »",
        "actions/in_progress": "a mis en cours l’action « {title} »",
        "actions/done": "a clos l’action « {title} »",
        "actions/dropped": "a abandonné l’action « {title} »",
        "actions/due-date-moved": "a changé la date de l’action « {title} »",
        "actions/owners-changed": "a changé qui est en charge de l’action « {title} »",
        "actions/removed": "a retiré l’action « {title} »",
        "actions/shown-to-partners": "a montré aux partenaires l’action « {title} »",
        "actions/hidden-from-partners": "a cessé de montrer aux partenaires l’action « {title} »",
        "actions/commented": "a commenté l’action « {title} »",
        "actions/comment-removed": "a retiré son commentaire de l’action « {title} »",
        "files/added": "a ajouté le fichier « {name} »",
        "files/removed": "a retiré le fichier « {name} »",
        "people/edited": "a modifié le profil de {person}",
        "people/authorised": "a noté l’autorisation parentale de {person}",
        "mandates/given": "a donné à {person} le mandat « {what} »",
        "mandates/changed": "a modifié le mandat « {what} » de {person}",
        "mandates/ended": "a mis fin au mandat « {what} » de {person}",
        "settings/changed": "a changé les réglages",
        "settings/logo-kept": "a choisi le logo de l’en-tête",
        "settings/logo-removed": "a retiré le logo de l’en-tête",
        "privacy/erased": "a effacé ses données",
        "imports/imported": "a importé « {name} »",
    }
)
REMOVALS = frozenset({"meetings/removed", "actions/removed"})  # the object of these lines is gone
# What a technical account may read: the machine, nothing of groups (domain §0). A kind begins with one of these.
TECHNICAL = ("settings/", "letters/", "imports/", "worker/")
NOBODY = "Le service"  # the worker, or a command
