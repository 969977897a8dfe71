"""Makes a voice for CosyVoice 2 of a recording: what its networks are given of it, in one file.

Features in NumPy, two published networks (speech tokens, speaker) by the onnxruntime package on the CPU.
"""
