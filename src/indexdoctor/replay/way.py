"""How a URL is reached: what of the network's settings bears on it."""

from __future__ import annotations

from indexdoctor.model.resolution import Network
from indexdoctor.model.url import Url
from indexdoctor.replay import proxies, tls

Way = tuple[object, ...]


def way(network: Network, url: Url) -> Way:
    """Equal for two networks whose settings make no difference to this URL.

    Offline nothing is reached; else the proxy counts, and where TLS has a part in it, whether and
    with which certificates the server is verified.
    """
    if network.offline is not None and network.offline.value:
        return ("offline",)
    proxy = proxies.choose(network, url)
    if url.scheme != "https" and (proxy is None or proxy.url.scheme != "https"):
        return (proxy,)
    trust = (network.tls_roots, network.ca_file, network.ca_dir, network.client_cert)
    values = tuple(None if setting is None else setting.value for setting in trust)
    return (proxy, tls.is_insecure(network, url), *values)
