export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/**
 * A number that the environment may set, read when the definitions load.
 * @throws Error naming the setting, which ends the start of the service.
 */
export function numberSetting(
  variable: `VOXRAIL_${string}`,
  range: NumberRange,
  fallback: number,
): number {
  const text = process.env[variable];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  const isNumber = range.integer === true ? Number.isInteger(value) : Number.isFinite(value);
  if (isNumber && value >= range.min && value <= range.max) return value;
  const kind = range.integer === true ? 'a whole number' : 'a number';
  throw new Error(`${variable} must be ${kind} from ${range.min} to ${range.max}`);
}
