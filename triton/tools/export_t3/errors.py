"""Errors that a person can mend: the message is all they see."""


class ExportError(Exception):
    """The merged checkpoint could not be made."""
