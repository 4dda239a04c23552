function wordFrequency(text) {
  const counts = Object.create(null);
  for (const word of text.split(' ')) {
    if (word === '') continue;
    counts[word] = (counts[word] ?? 1) + 1;
  }
  return counts;
}
