"""Every shape that the networks will meet, before the first caller brings it.

A compiler stops for seconds at a shape that it has not seen. Nobody should wait for that in a conversation.
"""

from __future__ import annotations

from .constants import LOOK_AHEAD_TOKENS, SILENCE_TOKEN
from .networks import FlowSettings, S3Gen
from .schedule import ChunkSchedule
from .utterance import Utterance
from .voice import Voice


def warm_up(networks: S3Gen, voices: list[Voice], schedule: ChunkSchedule, flow: FlowSettings) -> None:
    """With each length of prompt: chunks of all sizes, and ends of all lengths between them."""
    prompts = {voice.prompt_frames: voice for voice in voices}
    # Chunks until the window no longer grows, and one more.
    chunks = len(schedule.sizes) + -(-schedule.left_context // min(schedule.sizes)) + 1
    for voice in prompts.values():
        for ended_after in range(chunks + 1):
            for rest in _rests(schedule.size(ended_after)):
                _speak(networks, voice, schedule, flow, ended_after, rest)


def _rests(size: int) -> list[int]:
    """Tokens that are left when T3 ends: the fewest, half, the most."""
    most = size + LOOK_AHEAD_TOKENS - 1
    return sorted({LOOK_AHEAD_TOKENS, most // 2, most})


def _speak(
    networks: S3Gen, voice: Voice, schedule: ChunkSchedule, flow: FlowSettings, chunks: int, rest: int
) -> None:
    utterance = Utterance(networks, voice, schedule, flow, seed=0, checkpoint=lambda: None)
    for chunk in range(chunks):
        utterance.add([SILENCE_TOKEN] * schedule.size(chunk))
        if chunk == 0:
            utterance.add([SILENCE_TOKEN] * LOOK_AHEAD_TOKENS)
        utterance.next_chunk()
    # The look-ahead of the last chunk is there already.
    utterance.add([SILENCE_TOKEN] * (rest if chunks == 0 else rest - LOOK_AHEAD_TOKENS))
    utterance.last_chunk()
