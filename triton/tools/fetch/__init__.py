"""Gets the weights of the models: pinned, checked, and resumed where it stopped."""
