from flask import Blueprint

from workspace.access import Can, allow
from workspace.pages import page

bp = Blueprint("pacts", __name__)
