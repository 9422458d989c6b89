"""Who is this server? Kinds of package server: how to tell them, and what they mean."""
