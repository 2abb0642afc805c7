"""From what a paper writes to what a person says, one small step a file; `paperledge.voice.spoken` puts them in order."""
