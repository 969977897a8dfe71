/**
 * A number that the environment may set, read when the definitions load.
 * @throws Error naming the setting, which ends the start of the service.
 */
export function numberSetting(
  variable: `VOXRAIL_${string}`,
  range: { readonly min: number; readonly max: number },
  fallback: number,
): number {
  const text = process.env[variable];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isFinite(value) && value >= range.min && value <= range.max) return value;
  throw new Error(`${variable} must be a number from ${range.min} to ${range.max}`);
}
