"""Chatterbox Turbo's T3 and the registered voices, as one GPT-2 checkpoint that vLLM serves."""
