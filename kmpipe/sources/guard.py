"""Which addresses may be asked: public ones, and those of hosts the user named.

A name is looked up once for a connection, and the connection goes to an address of that very answer, so that a name
whose answer changes between the check and the connection gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Iterable

from kmpipe.errors import BlockedAddress

Resolver = Callable[[str, int], Iterable[str]]
"""Host name and port to the IP addresses of the host, in the order to try them. Raises `OSError`."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# What leads elsewhere than it says: IPv4 inside IPv6 (mapped, compatible, NAT64, 6to4, Teredo), the 6to4 relay, and the
# old site-local range. `is_global` of the standard library lets NAT64 and parts of 6to4 pass.
_WRAPPED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.88.99.0/24", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10",
    )
)  # fmt: skip
# a last label that makes the C library read a name as a number: 2130706433, 0x7f000001, 127.1, 0177.0.0.1
_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
_HINT = "name the host under [network] allow in kmpipe.toml if you mean it"


def look_up(host: str, port: int) -> tuple[str, ...]:
    """The addresses the system's resolver gives, within the time-outs of the system. Raises `OSError`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise socket.gaierror(socket.EAI_NONAME, "no such name") from error
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def vet(host: str, port: int, *, allowed: Collection[str], resolve: Resolver = look_up) -> tuple[str, ...]:
    """The addresses of a host that may be connected to, in order; empty where it has none.

    `allowed` are hosts, or host:port, whose addresses may be private or loopback. Of any other host every address must be
    public: one that is not condemns the host, for the next look-up may give that one.

    Raises `BlockedAddress`, and `OSError` from the resolver.
    """
    name = host.lower().rstrip(".")
    addresses = (name,) if is_literal(name) else tuple(resolve(name, port))
    named = is_named(name, port, allowed)
    for address in addresses:
        if not (_is_usable(address) if named else is_public(address)):
            said = name if name == address else f"{name} leads to {address}, which"
            raise BlockedAddress(f"{said} is not a public address", hint="" if named else _HINT)
    return addresses


def is_named(host: str, port: int, allowed: Collection[str]) -> bool:
    """Whether the user named this host, alone or with this port (`10.0.0.5`, `intranet.example:8080`, `[::1]:8080`)."""
    forms = {host, f"{host}:{port}", f"[{host}]", f"[{host}]:{port}"}
    return any(name.lower().rstrip(".") in forms for name in allowed)


def is_literal(host: str) -> bool:
    """Whether a host is an IP address. Raises `BlockedAddress` for one in a disguise: decimal, octal, hexadecimal, zoned."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if ":" in host or _NUMERIC.fullmatch(host):
            raise BlockedAddress(
                f"{host} is not how an IP address is written", hint="write it as four decimal numbers: 192.0.2.1"
            ) from None
        return False
    if "%" in host:
        raise BlockedAddress(f"{host} is an address of one network card", hint="use the name of the host")
    return True


def is_public(address: str) -> bool:
    """Whether an IP address is that of one host on the public internet, and not another address in a wrapping.

    >>> [is_public(one) for one in ("93.184.215.14", "10.0.0.1", "224.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False]
    """
    ip = _parse(address)
    if ip is None or not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return not any(ip in network for network in _WRAPPED)


def _is_usable(address: str) -> bool:
    """Whether an address of a host the user named is that of one host."""
    ip = _parse(address)
    return ip is not None and not ip.is_multicast and not ip.is_unspecified


def _parse(address: str) -> _Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
