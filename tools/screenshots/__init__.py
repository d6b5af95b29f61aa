"""Pictures of every main page at both widths: `make screenshots` (python -m tools.screenshots)."""
