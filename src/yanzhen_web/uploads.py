"""A file is counted while it comes in: one that grows beyond the limit ends the reading, before it fills a disk."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Bounded(FileUploadHandler):
    """Keeps nothing; passes each piece on to the handlers behind it."""

    def __init__(self, request: object = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count.

        Raises:
            RequestDataTooBig: the files of this request hold more than one may.
        """
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            raise RequestDataTooBig("file")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is the next handler's."""
