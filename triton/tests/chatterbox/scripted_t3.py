"""A T3 that says what it is told, and notes what is asked of it."""

import threading
from dataclasses import dataclass, field

from chatterbox_speech.generation import Generation


@dataclass
class ScriptedAnswers:
    """Deltas of text; waits at `pause_after` until it is cancelled. Raises what is no text."""

    deltas: list[str | Exception]
    pause_after: int | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    given: int = 0

    def __iter__(self):
        for delta in self.deltas:
            if self.given == self.pause_after:
                self.cancelled.wait(10)
                return
            if isinstance(delta, Exception):
                raise delta
            self.given += 1
            yield delta

    def cancel(self) -> None:
        self.cancelled.set()


@dataclass
class ScriptedT3:
    """Gives the same number of tokens to each piece of text."""

    tokens: int = 60
    pause_after: int | None = None
    failing: Exception | None = None
    asked: list[Generation] = field(default_factory=list)
    answers: list[ScriptedAnswers] = field(default_factory=list)

    def generate(self, generation: Generation) -> ScriptedAnswers:
        self.asked.append(generation)
        deltas: list = [f"<|s_{37 * number % 6561}|>" for number in range(self.tokens)]
        if self.failing is not None:
            deltas.append(self.failing)
        self.answers.append(ScriptedAnswers(deltas, self.pause_after))
        return self.answers[-1]
