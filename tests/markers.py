"""The secrets of the whole suite, all of them made up, as one pattern that nothing told may match."""

import re

SECRETS = re.compile(
    r"s3cr3t[\w-]*"
    r"|seeded-[\w-]*(?:secret|token|password|key|value)"
    r"|sandbox-datafold-key|sandbox-looker-client-secret"
    r"|sandbox-new-[\w-]*(?:secret|token|password|key|value)"
    r"|sandbox-bi-[\w-]*(?:secret|token|token-value|password)"
    r"|sandbox-access-token-[\w-]+"
)
"""The sandbox's, as seeded and as its connections bring them, and those of tests, which start with ``s3cr3t``."""
