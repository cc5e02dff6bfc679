"""What awaits somebody: the daily reminders, and the page of those who steer."""
