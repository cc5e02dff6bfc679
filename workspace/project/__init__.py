"""The federal project: orientations, objectives, actions of the project."""
