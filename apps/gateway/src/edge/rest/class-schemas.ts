import type {
  ReferenceObject,
  SchemaObject,
} from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { SessionConfigDto } from '@voxrail/contracts';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import {
  targetConstructorToSchema,
  validationMetadatasToSchemas,
} from 'class-validator-jsonschema';

import { NULLABLE } from '../validation';
import { AcceptedDto, CreatedSessionDto, ErrorDto, SessionStatusDto } from './rest.dto';
import { ToolResultDto } from './tool-result.dto';

/** A class that describes what is sent. */
export type DtoClass = new () => object;

type Schemas = Record<string, SchemaObject>;

const PREFIX = '#/components/schemas/';

const REQUESTS = [SessionConfigDto, ToolResultDto];
const ANSWERS = [CreatedSessionDto, SessionStatusDto, AcceptedDto, ErrorDto];

const OPTIONS = {
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: PREFIX,
};

/** How a document names the schema of a class. */
export function schemaReference(type: DtoClass): ReferenceObject {
  return { $ref: `${PREFIX}${type.name}` };
}

/**
 * JSON Schemas of every class that is sent over HTTP, from the rules by which they are checked. What is
 * not in them is refused in a request, and may be added to an answer.
 */
export function classSchemas(): Schemas {
  // A class that only inherits has no schema of its own among those of all classes.
  const asked = [...REQUESTS, ...ANSWERS].map((type) => {
    return [type.name, targetConstructorToSchema(type, OPTIONS)] as const;
  });
  const all = { ...validationMetadatasToSchemas(OPTIONS), ...Object.fromEntries(asked) } as Schemas;
  const requests = reachable(all, REQUESTS.map(nameOf)).map((name) => {
    return [name, closed(all[name] ?? {})] as const;
  });
  const answers = reachable(all, ANSWERS.map(nameOf)).map((name) => {
    return [name, { type: 'object', ...all[name] }] as const;
  });
  return Object.fromEntries([...requests, ...answers]);
}

function nameOf(type: { readonly name: string }): string {
  return type.name;
}

/** The names, and those of the schemas that theirs refer to. */
function reachable(all: Schemas, names: readonly string[]): string[] {
  const found = new Set(names);
  for (const name of found) {
    const references = JSON.stringify(all[name] ?? {}).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, referred] of references) if (referred !== undefined) found.add(referred);
  }
  return [...found];
}

/** The schema of what a client sends: nothing else in it, and null only where it is a value. */
function closed(schema: SchemaObject): SchemaObject {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isText = 'type' in property && property.type === 'string';
    const nullable = NULLABLE.has(name) && isText;
    return [name, nullable ? { ...property, type: ['string', 'null'] } : property] as const;
  });
  return {
    ...schema,
    properties: Object.fromEntries(properties) as Schemas,
    additionalProperties: false,
  };
}
