// A small rate service on a free port of this machine. The rates are fixed: units of each currency for one euro.
import { createServer } from 'node:http';

const PER_EURO = { EUR: 1, USD: 1.08, GBP: 0.85, CHF: 0.96, JPY: 165 };

const server = createServer((request, response) => {
  const { searchParams, pathname } = new URL(request.url, 'http://localhost');
  const from = PER_EURO[searchParams.get('from')];
  const to = PER_EURO[searchParams.get('to')];
  const known = pathname === '/rate' && from !== undefined && to !== undefined;
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(known ? { rate: to / from } : { error: 'unknown currency' }));
});

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`exchange-rate service at http://127.0.0.1:${server.address().port}`);
});
