"""Errors that a person can mend: the message is all they see."""


class RegisterError(Exception):
    """The voice could not be made."""
