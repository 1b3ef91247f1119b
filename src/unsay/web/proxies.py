"""Who is really asking, and by which address, when proxies stand between.

Pure. Not here: sub-paths (see `edge`).

`X-Forwarded-For`, `-Proto` and `-Host` are believed only from a peer that the settings name; otherwise they
are as if they weren't there.
"""

import ipaddress
from collections.abc import Mapping, Sequence

import msgspec

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_IPV6_SITE_BITS = 64
_TRACES = frozenset(
    {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "via", "x-real-ip"}
)


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request came from and what it was addressed to.

    `host` is as in a URL, with its port if it had one.
    """

    address: str
    scheme: str
    host: str
    direct: bool
    """Nothing stood between that left a trace: a trusted proxy's own machine may ask for itself."""

    @property
    def origin(self) -> str:
        """Return the desk's own origin as this asker's browser would write it."""
        return f"{self.scheme}://{self.host}".lower()


def asker(*, peer: str, scheme: str, headers: Mapping[str, str], trusted: Sequence[Network]) -> Asker:
    """Return who asks; `headers` by lower-case name, doubled ones joined by commas."""
    forwarded = headers.get("x-forwarded-for", "")
    host = headers.get("host", "")
    direct = headers.keys().isdisjoint(_TRACES)
    if direct or not _is_trusted(peer, trusted):
        return Asker(address=peer, scheme=scheme, host=_plain_host(host, scheme), direct=direct)
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    address = peer
    # From the nearest hop outwards: the first that is no proxy of ours asked; what lies beyond is hearsay.
    for hop in reversed(hops):
        plain = _plain_address(hop)
        if plain is None:
            break
        address = plain
        if not _is_trusted(plain, trusted):
            break
    proto = headers.get("x-forwarded-proto", "").split(",")[-1].strip().lower()
    scheme = proto if proto in {"http", "https"} else scheme
    host = headers.get("x-forwarded-host", "").split(",")[-1].strip() or host
    return Asker(address=address, scheme=scheme, host=_plain_host(host, scheme), direct=False)


def site_of(address: str) -> str:
    """Return what counts as one asker: an IPv4 address, or the network of an IPv6 one, since a site has as
    many of those as it likes.
    """
    parsed = _parse(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_SITE_BITS), strict=False))
    return address if parsed is None else str(parsed)


def is_loopback(address: str) -> bool:
    """Say whether `address` is this machine itself."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_loopback


def _is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    parsed = _parse(address)
    return parsed is not None and any(
        parsed in network for network in trusted if network.version == parsed.version
    )


def _parse(address: str) -> Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


def _plain_address(hop: str) -> str | None:
    """Return the address of a hop such as `192.0.2.1`, `192.0.2.1:80` or `[2001:db8::1]:80`; None if it is
    none.
    """
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    parsed = _parse(hop)
    return None if parsed is None else str(parsed)


def _plain_host(host: str, scheme: str) -> str:
    """Leave a scheme's own port out, as browsers do in an origin."""
    return host.removesuffix(":443" if scheme == "https" else ":80")
