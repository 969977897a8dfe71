"""S3Gen in PyTorch: from speech tokens to a spectrogram, and from that to sound.

The networks of Chatterbox Turbo's s3gen_meanflow.safetensors, under its names, for one utterance at a time
and for inputs that are filled up to a set length. Held against the original with random weights
(tests/full).
"""
