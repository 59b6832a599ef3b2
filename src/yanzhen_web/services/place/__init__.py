"""选址: what is known of places, what is asked of them, and comparing them, for a firm and for a park."""
