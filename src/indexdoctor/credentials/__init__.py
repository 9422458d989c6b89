"""The places a credential comes from, one module each.

Each source is a pure function of the surroundings and of file contents; `keyring.run` and
`native_store.run` alone start something. What a source holds for a URL, or why it was not asked, is
a `model.credential.Asked`.
"""
