"""What people fill in for the Visa Directorate."""
