"""Short messages to telephones (SMS, Zalo): off unless the office has a gateway, and only to whoever asked for them."""
