"""Makes a voice of a recording, where `chatterbox` and the exporter find it."""
