"""placeholder"""
def spoken(text, lexicon=None):
    return " ".join(text.split())
