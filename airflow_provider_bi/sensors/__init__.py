"""Sensors: waits for something that Looker does not do at once."""
