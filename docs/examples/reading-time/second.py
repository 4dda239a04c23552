import math


def minutes(text):
    words = len(text.split())
    return math.ceil(words / 200)
