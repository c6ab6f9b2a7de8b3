"""Datafold's BI integrations. https://docs.datafold.com/api-reference/bi/"""
