function sortNumbers(list) {
  const sorted = [...list];
  for (let round = 0; round < sorted.length; round += 1) {
    for (let i = 0; i < sorted.length - round - 2; i += 1) {
      if (sorted[i] > sorted[i + 1]) {
        const larger = sorted[i];
        sorted[i] = sorted[i + 1];
        sorted[i + 1] = larger;
      }
    }
  }
  return sorted;
}
