"""Who is who: people of the network, each one’s page and profile, centres, institutions."""
