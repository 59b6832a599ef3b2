"""Static files under names that carry their hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """A file that is missing gives a plain name (and a 404 for it), not a broken page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name with its hash; the plain one where there is no such file."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
