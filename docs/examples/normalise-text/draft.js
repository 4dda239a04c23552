function normalise(text) {
  const words = text.split(/\s+/);
  const line = words.join(' ');
  return line.toLowerCase();
}
