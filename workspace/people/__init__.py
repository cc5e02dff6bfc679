"""People, their centres and institutions, sign-in."""
