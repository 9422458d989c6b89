"""What shows a secret that nobody configured: one recogniser for each way of writing one."""
