"""Makes the merged T3 known to vLLM."""

# As tools/export_t3 writes it into config.json.
ARCHITECTURE = "MergedT3ForCausalLM"


def register() -> None:
    """Called once per process. By name, so that no CUDA is touched before vLLM has made its processes."""
    from vllm import ModelRegistry

    if ARCHITECTURE not in ModelRegistry.get_supported_archs():
        ModelRegistry.register_model(ARCHITECTURE, "voxrail_t3.merged_t3:MergedT3ForCausalLM")
