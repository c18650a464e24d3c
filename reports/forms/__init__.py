"""What people write into the reports, one module or package an area."""
