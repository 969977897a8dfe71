import type { ClassConstructor } from 'class-transformer';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

/** A field of a message class and what may stand in it, as docs/protocol.md writes it. */
export interface FieldShape {
  /** Within an object of the message: `outer.inner`. */
  readonly name: string;
  readonly value: string;
}

type Constraints = Readonly<Record<string, readonly unknown[] | undefined>>;

interface Rules {
  readonly constraints: Constraints;
  readonly isNested: boolean;
}

function rulesOf(type: ClassConstructor<object>): Map<string, Rules> {
  const storage = getMetadataStorage();
  const decorators = storage.getTargetValidationMetadatas(type, type.name, false, false);
  const fields = new Map<string, Rules>();
  for (const { propertyName, name, type: kind, constraints } of decorators) {
    const known = fields.get(propertyName) ?? { constraints: {}, isNested: false };
    const rule = name ?? kind;
    fields.set(propertyName, {
      constraints: {
        ...known.constraints,
        [rule]: (constraints as readonly unknown[] | undefined) ?? [],
      },
      isNested: known.isNested || kind === 'nestedValidation',
    });
  }
  return fields;
}

function grouped(value: unknown): string {
  return Number(value).toLocaleString('en-US', { maximumFractionDigits: 10 });
}

function listed(values: readonly unknown[]): string {
  const codes = values.map((value) => `\`${JSON.stringify(value)}\``);
  const last = codes.pop() ?? '';
  return codes.length === 0 ? last : `${codes.join(', ')} or ${last}`;
}

function bounds(constraints: Constraints, least: string, most: string, unit = ''): string {
  const min = constraints[least]?.[0];
  const max = constraints[most]?.[0];
  if (min !== undefined && max !== undefined) return `${grouped(min)} to ${grouped(max)}${unit}`;
  if (max !== undefined) return `up to ${grouped(max)}${unit}`;
  return min === undefined ? '' : `${grouped(min)} or more${unit}`;
}

function joined(what: string, limits: string): string {
  return limits === '' ? what : `${what}, ${limits}`;
}

function valueOf(constraints: Constraints): string {
  const { isArray, isIn, isInt, isNumber, isBoolean, isObject, isString, matches } = constraints;
  if (isArray !== undefined)
    return `list of ${bounds(constraints, 'arrayMinSize', 'arrayMaxSize')}`;
  if (isIn !== undefined) return listed(isIn[0] as readonly unknown[]);
  if (isInt !== undefined) return joined('whole number', bounds(constraints, 'min', 'max'));
  if (isNumber !== undefined) return joined('number', bounds(constraints, 'min', 'max'));
  if (isBoolean !== undefined) return '`true` or `false`';
  if (isObject !== undefined) return 'object';
  if (matches !== undefined) return `string like \`${(matches[0] as RegExp).source}\``;
  if (isString === undefined) return 'any JSON';
  return joined('string', bounds(constraints, 'minLength', 'maxLength', ' characters'));
}

/** The class of an object within a message: class-transformer tells by what it makes of an empty one. */
function nestedClass(type: ClassConstructor<object>, name: string): ClassConstructor<object> {
  const made = plainToInstance(type, { [name]: {} }) as Readonly<Record<string, object>>;
  return made[name]?.constructor as ClassConstructor<object>;
}

/** The fields of a class of messages, in the order in which they are declared. */
export function fieldsOf(type: ClassConstructor<object>): FieldShape[] {
  return [...rulesOf(type)].flatMap(([name, { constraints, isNested }]) => {
    if (!isNested || constraints['isArray'] !== undefined) {
      return [{ name, value: valueOf(constraints) }];
    }
    return fieldsOf(nestedClass(type, name)).map((field) => ({
      ...field,
      name: `${name}.${field.name}`,
    }));
  });
}
