"""What CosyVoice 2 was trained with, and how its networks fit together.

Source: `cosyvoice2.yaml` of the published weights and FunAudioLLM/CosyVoice at ace7c47.
"""

SAMPLE_RATE_HZ = 24_000

# Speech tokens are numbered from 0; 25 of them are a second.
SPEECH_TOKENS = 6_561
TOKENS_PER_SECOND = 25

# The flow gives two mel frames for a token, the vocoder 480 samples for a frame: 960 samples a token.
FRAMES_PER_TOKEN = 2
SAMPLES_PER_FRAME = 480
MEL_BANDS = 80

# The flow's encoder looks this many tokens ahead: their own sound comes with the next chunk.
LOOK_AHEAD_TOKENS = 3

# Its attention sees whole blocks of so many tokens, the prompt counted. A sound that ends inside of a block
# changes when the block is filled; one that ends with a block does not.
BLOCK_TOKENS = 25

# The vocoder is given so many frames of the chunk before once more, and both answers are faded over.
OVERLAP_FRAMES = 8
OVERLAP_SAMPLES = OVERLAP_FRAMES * SAMPLES_PER_FRAME

# A speaker, by the network CAM++.
SPEAKER_SIZE = 192
