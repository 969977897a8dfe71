"""`python -m verify`: what keeps a model repository from working, before a server is started with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from roles import ROLES, models_of

from .check_backends import check_backends
from .check_chat_template import check_chat_template
from .check_client import check_client
from .check_memory import check_memory
from .check_reported_voices import check_reported_voices
from .check_weights import check_weights
from .configuration import check_configuration
from .gpu_memory import GIB, memory_lines
from .repository import read_repository, serving

_TRITON = Path(__file__).resolve().parents[2]
_TEMPLATE = _TRITON.parent / "apps/llm-service/src/prompt/qwen3-chat-template.jinja"
_CLIENT = _TRITON.parent / "libs/inference/src/channel-options.ts"


# The usual server: one voice, which 24 GB hold beside the rest.
_USUAL = "asr,llm,tts-cosyvoice2"


def _roles(value: str) -> list[str]:
    roles = value.split(",")
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {', '.join(ROLES)}")
    return roles


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m verify", description=__doc__)
    parser.add_argument("repository", nargs="?", type=Path, default=_TRITON / "model_repository")
    parser.add_argument(
        "--serve", type=_roles, default=_USUAL, help=f"roles of this server (default: {_USUAL})"
    )
    parser.add_argument("--weights", type=Path, default=Path("/models/weights"))
    parser.add_argument("--gpu-gib", type=float, default=24.0, help="memory of the GPU (default: 24)")
    parser.add_argument("--backends", type=Path, help="the server's, e.g. /opt/tritonserver/backends")
    parser.add_argument("--template", type=Path, default=_TEMPLATE, help="the rail's chat template")
    parser.add_argument("--client", type=Path, default=_CLIENT, help="the rails' channel options")
    parser.add_argument("--config-only", action="store_true", help="no weights, voices, chat template")
    parser.add_argument("--memory", action="store_true", help="print the table of GPU memory as well")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Exit code: 0 when nothing was found."""
    options = _options(arguments)
    served = models_of(options.serve)
    repository = serving(read_repository(options.repository), served)
    findings = [*repository.findings, *check_configuration(repository, served)]
    findings.extend(check_client(options.client))
    findings.extend(check_memory(repository, round(options.gpu_gib * GIB)))
    if not options.config_only:
        findings.extend(check_weights(options.repository, options.weights, options.serve))
        findings.extend(check_reported_voices(repository))
        findings.extend(check_chat_template(repository, options.template))
    if options.backends is not None:
        findings.extend(check_backends(repository, options.backends))
    if options.memory:
        for line in memory_lines(repository):
            print(f"{line.subject:18} {line.bytes / GIB:6.2f} GiB  {line.why}")
    for finding in findings:
        print(finding)
    print(f"{len(repository.models)} models, {len(findings)} findings")
    return 0 if not findings else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
