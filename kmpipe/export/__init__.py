"""Export: a registry, and one module per format family."""
