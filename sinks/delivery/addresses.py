"""Which addresses may be called: none inside one's own network, unless the receiver is said to be there.

A name is looked up once and the connection goes to what was found, so that a name cannot change between the look and
the call.
"""

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddress(OSError):
    """The name stands for an address inside a network of one's own."""


def is_public(text: str) -> bool:
    """Whether an IP address is one of the whole internet; an IPv4 address inside an IPv6 one must be so too."""
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if not all(is_public(str(inside)) for inside in _inside(address)):
            return False
    return address.is_global and not address.is_multicast


def _inside(address: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that packets to this one are carried to: 6to4, Teredo, NAT64."""
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)


def refuse_private_literal(host: str) -> None:
    """Raise PrivateAddress where the host is itself an address of one's own network: such are never looked up."""
    try:
        public = is_public(host.strip("[]"))
    except ValueError:
        return
    if not public:
        raise PrivateAddress(_sentence(host, host))


class PublicResolver(AbstractResolver):
    """Looks names up, and gives nothing where one of the addresses found is not public."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses. Raises PrivateAddress."""
        found: list[ResolveResult] = await self._inner.resolve(host, port, family)
        for each in found:
            if not is_public(each["host"]):
                raise PrivateAddress(_sentence(host, each["host"]))
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._inner.close()


def _sentence(host: str, address: Any) -> str:
    return f"{host} is {address}, an address inside a private network; private_addresses = true allows it"
