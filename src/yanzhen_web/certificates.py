"""An own certificate for a hall's network, where nobody hands out certificates: made once, told by its fingerprint."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_VALID = timedelta(days=397)
_RENEW = timedelta(days=14)


@dataclass(frozen=True)
class Certificate:
    """Files of a certificate and its key, and the fingerprint that people compare."""

    certificate: Path
    key: Path
    fingerprint: str


def local_names() -> list[str]:
    """Names and addresses under which this machine may be reached."""
    found = {"localhost", socket.gethostname(), "127.0.0.1", "::1", *_addresses()}
    return sorted(name for name in found if name)


def _addresses() -> set[str]:
    found: set[str] = set()
    for family, target in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        # Connecting a datagram socket sends nothing; it asks the routing table for our own address.
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
                found.add(probe.getsockname()[0])
            except OSError:
                continue
    with contextlib.suppress(OSError):
        found.update(str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None))
    return {address.partition("%")[0] for address in found}


def own_certificate(home: Path, names: list[str]) -> Certificate:
    """The certificate kept in `home`/tls for these names; made anew where it is missing, old, or lacks a name."""
    folder = home / "tls"
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not (certificate.is_file() and key.is_file() and _fits(certificate, names)):
        _make(certificate, key, names)
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256())
    return Certificate(certificate, key, digest.hex(":").upper())


def _fits(path: Path, names: list[str]) -> bool:
    kept = x509.load_pem_x509_certificate(path.read_bytes())
    told = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(name.value) for name in told}
    return set(names) <= covered and kept.not_valid_after_utc - _RENEW > datetime.now(UTC)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _make(certificate: Path, key: Path, names: list[str]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Yanzhen local")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
        # Marked as an authority for itself alone, so that phones let people install and trust it.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    key.unlink(missing_ok=True)
    handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(
            private.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
