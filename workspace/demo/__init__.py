"""The demonstration: invented centres, people and meetings around a real federal project."""
