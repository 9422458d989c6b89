"""All providers: one import and one line each.

pypiserver and devpi share a realm: devpi has headers of its own, so the realm alone stands for
pypiserver, which comes first.
"""

from __future__ import annotations

from indexdoctor.diagnose.providers import (
    anaconda,
    artifactory,
    azure,
    bucket,
    cloudsmith,
    codeartifact,
    devpi,
    gemfury,
    gitea,
    github,
    gitlab,
    google,
    nexus,
    nginx,
    nvidia,
    pulp,
    pypi,
    pypiserver,
    pytorch,
    pyx,
)
from indexdoctor.diagnose.providers.base import Provider

PROVIDERS: tuple[Provider, ...] = (
    pypi.PYPI,
    pypi.TEST_PYPI,
    artifactory.PROVIDER,
    nexus.PROVIDER,
    azure.PROVIDER,
    codeartifact.PROVIDER,
    google.PROVIDER,
    gitlab.PROVIDER,
    gitea.PROVIDER,
    github.PROVIDER,
    cloudsmith.PROVIDER,
    gemfury.PROVIDER,
    pyx.PROVIDER,
    anaconda.PROVIDER,
    pypiserver.PROVIDER,
    devpi.PROVIDER,
    pulp.PROVIDER,
    pytorch.PROVIDER,
    nvidia.PROVIDER,
    bucket.PROVIDER,
    nginx.PROVIDER,
)


def provider(key: str) -> Provider | None:
    """The provider with this key."""
    return next((each for each in PROVIDERS if each.key == key), None)
