function meanReading(readings) {
  for (const reading of readings) {
    if (!Number.isFinite(reading)) throw new TypeError('a reading is not a number');
  }
  if (readings.length === 0) throw new RangeError('there are no readings');
  let sum = 0;
  for (const reading of readings) {
    sum += reading;
  }
  return Math.round((sum / readings.length) * 100) / 100;
}
