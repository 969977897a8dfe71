"""Before NumPy is loaded: one thread, as the model's processes have it (docs/models.md)."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import settings

# The same examples each time, and no time limit for one: the machine may have others to serve.
settings.register_profile("voxrail", deadline=None, derandomize=True)
settings.load_profile("voxrail")
