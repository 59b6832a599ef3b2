"""Who may see and do what, tried at every door of the site."""
