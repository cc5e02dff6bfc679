"""What gunicorn and the flask command load."""

from workspace.app import create_app

app = create_app()
