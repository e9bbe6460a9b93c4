"""Which addresses a site may have, and to which of them connections go."""

from __future__ import annotations

import httpx
import pytest

from ingest.moderngov.address import AddressRefused, HostUnknown, PublicOnly, is_public, site_folder
from ingest.moderngov.connector import ModernGov


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.5", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "fec0::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a01:203", "2002:a01:203::", "nonsense",
    ],
)  # fmt: skip
def test_an_address_inside_somebodys_network_is_refused(address):
    assert not is_public(address)
    with pytest.raises(AddressRefused, match="not one of the public internet"):
        ModernGov("https://democracy.example.gov.uk", resolve=lambda host, port: [address])


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


def test_one_private_address_among_public_ones_spoils_them_all():
    with pytest.raises(AddressRefused):
        ModernGov("https://democracy.example.gov.uk", resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])


@pytest.mark.parametrize(
    "address",
    [
        "http://democracy.example.gov.uk", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd",
        "https://user:word@democracy.example.gov.uk", "https://", "ftp://democracy.example.gov.uk", "http://[::1",
        "http://0177.0.0.1:9/", "http://127.0.0.1:9/", "http://[::ffff:127.0.0.1]:9/", "https://127.0.0.1/",
    ],
)  # fmt: skip
def test_only_https_to_a_public_host_is_an_address_of_a_site(address):
    with pytest.raises(AddressRefused):
        ModernGov(address, resolve=lambda host, port: ["8.8.8.8"] if host[0].isalpha() else [host])


def test_leave_for_this_machine_is_no_leave_for_the_private_network():
    with pytest.raises(AddressRefused):
        ModernGov("http://10.0.0.1/", allow_loopback=True)


def test_a_host_without_an_address_is_told():
    with pytest.raises(HostUnknown, match=r"example\.invalid"):
        ModernGov("https://example.invalid", resolve=lambda host, port: [])


@pytest.mark.parametrize(
    ("given_address", "folder"),
    [
        ("democracy.example.gov.uk", "https://democracy.example.gov.uk/"),
        ("https://example.gov.uk/mg/ieListMeetings.aspx?CId=31", "https://example.gov.uk/mg/"),
        ("https://example.gov.uk/mgWebService.asmx/GetCommittees", "https://example.gov.uk/"),
    ],
)
def test_the_address_of_any_page_leads_to_its_site(given_address, folder):
    assert str(site_folder(given_address)) == folder


class Carrier(httpx.BaseTransport):
    """Stands for the network: remembers what it was to carry; ``down`` are addresses that don't answer."""

    def __init__(self, *down: str) -> None:
        self.down = down
        self.carried: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.carried.append(request)
        if request.url.host in self.down:
            raise httpx.ConnectError("no route")
        return httpx.Response(200, content=b"ok")


def test_the_connection_goes_to_the_address_that_was_judged_under_the_name_that_was_given():
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["8.8.8.8"] if len(looked_up) == 1 else ["127.0.0.1"]

    carrier = Carrier()
    with httpx.Client(transport=PublicOnly(resolve, carrier=carrier)) as client:
        for _ in range(3):
            client.get("https://democracy.example.gov.uk/a")
    assert looked_up == ["democracy.example.gov.uk"]
    for request in carrier.carried:
        assert request.url.host == "8.8.8.8"
        assert request.headers["Host"] == "democracy.example.gov.uk"
        assert request.extensions["sni_hostname"] == "democracy.example.gov.uk"


def test_the_next_address_is_tried_where_the_first_does_not_answer():
    carrier = Carrier("2606:4700::1111")
    transport = PublicOnly(lambda host, port: ["2606:4700::1111", "8.8.8.8"], carrier=carrier)
    with httpx.Client(transport=transport) as client:
        assert client.get("https://democracy.example.gov.uk/").text == "ok"
    assert [request.url.host for request in carrier.carried] == ["2606:4700::1111", "8.8.8.8"]
