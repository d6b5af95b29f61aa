"""Write the list of addresses down: python -m tests.architecture.write_urls."""

from pathlib import Path

import config
from portal.app import create_app
from tests.architecture.test_house import URLS, routes

if __name__ == "__main__":
    URLS.write_text(
        "\n".join(routes(create_app(config.Settings(data_folder=Path("/nonexistent"))))) + "\n", encoding="utf-8"
    )
