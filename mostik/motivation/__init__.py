"""Why people do it: pay schemes and statements, rewards, contests, people decisions."""
