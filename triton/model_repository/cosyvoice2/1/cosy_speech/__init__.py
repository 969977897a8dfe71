"""Speech with CosyVoice 2: everything but its networks.

Nothing here knows Triton or torch. `model.py` beside this package connects it to the model `cosyvoice2_llm`,
which turns text into speech tokens, and `torch_networks.py` to the networks that make sound of them.
"""
