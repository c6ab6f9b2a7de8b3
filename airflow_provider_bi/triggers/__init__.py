"""Triggers: waits that take no worker."""
