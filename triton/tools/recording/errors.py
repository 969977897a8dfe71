"""Errors that a person can mend: the message is all they see."""


class RecordingError(Exception):
    """Not a recording that a voice can be made of."""
