"""From what a paper writes to what a person says: one step a file, ordered by `paperledge.voice.spoken`."""
