import type { OpenAPIV3_1 } from 'openapi-types';
import type { OpenApi } from './openApi.ts';

type Named = { readonly name: string; readonly where: string; readonly says: string };

/** One route, as a page for people lists it. */
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Named[];
  /** Fields of the body and of the answer, where they are objects of JSON; the whole thing under the name `*` where they are not. */
  readonly body: readonly Named[];
  readonly answer: readonly Named[];
  readonly answers: readonly { readonly status: string; readonly says: string }[];
};

type Described = OpenAPIV3_1.OperationObject;

/** The routes of an OpenAPI document, in its order. */
export function operationsOf({ paths = {} }: OpenApi): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, value]) => {
      const { tags, summary, description, parameters, responses, requestBody } = value as Described;
      const done = Object.entries(responses ?? {}).find(([status]) => status.startsWith('2'))?.[1];
      return {
        method: method.toUpperCase(),
        path,
        tag: tags?.[0] ?? '',
        summary: summary ?? '',
        description: description ?? '',
        parameters: (parameters ?? []).flatMap((parameter) =>
          'name' in parameter ? [{ name: parameter.name, where: parameter.in, says: saysOf(parameter) }] : [],
        ),
        body: fieldsOf(requestBody, 'body'),
        answer: fieldsOf(done, 'answer'),
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

type Part =
  | OpenAPIV3_1.ReferenceObject
  | OpenAPIV3_1.RequestBodyObject
  | OpenAPIV3_1.ResponseObject
  | undefined;

function fieldsOf(part: Part, where: string): readonly Named[] {
  const schema = part && 'content' in part ? part.content?.['application/json']?.schema : undefined;
  if (schema === undefined || '$ref' in schema) return [];
  const { properties, required = [], description } = schema;
  if (properties === undefined)
    return description === undefined ? [] : [{ name: '*', where, says: description }];
  return Object.entries(properties).map(([name, field]) => {
    const type = typeOf(field);
    const parts = [
      type,
      where === 'answer' || required.includes(name) ? '' : 'optional',
      'description' in field ? (field.description ?? '') : '',
      'default' in field && field.default !== undefined ? `default \`${JSON.stringify(field.default)}\`` : '',
    ];
    return { name, where, says: parts.filter((one) => one !== '').join('; ') };
  });
}

function typeOf(field: OpenAPIV3_1.ReferenceObject | OpenAPIV3_1.SchemaObject): string {
  if ('$ref' in field) return '';
  const { type, enum: values, anyOf, items } = field as OpenAPIV3_1.ArraySchemaObject;
  if (values) return values.map((value) => `\`${String(value)}\``).join(' \u00b7 ');
  if (anyOf) return [...new Set(anyOf.map(typeOf))].filter((one) => one !== '').join(' or ');
  const word = [type ?? []].flat().join(' or ');
  return word === 'array' && items ? `list of ${typeOf(items) || 'anything'}` : word;
}
