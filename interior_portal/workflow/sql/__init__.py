"""The statements of the engine. Everything it reads is one statement, everything it writes another."""
