"""The merged vocabulary: which number is what."""

from __future__ import annotations

# Qwen2's own pieces and its three marks (`<|endoftext|>`, `<|im_start|>`, `<|im_end|>`).
TEXT_PIECES = 151_643
_MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
# What CosyVoice 2 added to them, in its order (cosyvoice/tokenizer/tokenizer.py).
_SOUNDS = (
    *("<|endofprompt|>", "[breath]", "<strong>", "</strong>", "[noise]", "[laughter]", "[cough]"),
    *("[clucking]", "[accent]", "[quick_breath]", "<laughter>", "</laughter>", "[hissing]", "[sigh]"),
    *("[vocalized-noise]", "[lipsmack]", "[mn]"),
)
SPEECH_TOKENS = 6_561
# Three ends of a speech are put out like speech tokens; the two marks are only put in.
_ENDS = ("<|eos1|>", "<|eos2|>", "<|eos3|>")
_INPUT_MARKS = ("<|sos|>", "<|task_id|>")

FIRST_SPEECH = TEXT_PIECES + len(_MARKS) + len(_SOUNDS)
# Of the published output layer.
OUTPUTS = SPEECH_TOKENS + len(_ENDS)
FIRST_END = FIRST_SPEECH + SPEECH_TOKENS
FIRST_INPUT_MARK = FIRST_SPEECH + OUTPUTS
_USED = FIRST_INPUT_MARK + len(_INPUT_MARKS)
# Rounded up, as GPUs like it.
VOCABULARY = -(-_USED // 128) * 128


def added_tokens() -> dict[int, str]:
    """Every token that is no piece of text, by number."""
    speech = tuple(f"<|s_{index}|>" for index in range(SPEECH_TOKENS))
    names = (*_MARKS, *_SOUNDS, *speech, *_ENDS, *_INPUT_MARKS)
    return {TEXT_PIECES + index: name for index, name in enumerate(names)}


def end_tokens() -> list[int]:
    """Those that end a speech."""
    return list(range(FIRST_END, FIRST_END + len(_ENDS)))
