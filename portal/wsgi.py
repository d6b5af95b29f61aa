"""What the web server loads: the application of this environment."""

import config
from portal.app import create_app
from portal.tied import end_with_parent

end_with_parent()  # otherwise a killed server's worker would go on holding the port, with old code
app = create_app(config.from_env())
