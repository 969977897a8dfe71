"""Errors that a person can mend: the message is all they see."""


class RegistrationError(Exception):
    """No voice could be made of a recording."""
