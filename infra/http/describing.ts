import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Env } from './house.ts';
import { openApi } from './openApi.ts';
import type { OpenApi } from './openApi.ts';
import { operationsOf } from './operations.ts';
import type { Operation } from './operations.ts';

/** Made once: the API does not change while it runs. */
let document: Promise<OpenApi> | null = null;
const described = (): Promise<OpenApi> => (document ??= openApi());

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
  code { font: 0.9em ui-monospace, monospace } summary { cursor: pointer; padding: 0.4rem 0 } details { border-top: 1px solid #ccc }
  .method { display: inline-block; width: 4rem; font-weight: 600 } td, th { text-align: left; padding: 0.1rem 1rem 0.1rem 0; vertical-align: top }
  @media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #16181d } details { border-color: #444 } a { color: #8ab4f8 } }
`;

/** GET /openapi.json for programs, GET /docs for people: one page, no scripts, nothing from elsewhere. */
export const describingRoutes: Hono<Env> = new Hono<Env>()
  .get('/openapi.json', async (c) => c.json(await described()))
  .get('/docs', async (c) => {
    const document = await described();
    const operations = operationsOf(document);
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'");
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width" />
            <title>DSE: HTTP API</title>
            <style>
              ${STYLE}
            </style>
          </head>
          <body>
            <h1>DSE ${document.info.version}</h1>
            <p>${document.info.description}</p>
            <p><a href="/openapi.json">openapi.json</a></p>
            ${(document.tags ?? []).map(
              ({ name, description }) =>
                html`<h2>${name}</h2>
                  <p>${description}</p>
                  ${operations.filter(({ tag }) => tag === name).map(sectionOf)}`,
            )}
          </body>
        </html>`,
    );
  });

function sectionOf({ method, path, summary, description, parameters, body, answer, answers }: Operation) {
  return html`<details>
    <summary><span class="method">${method}</span> <code>${path}</code> ${summary}</summary>
    <p>${description}</p>
    <table>
      ${[...parameters, ...body, ...answer].map(
        ({ name, where, says }) =>
          html`<tr>
            <td><code>${name}</code></td>
            <td>${where}</td>
            <td>${says}</td>
          </tr>`,
      )}
      ${answers.map(
        ({ status, says }) =>
          html`<tr>
            <td><code>${status}</code></td>
            <td>answer</td>
            <td>${says}</td>
          </tr>`,
      )}
    </table>
  </details>`;
}
