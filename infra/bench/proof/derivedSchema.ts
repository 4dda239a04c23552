import { isFields } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';

type Schema = { readonly [key: string]: Json };

const typeOf = (value: Json): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : typeof value === 'object'
        ? 'object'
        : typeof value;

const escaped = (letters: readonly string[]): string =>
  letters.map((letter) => letter.replace(/[\\\]^-]/, '\\$&')).join('');

/** The narrowest simple schema the values of one type fit: ranges, alphabets and lengths are those that were seen. */
function ofType(type: string, values: readonly Json[], bounded: boolean): Schema {
  switch (type) {
    case 'number': {
      const numbers = values as number[];
      const whole = numbers.every(Number.isInteger);
      if (!bounded) return { type: 'number' };
      return {
        type: whole ? 'integer' : 'number',
        minimum: Math.min(...numbers),
        maximum: Math.max(...numbers),
      };
    }
    case 'string': {
      const texts = values as string[];
      const letters = [...new Set(texts.flatMap((text) => [...text]))].toSorted();
      const lengths = texts.map((text) => [...text].length);
      if (!bounded) return { type: 'string' };
      if (letters.length === 0) return { const: '' };
      const plain = letters.every((letter) => letter >= ' ' && letter <= '~');
      const range = { minLength: Math.min(...lengths), maxLength: Math.max(...lengths) };
      if (!plain) return { enum: [...new Set(texts)] };
      return { type: 'string', pattern: `^[${escaped(letters)}]*$`, ...range };
    }
    case 'array': {
      const lists = values as Json[][];
      const items = lists.flat();
      const lengths = lists.map((list) => list.length);
      const of = items.length === 0 ? {} : { items: derivedSchema(items, bounded) };
      return bounded
        ? { type: 'array', ...of, minItems: Math.min(...lengths), maxItems: Math.max(...lengths) }
        : { type: 'array' };
    }
    case 'object': {
      const objects = values.filter(isFields) as Schema[];
      if (!bounded) return { type: 'object' };
      return { enum: [...new Map(objects.map((one) => [JSON.stringify(one), one])).values()] };
    }
    default:
      return { type };
  }
}

/** A JSON Schema derived from values: `bounded` for inputs that stay near them, else only the types that were seen. */
export function derivedSchema(values: readonly Json[], bounded: boolean): Schema {
  const types = [...new Set(values.map(typeOf))];
  const options = types.map((type) =>
    ofType(
      type,
      values.filter((value) => typeOf(value) === type),
      bounded,
    ),
  );
  return options.length === 1 ? options[0]! : { anyOf: options };
}
