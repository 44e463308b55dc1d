"""Which addresses may be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmpipe.errors import BlockedAddress
from kmpipe.sources.guard import Resolver, is_public, vet

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])  # for the look-up of names
PUBLIC = "93.184.215.14"


def resolver(*addresses: str) -> Resolver:
    return lambda _host, _port: addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2001::1", "2001:db8::1", "fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "", "x",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_one_public_host(address: str) -> None:
    """Loopback, private, link-local, carrier-grade, reserved, multicast, and IPv4 wrapped in IPv6: none is public."""
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses(address: str) -> None:
    """Ordinary addresses pass, and are what is connected to."""
    assert is_public(address)
    assert vet("kota.example", 443, allowed=(), resolve=resolver(address)) == (address,)


@pytest.mark.parametrize(
    "host", ["2130706433", "017700000001", "0x7f000001", "127.1", "0177.0.0.1", "127.0.0.01", "1.2.3.4.5", "fe80::1%eth0", "0x"]
)  # fmt: skip
def test_addresses_in_a_disguise(host: str) -> None:
    """Decimal, octal, hexadecimal and shortened forms are refused by their looks, named or not."""
    with pytest.raises(BlockedAddress):
        vet(host, 80, allowed=(host,), resolve=resolver(PUBLIC))


def test_one_address_that_is_not_public_condemns_a_host() -> None:
    """A name with a public and a private address is refused: nobody knows which one the next look-up gives."""
    with pytest.raises(BlockedAddress, match=r"rumah\.example leads to 10\.0\.0\.1") as caught:
        vet("rumah.example", 80, allowed=("other.example",), resolve=resolver(PUBLIC, "10.0.0.1"))
    assert "[network] allow" in caught.value.hint


@pytest.mark.parametrize(
    ("named", "host"),
    [
        ("Intranet.example", "intranet.example."), ("intranet.example:8080", "intranet.example"),
        ("127.0.0.1", "127.0.0.1"), ("127.0.0.1:8080", "127.0.0.1"), ("::1", "::1"), ("[::1]:8080", "::1"),
    ],
)  # fmt: skip
def test_a_named_host_may_be_private(named: str, host: str) -> None:
    """A host the user named, alone or with its port, may have private addresses."""
    assert vet(host, 8080, allowed=[named], resolve=resolver("10.0.0.5"))


@pytest.mark.parametrize("named", ["127.0.0.1:80", "127.0.0.10", "7.0.0.1", "localhost"])
def test_a_name_names_nothing_else(named: str) -> None:
    """Another port, a longer or shorter name, and another name of the same machine are not what was named."""
    with pytest.raises(BlockedAddress):
        vet("127.0.0.1", 8080, allowed=[named])


@pytest.mark.parametrize("address", ["224.0.0.1", "ff02::1", "0.0.0.0", "::"])
def test_a_named_host_is_still_one_host(address: str) -> None:
    """A named host does not open the way to groups of machines, nor to the address of none."""
    with pytest.raises(BlockedAddress):
        vet("intranet.example", 80, allowed=["intranet.example"], resolve=resolver(address))


def test_localhost_by_name() -> None:
    """The system's own resolver is asked, and its answer judged."""
    with pytest.raises(BlockedAddress):
        vet("localhost", 80, allowed=())


@pytest.mark.parametrize("host", ["x" * 64 + ".example", "kota..example"])
def test_a_name_that_can_be_none(host: str) -> None:
    """A name no resolver takes is an unknown host, not a crash."""
    with pytest.raises(OSError, match="no such name"):
        vet(host, 80, allowed=())


@given(st.ip_addresses(v=4))
def test_no_wrapping_makes_an_address_public(address: object) -> None:
    """No IPv4 address becomes public by being written inside an IPv6 one."""
    assert not any(is_public(f"{prefix}{address}") for prefix in ("::", "::ffff:", "64:ff9b::", "64:ff9b:1::"))
