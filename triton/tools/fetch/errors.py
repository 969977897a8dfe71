"""Errors that a person can mend: the message is all they see."""


class FetchError(Exception):
    """Weights could not be got."""
