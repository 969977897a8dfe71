"""In the place of s3gen_networks.py: the small S3Gen, which leaves a mark for each of its calls."""

from small_s3gen import SmallS3Gen


def load_networks(settings):
    """Beside the voices; the test counts the bytes."""
    marks = (settings.voices / "calls").open("wb", buffering=0)
    return SmallS3Gen(after_call=lambda name: marks.write(b"."))
