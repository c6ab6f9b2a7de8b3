"""Both services on loopback, and the runner of one DAG against them."""
