"""What the web server loads: the application of this environment."""

import config
from portal.app import create_app

app = create_app(config.from_env())
