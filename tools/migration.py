"""Write the next migration from what the models say and the newest migration does not.

Usage: python tools/migration.py "What the change is for"
Read the result before you commit it: a rename looks like a drop and an add.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from volary.app import schema
from volary.platform.db import Database


def main(message: str) -> None:
    config = schema.alembic_config()
    count = len(list(ScriptDirectory.from_config(config).walk_revisions()))
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'volary.db'}")
        schema.upgrade(db)
        with db.connect_for_write() as connection:
            config.attributes["connection"] = connection
            script = command.revision(
                config, message=message, autogenerate=True, rev_id=f"{count + 1:04}"
            )
        db.close()
    path = str(getattr(script, "path", ""))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=True)
    print(path)


if __name__ == "__main__":
    main(sys.argv[1])
