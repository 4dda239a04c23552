import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/hono';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Handler, MiddlewareHandler } from 'hono';
import type { AppSettings } from '../app.ts';
import type { Env, HttpHouse } from '../house.ts';
import { Problem } from '../problem.ts';
import { allows } from '../scope.ts';
import type { Scope } from '../scope.ts';
import { mcpTools } from './tools.ts';

/** Against DNS rebinding, in the words of the protocol: `hosts` null answers any name, but no page in a browser. */
export function mcpGuards(hosts: readonly string[] | null): readonly [MiddlewareHandler, MiddlewareHandler] {
  const origins = originValidation(hosts === null ? [] : [...hosts]);
  return [hosts === null ? origins : hostHeaderValidation([...hosts]), origins];
}

/** /mcp: the tools for agents. Each request stands alone, so there are no sessions to lose. */
export function mcpHandler(
  house: HttpHouse,
  {
    record,
    leaving,
    bodyLimit,
    onTrouble,
  }: Pick<AppSettings, 'record' | 'leaving' | 'bodyLimit' | 'onTrouble'>,
): Handler<Env> {
  const mcp = createMcpHandler(
    ({ authInfo }) => {
      const { scopes = [], extra } = authInfo ?? {};
      const may = (scope: Scope): boolean => scopes.includes(scope);
      return mcpTools(house, { record, requestId: String(extra?.['requestId']), onTrouble, may });
    },
    { maxRequestBodySize: bodyLimit, onerror: (error) => onTrouble(`mcp: ${error.message}`) },
  );
  leaving.addEventListener('abort', () => void mcp.close());
  return (c) => {
    const caller = c.get('caller');
    const scopes = (['run', 'task', 'read'] as const).filter((scope) => allows(caller, scope));
    if (scopes.length === 0) throw new Problem('wrong-scope', `${caller.name} has no scope`);
    const extra = { requestId: c.get('requestId') };
    return mcp.fetch(c.req.raw, { authInfo: { token: '', clientId: caller.name, scopes, extra } });
  };
}
