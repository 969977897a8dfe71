"""Answers requests: text in, sound out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from .errors import Cancelled
from .generation import Generation, generation_of
from .limits import FIRST_TOKEN_WITHIN_S, NEXT_TOKEN_WITHIN_S
from .networks import FlowSettings, S3Gen
from .patient_stream import Answers, PatientStream
from .pieces import pieces_of
from .request import SpeechRequest
from .schedule import ChunkSchedule
from .speech_tokens import SpeechTokenReader
from .text import prepare_text
from .utterance import Utterance
from .voice import Voice
from .voice_table import VoiceTable

# Asks T3; `Answers` begin at once.
Generate = Callable[[Generation], Answers]


class Speaker:
    """Keeps nothing of a request once its sound was given, or its generator was closed."""

    def __init__(
        self,
        voices: VoiceTable,
        networks: Callable[[Callable[[], int]], S3Gen],
        schedule: ChunkSchedule,
        flow: FlowSettings,
        stop_token_id: int,
    ) -> None:
        """`networks`: those for a request, given how many chunks it has had."""
        self._voices, self._networks = voices, networks
        self._schedule, self._flow, self._stop_token_id = schedule, flow, stop_token_id

    def speak(
        self, request: SpeechRequest, generate: Generate, is_cancelled: Callable[[], bool]
    ) -> Iterator[NDArray[np.float32]]:
        """Chunks at 24 kHz; none where nothing in the text can be spoken. Raises SpeechError."""

        def checkpoint() -> None:
            if is_cancelled():
                raise Cancelled("cancelled by the caller")

        voice = self._voices.find(request.voice)
        for piece in pieces_of(prepare_text(request.text)):
            yield from self._speak_piece(piece, voice, request.seed, generate, checkpoint)

    def _speak_piece(
        self,
        piece: str,
        voice: Voice,
        seed: int | None,
        generate: Generate,
        checkpoint: Callable[[], None],
    ) -> Iterator[NDArray[np.float32]]:
        checkpoint()
        # First of all, for everything else has time while T3 begins.
        answers = generate(generation_of(piece, voice, self._stop_token_id, seed))
        stream = PatientStream(answers, checkpoint, FIRST_TOKEN_WITHIN_S, NEXT_TOKEN_WITHIN_S)
        with closing(stream):
            networks = self._networks(lambda: utterance.chunks)
            noise = secrets.randbits(31) if seed is None else seed
            utterance = Utterance(networks, voice, self._schedule, self._flow, noise, checkpoint)
            reader = SpeechTokenReader()
            for text in stream:
                checkpoint()
                utterance.add(reader.read(text))
                while utterance.ready:
                    yield utterance.next_chunk()
        last = utterance.last_chunk()
        if len(last) > 0:
            yield last
