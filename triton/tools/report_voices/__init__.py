"""Names the voices that are there in a model's configuration, where the rails read who can be asked for.

Triton takes tensors and batching of a Python model's `auto_complete_config`, but no parameters (seen with
2.51): so the model cannot tell them by itself.
"""
