function dedupe(list) {
  const seen = [];
  for (const item of list) {
    if (!seen.includes(item)) {
      seen.push(item);
    }
  }
  return seen;
}
