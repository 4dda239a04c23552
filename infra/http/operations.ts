import type { OpenAPIV3_1 } from 'openapi-types';
import type { OpenApi } from './openApi.ts';

/** One route, as a page for people lists it. */
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly where: string; readonly says: string }[];
  readonly answers: readonly { readonly status: string; readonly says: string }[];
};

type Described = OpenAPIV3_1.OperationObject;

/** The routes of an OpenAPI document, in its order. */
export function operationsOf({ paths = {} }: OpenApi): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, value]) => {
      const { tags, summary, description, parameters, responses } = value as Described;
      return {
        method: method.toUpperCase(),
        path,
        tag: tags?.[0] ?? '',
        summary: summary ?? '',
        description: description ?? '',
        parameters: (parameters ?? []).flatMap((parameter) =>
          'name' in parameter ? [{ name: parameter.name, where: parameter.in, says: saysOf(parameter) }] : [],
        ),
        answers: Object.entries(responses ?? {}).map(([status, answer]) => ({
          status,
          says: 'description' in answer ? (answer.description ?? '') : '',
        })),
      };
    }),
  );
}

function saysOf({ description, schema }: OpenAPIV3_1.ParameterObject): string {
  const { default: fallback, enum: values } = (schema ?? {}) as OpenAPIV3_1.SchemaObject;
  return [
    description ?? (schema as OpenAPIV3_1.SchemaObject | undefined)?.description ?? '',
    values ? `one of ${values.map((value) => `\`${String(value)}\``).join(', ')}` : '',
    fallback === undefined ? '' : `default \`${JSON.stringify(fallback)}\``,
  ]
    .filter((part) => part !== '')
    .join('; ');
}
