def minutes(text):
    return max(1, -(-len(text.split(" ")) // 200))
