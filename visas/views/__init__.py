"""The pages of the Visa Directorate: by audience, in the order of the journey."""
