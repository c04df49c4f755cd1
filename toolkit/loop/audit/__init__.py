"""Making an audit bundle of a service and a period."""
