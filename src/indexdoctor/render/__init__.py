"""Reports as text for people and programs, and the redaction gate."""
