"""Buttons on a task that lead to the service."""
