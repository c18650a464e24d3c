"""What the engine can do to a case, one module for each verb. Only `workflow.engine` calls them."""
