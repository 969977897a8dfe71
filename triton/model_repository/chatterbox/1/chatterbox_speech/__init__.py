"""Chatterbox without its networks: text, tokens, chunks, seams, and what holds them together.

Nothing in here knows Triton or PyTorch. `model.py` and `triton_t3.py` do the one, `s3gen` the other.
"""
