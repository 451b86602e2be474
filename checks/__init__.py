"""What is run besides the tests: `make check`."""
