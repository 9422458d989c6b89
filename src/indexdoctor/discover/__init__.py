"""What is written down: configuration, requirements files, environment, command line."""
