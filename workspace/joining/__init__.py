"""Coming into a group: by the public form, by request, by invitation; leaving it, being removed from it."""
