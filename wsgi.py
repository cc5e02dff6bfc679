"""What gunicorn and the flask command load."""

import sys

from workspace.app import create_app
from workspace.config import SettingsError

try:
    app = create_app()
except SettingsError as why:
    sys.exit(f"Espace fédéral: {why}")  # for whoever wrote the settings: no list of functions says it better
