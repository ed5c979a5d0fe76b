"""What the weights of speakers and acts are fitted on, and how."""
