"""A plugin of vLLM: it is found by its entry point and loaded in each of vLLM's processes."""

# As `export_cosyvoice2_llm` writes it into config.json.
ARCHITECTURE = "CosyVoice2LlmForCausalLM"


def register() -> None:
    """Called by vLLM; harmless when repeated. By name, so that no process loads CUDA for it too early."""
    from vllm import ModelRegistry

    if ARCHITECTURE not in ModelRegistry.get_supported_archs():
        ModelRegistry.register_model(ARCHITECTURE, f"{__name__}.causal_lm:{ARCHITECTURE}")
