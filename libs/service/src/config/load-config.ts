import 'reflect-metadata';

import { getMetadataStorage, validateSync } from 'class-validator';

import { SettingError } from './setting-error';

type ConfigClass<T extends object> = new () => T;

/** `tritonAddressVad` → `VOXRAIL_TRITON_ADDRESS_VAD`. */
export function settingName(property: string): string {
  return `VOXRAIL_${property.replaceAll(/([A-Z])/g, '_$1').toUpperCase()}`;
}

function settingsOf(type: ConfigClass<object>): string[] {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(type, type.name, false, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

/** What the property's declared type makes of the text; text it cannot be stays, for validation to refuse. */
function convert(text: string, declared: unknown): unknown {
  if (declared === Number) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (declared === Boolean) return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/**
 * A configuration from environment variables. `type` is a class of class-validator rules whose
 * property names are settings in camel case and whose initial values are the defaults. Properties are
 * declared as `string`, `number` or `boolean` (`true` and `false`, nothing else). A variable that is
 * set to nothing counts as not set.
 * @throws SettingError for the first setting that breaks a rule.
 */
export function parseConfig<T extends object>(
  type: ConfigClass<T>,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<T> {
  const config = new type();
  for (const property of settingsOf(type)) {
    const text = env[settingName(property)]?.trim();
    if (text === undefined || text === '') continue;
    const declared: unknown = Reflect.getMetadata(
      'design:type',
      type.prototype as object,
      property,
    );
    Object.assign(config, { [property]: convert(text, declared) });
  }
  const first = validateSync(config, { stopAtFirstError: true, forbidUnknownValues: false })[0];
  if (first !== undefined) {
    const rule = Object.values(first.constraints ?? {})[0] ?? `${first.property} is invalid`;
    throw new SettingError(settingName(first.property), rule.replace(`${first.property} `, ''));
  }
  return Object.freeze(config);
}

/** `parseConfig` on the process's environment; a bad setting ends the process with one line naming it. */
export function loadConfig<T extends object>(type: ConfigClass<T>): Readonly<T> {
  try {
    return parseConfig(type, process.env);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
