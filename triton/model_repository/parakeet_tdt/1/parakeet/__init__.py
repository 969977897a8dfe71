"""Speech recognition with NVIDIA's Parakeet TDT 0.6B v2: everything but the two networks.

Nothing here knows Triton. `model.py` beside this package connects it to the models `parakeet_encoder`
and `parakeet_decoder`.
"""
