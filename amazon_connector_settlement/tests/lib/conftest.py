# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Generated examples: no time limit for one, and nothing kept on disk."""

from hypothesis import settings

settings.register_profile("lib", deadline=None, database=None)
settings.load_profile("lib")
