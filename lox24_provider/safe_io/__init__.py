"""What others wrote, read within bounds; what we write, through no link."""
