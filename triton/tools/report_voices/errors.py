"""Errors that a person can mend: the message is all they see."""


class ReportError(Exception):
    """The voices could not be named in the configuration."""
