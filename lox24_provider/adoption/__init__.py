"""An account that exists, brought under management, and let go again: export, import, release."""
