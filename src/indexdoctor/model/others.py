"""What the settings of other clients say of indexes and accounts: uv reads none of it."""

from __future__ import annotations

from indexdoctor.model.origin import Origin
from indexdoctor.model.secret import Secret
from indexdoctor.model.url import Address
from indexdoctor.records import record


@record
class OtherIndex:
    """An index or upload target in the settings of pip, twine, Poetry or PDM.

    `address` is None where the settings give an account to a name and no URL to that name.
    `setting` is what the entry is called there (`index-url`, `http-basic`). `is_default` says that
    it stands in place of that client's own default index. `account` is the place of the user name
    or secret.
    The account is never sent: it is named, so that its owner can give it to uv.
    """

    client: str
    setting: str
    origin: Origin
    address: Address | None = None
    name: str | None = None
    username: str | None = None
    secret: Secret | None = None
    account: Origin | None = None
    is_default: bool = False
    is_upload: bool = False


@record
class OtherSetting:
    """A setting of another client that bears on authentication or trust (`trusted-host`)."""

    client: str
    name: str
    value: str
    origin: Origin


@record
class Others:
    """All that was found, in the order of reading: environment, project, user, system."""

    indexes: tuple[OtherIndex, ...] = ()
    settings: tuple[OtherSetting, ...] = ()
