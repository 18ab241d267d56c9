"""A student's code in a process of its own, walled off by bubblewrap, and what it may say to us: JSON, bounded."""
