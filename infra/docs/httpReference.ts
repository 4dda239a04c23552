import type { OpenApi } from '../http/openApi.ts';
import { operationsOf } from '../http/operations.ts';
import type { Operation } from '../http/operations.ts';
import { problems } from '../http/problem.ts';
import { cell, code } from './shapeTable.ts';

function section({
  method,
  path,
  summary,
  description,
  parameters,
  body,
  answer,
  answers,
}: Operation): string[] {
  const rows = [...parameters, ...body, ...answer].map(
    ({ name, where, says }) => `| ${name === '*' ? 'all of it' : code(name)} | ${where} | ${cell(says)} |`,
  );
  const ends = answers.map(({ status, says }) => `| ${code(status)} | ${cell(says)} |`);
  return [
    `### ${code(`${method} ${path}`)}`,
    '',
    `${summary}.${description === '' ? '' : ` ${description}`}`,
    '',
    ...(rows.length > 0 ? ['| name | in | meaning |', '|---|---|---|', ...rows, ''] : []),
    '| status | |',
    '|---|---|',
    ...ends,
    '',
  ];
}

/** The reference of the HTTP API as Markdown, from its OpenAPI document. */
export function httpReference(document: OpenApi): string {
  const operations = operationsOf(document);
  return [
    '# HTTP',
    '',
    'Generated from the OpenAPI document by `npm run docs:reference`; do not edit by hand. The document: [openapi.json](schemas/openapi.json), and',
    '`GET /openapi.json` of a server; `GET /docs` is a page for people. How to start one: [serve over HTTP](../how-to/serve-over-http.md).',
    '',
    document.info.description ?? '',
    '',
    'Every answer carries `x-request-id`: the one that was sent, or a new one. Runs stand in the log under it (`correlation`). Where the server has keys, send',
    '`Authorization: Bearer KEY`; scopes are `run`, `task`, `read`, and `admin` for all of them. `x-should-retry` says whether asking again may help.',
    '',
    ...(document.tags ?? []).flatMap(({ name, description = '' }) => [
      `## ${name}`,
      '',
      `${description}.`,
      '',
      ...operations.filter(({ tag }) => tag === name).flatMap(section),
    ]),
    '## MCP',
    '',
    '`/mcp` speaks the Model Context Protocol over HTTP, each request on its own. Its tools are those that the key allows:',
    '',
    '| tool | scope | what it does |',
    '|---|---|---|',
    '| `find` | `read` | proven functions, tools and workflows, by what they do |',
    '| `run` | `run` | runs what is proven for a capability |',
    '| `submit` | `task` | asks for an implementation |',
    '| `status` | `read` | what became of a task |',
    '| `why` | `read` | the facts that caused what is |',
    '',
    '## Problems',
    '',
    'An error is `application/problem+json`: `type` (`urn:dse:problem:` and the name below), `title`, `status`, `detail`, `remedy`, `request`. The routes of',
    'OpenAI answer `{"error": {"message", "type", "param", "code"}}` with the name as `code`, `_` for `-`.',
    '',
    '| name | status | title | what to do |',
    '|---|---|---|---|',
    ...Object.entries(problems).map(
      ([name, [status, title, remedy]]) => `| ${code(name)} | ${status} | ${cell(title)} | ${cell(remedy)} |`,
    ),
    '',
  ].join('\n');
}
