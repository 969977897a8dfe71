"""Makes of CosyVoice 2's language model one that vLLM serves: text and speech in one vocabulary.

The published model has three tables of embeddings (text, speech, two marks) and puts out speech only. Here
they are the rows of one table, in the order of `vocabulary.py`, so that a prompt is ordinary text.
"""
