"""Notifiers: what happens after a task or a DAG run."""
