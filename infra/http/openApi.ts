import { generateSpecs } from 'hono-openapi';
import type { OpenAPIV3_1 } from 'openapi-types';
import { version } from '../cli/version.ts';
import { api } from './api.ts';

export type OpenApi = OpenAPIV3_1.Document;

/** The OpenAPI 3.1 document of the API. */
export async function openApi(): Promise<OpenApi> {
  const document = await generateSpecs(api, {
    defaultValidationErrorResponse: false,
    documentation: {
      openapi: '3.1.0',
      info: {
        title: 'DSE',
        version,
        description:
          'Runs what is proven, asks for what is not, and tells why. Errors are problem details (RFC 9457) with a `remedy`; on the ' +
          'OpenAI-compatible routes they have OpenAI’s shape. Agents use the same by MCP at /mcp.',
        license: { name: 'MIT' },
      },
      tags: [
        { name: 'Run', description: 'Run what is proven' },
        {
          name: 'OpenAI',
          description: 'For applications that speak to OpenAI: change the base URL to `/v1` of this server',
        },
        { name: 'Tasks', description: 'Ask for work on code' },
        { name: 'Know', description: 'Ask what is known' },
      ],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
  });
  return document;
}
