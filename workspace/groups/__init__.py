"""Working groups and bodies, who belongs to them and who leads them."""
