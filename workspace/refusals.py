"""A gesture that the rules do not allow."""


class Refused(Exception):
    """Raised by an operation; its text is French and shown to the person who asked.

    `about` names the argument of the operation that it is about, where there are several to be wrong.
    """

    def __init__(self, message: str, about: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.about = about
