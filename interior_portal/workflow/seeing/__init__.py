"""Procedures and cases for the eye and for other tools: diagrams, BPMN, event logs."""
