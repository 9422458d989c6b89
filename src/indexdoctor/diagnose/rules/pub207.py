"""PUB207: the publish URL does not take uploads."""

from __future__ import annotations

from collections.abc import Iterator

from indexdoctor.diagnose.case import Case, Chain
from indexdoctor.diagnose.rules.base import Rule
from indexdoctor.diagnose.rules.releases import upgrade
from indexdoctor.diagnose.rules.servers import is_for_uploads, server_lines
from indexdoctor.diagnose.words import redirect_host, sends
from indexdoctor.model.exchange import Exchange
from indexdoctor.model.finding import Confidence, Finding, Remedy, Severity
from indexdoctor.model.url import UrlError, parse_address
from indexdoctor.versions.publish import UPLOAD_REDIRECTS


def find(case: Case) -> Iterator[Finding]:
    publish = case.publish
    if publish is None:
        return
    url = publish.url.value.url
    simple = bool(url.segments) and url.segments[-1].lower() in ("simple", "+simple")
    chain = next((c for c in case.upload_chains if c.status in (404, 405)), None)
    moved, redirect = next(_moved(case), (None, None))
    if chain is None and moved is None and not (simple and case.replayed is None):
        return
    remedy = Remedy("use the URL the index gives for uploads, not the one that ends in /simple")
    if redirect is not None:
        target = redirect_host(redirect.response) or "another URL"
        lacking = "lacks its final slash: it " if _lacks_slash(redirect) else ""
        cause = f"the publish URL {lacking}redirects to {target}, and {case.client} ends there"
        remedy = Remedy(f"publish to {target} directly", f"--publish-url {target}")
    elif chain is not None and chain.status == 404 and is_for_uploads(case, url):
        cause = f"the publish URL is not there, or hidden from this account (404): {url}"
        remedy = Remedy("check the names in the URL, and that the account may see it and upload")
    elif chain is not None:
        cause = f"the publish URL takes no uploads ({chain.status}): {url}"
    else:
        cause = f"the publish URL looks like the URL for reading: {url}"
    seen = moved or chain
    confidence = Confidence.CERTAIN if moved is not None else Confidence.LIKELY
    yield RULE.finding(
        case.publish_label,
        cause,
        confidence=confidence,
        why="an index reads and takes uploads at different URLs",
        origins=(publish.url.origin,),
        evidence=()
        if seen is None
        else (*sends(seen.exchanges, case.client, url), *server_lines(case, seen, url)),
        remedies=(remedy, *(() if redirect is None else _newer(case, redirect))),
        decide="" if moved is not None else "the index's documentation names the upload URL",
    )


def _moved(case: Case) -> Iterator[tuple[Chain, Exchange]]:
    """The uploads that end at a redirect, and that redirect.

    Older releases ended there too when they had followed it.
    """
    for chain in case.upload_chains:
        last = chain.exchanges[-1:] if UPLOAD_REDIRECTS in case.uv else chain.exchanges
        for exchange in last:
            if 300 <= exchange.response.status < 400:
                yield chain, exchange
                break


def _lacks_slash(redirect: Exchange) -> bool:
    """Whether the redirect adds a slash at the end, and changes nothing else."""
    url = redirect.request.url
    try:
        target = url.join(redirect.response.headers.get("location", "")).url
    except UrlError:
        return False
    return target == url.with_path(f"{url.path}/")


def _newer(case: Case, redirect: Exchange) -> tuple[Remedy, ...]:
    """A newer release, where it follows this redirect: to an absolute URL of the same server."""
    try:
        target = parse_address(redirect.response.headers.get("location", ""))
    except UrlError:
        return ()
    stays = target.url.realm == redirect.request.url.realm
    return upgrade(case.uv, UPLOAD_REDIRECTS) if stays else ()


RULE = Rule(
    code="PUB207",
    name="publish-url-takes-no-uploads",
    severity=Severity.ERROR,
    meaning="The publish URL answers 404 or 405, or redirects: it is no place for uploads.",
    why="Often the simple index URL stands where the upload URL belongs, or a final slash is "
    "missing.",
    fix="Set publish-url to the upload URL of the index.",
    example='publish-url = "https://host/repository/pypi/simple".',
    references=("https://docs.astral.sh/uv/guides/package/#publishing-your-package",),
    changes=(UPLOAD_REDIRECTS,),
    find=find,
)
