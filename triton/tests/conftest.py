"""Before NumPy is loaded: one thread, as the model's processes have it (docs/models.md)."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
