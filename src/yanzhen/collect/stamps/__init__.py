"""盖章页: what the code on a printed report says, and what a scan of the stamped page says of it.

A printed page bears round, report, version and the digest of its rows; the scan is tied to what was stamped by these,
not by what somebody believes.
"""

from yanzhen.collect.stamps.codes import PageCode
from yanzhen.collect.stamps.scans import SCAN_SUFFIXES, read_scan

__all__ = ["SCAN_SUFFIXES", "PageCode", "read_scan"]
