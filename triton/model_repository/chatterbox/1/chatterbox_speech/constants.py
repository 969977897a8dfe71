"""Chatterbox Turbo's own numbers. Another value gives noise, not an error.

Source: resemble-ai/chatterbox (5de7a54), `tts_turbo.py`, `models/t3/modules/t3_config.py` and
`models/s3gen/`.
"""

SAMPLE_RATE_HZ = 24_000

# A speech token is 40 ms, two frames of the mel spectrogram, 960 samples.
TOKENS_PER_S = 25
FRAMES_PER_TOKEN = 2
SAMPLES_PER_FRAME = 480
SAMPLES_PER_TOKEN = FRAMES_PER_TOKEN * SAMPLES_PER_FRAME
MEL_BANDS = 80

# Ids from 0 on are sound; the two after them begin and end an utterance.
SOUND_TOKENS = 6561
START_TOKEN = 6561
STOP_TOKEN = 6562
# A pause; three of them stand at the end of every utterance.
SILENCE_TOKEN = 4299
SILENCE_TOKENS_AT_END = 3

# The flow's encoder sees so many tokens ahead: those after them change a frame, those later do not by it.
LOOK_AHEAD_TOKENS = 3

# A reference of 10 s: the longest prompt that the flow is given.
MAX_PROMPT_TOKENS = 250

# T3 generates no more for one piece of text: 40 s.
MAX_GENERATED_TOKENS = 1_000

# The vocoder's excitation is a tone with so many harmonics (itself among them), silent where a frame's
# pitch is below the threshold.
HARMONICS = 9
HARMONIC_AMPLITUDE = 0.1
VOICED_NOISE = 0.003
VOICED_ABOVE_HZ = 10.0
