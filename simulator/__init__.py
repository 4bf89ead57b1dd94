# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A local Selling Partner API: what the connector talks to when there is no Amazon.

It answers as Amazon's published models say, keeps Amazon's rules (tokens, rate
limits, pagination) and can be told to fail in every way that Amazon fails.
"""
