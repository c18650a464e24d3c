"""The pages of the Transport Directorate: by audience, in the order of the journey."""
