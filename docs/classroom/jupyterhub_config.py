"""A JupyterHub for trying the kit on one machine: whoever logs in gets a home, the lessons in it, and JupyterLab.

    jupyterhub -f docs/classroom/jupyterhub_config.py

from a folder of the hub's own, where it keeps its files and the homes; then http://127.0.0.1:8000. A test starts this
file. The first two settings let everybody in, under any name and as one user of the system: they are for trying. For a
class leave them and `home_dir_template` out, and the hub takes the accounts of the machine; or take The Littlest
JupyterHub, as docs/classroom.md says.
"""

import shlex
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - the hub puts it there
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(Path.cwd() / "homes" / "{username}")
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# Each time a server starts, `lepton start` brings the lessons, or newer ones, and leaves alone what the learner wrote.
python = shlex.quote(sys.executable)
lessons = f'{python} -m lepton_kit.cli start ~/lepton && exec {python} -m jupyterhub.singleuser "$@"'
c.Spawner.cmd = ["sh", "-c", lessons, "server"]
c.Spawner.notebook_dir = "~/lepton"
c.Spawner.default_url = "/lab/tree/notebooks/01_partners_and_value.ipynb"
c.Spawner.start_timeout = 120
