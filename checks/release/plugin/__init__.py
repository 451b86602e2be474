"""What the archive of the native plugin brings beside the wheel."""
