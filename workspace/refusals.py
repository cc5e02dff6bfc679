"""A gesture that the rules do not allow."""


class Refused(Exception):
    """Raised by an operation; its text is French and shown to the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
