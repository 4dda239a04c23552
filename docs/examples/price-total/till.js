function priceTotal(basket) {
  let total = 0;
  for (const line of basket.lines) {
    total += Number(line.price) * line.quantity;
  }
  return Math.round(total * 100) / 100;
}
