"""Looker's integration hubs and integrations, API 4.0. https://cloud.google.com/looker/docs/reference/looker-api/latest"""
