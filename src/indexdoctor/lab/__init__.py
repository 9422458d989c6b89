"""A loopback index server with programmable behaviour, and the packaged scenarios.

`site` is the data a server is made of, `server.LabServer` serves it and records requests,
`scene` adds a user's files, environment, keyring and command, `stage.stage` sets a scene up in a
temporary folder, and `scenarios` holds the packaged ones:

    with stage(scenarios.load("healthy").scene) as staged:
        ...  # run a client with staged.command, staged.environ, in staged.cwd
        staged.server.taken()  # what it asked
"""
