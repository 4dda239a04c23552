// A small rate service on a free port of this machine, with an old and a newer endpoint. The rates are fixed: units of each
// currency for one euro. It ends when the process that started it does.
import { createServer } from 'node:http';

const PER_EURO = { EUR: 1, USD: 1.08, GBP: 0.85, CHF: 0.96, JPY: 165 };
const NORTHERN = { SEK: 11.25, NOK: 11.5, PLN: 4.3 };

function rateIn(table, from, to) {
  return table[from] === undefined || table[to] === undefined ? undefined : table[to] / table[from];
}

const server = createServer((request, response) => {
  const { searchParams: asked, pathname } = new URL(request.url, 'http://localhost');
  const answer = (rate, body) => {
    response.writeHead(rate === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(rate === undefined ? { error: 'unknown currency' } : body(rate)));
  };
  if (pathname === '/rate') {
    answer(rateIn(PER_EURO, asked.get('from'), asked.get('to')), (rate) => ({ rate }));
  } else if (pathname === '/fixing') {
    answer(rateIn({ ...PER_EURO, ...NORTHERN }, asked.get('base'), asked.get('quote')), (rate) => ({ fixing: { rate } }));
  } else {
    answer(undefined);
  }
});

process.stdin.on('end', () => process.exit(0)).resume();

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`exchange-rate service at http://127.0.0.1:${server.address().port}`);
});
