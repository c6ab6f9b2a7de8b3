LISTED: dict[str, dict[str, str]] = {}
