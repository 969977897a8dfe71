"""What Parakeet TDT 0.6B v2 was trained with. Another value gives other text, not an error.

Source: the checkpoint's preprocessor and decoder settings, as NVIDIA NeMo's
`AudioToMelSpectrogramPreprocessor` and onnx-asr's `preprocessors/nemo.py` apply them.
"""

SAMPLE_RATE_HZ = 16_000

# The Fourier transform is longer than the window, which stands in its middle.
FFT_SAMPLES = 512
WINDOW_SAMPLES = 400
HOP_SAMPLES = 160

PRE_EMPHASIS = 0.97
MEL_BANDS = 128
# Added to the power before the logarithm, so that digital silence has one.
LOG_GUARD = 2.0**-24
# Added to the standard deviation: a band that does not change becomes 0.
DEVIATION_GUARD = 1e-5

# The encoder gives one frame for eight of the features: 80 ms.
SUBSAMPLING = 8
ENCODER_FRAME_S = SUBSAMPLING * HOP_SAMPLES / SAMPLE_RATE_HZ
ENCODER_SIZE = 1024

# The blank is the last of the 1025 token scores; five scores for durations follow it.
BLANK = 1024
TOKEN_SCORES = 1025
# In encoder frames, in the order of their scores.
DURATIONS = (0, 1, 2, 3, 4)
JOINT_SCORES = TOKEN_SCORES + len(DURATIONS)

PREDICTOR_LAYERS = 2
PREDICTOR_SIZE = 640

# With a duration of 0 a token stays on its frame; this many may, as in onnx-asr and NeMo.
MAX_TOKENS_PER_FRAME = 10
