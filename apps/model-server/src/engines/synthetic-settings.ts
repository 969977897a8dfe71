/**
 * A setting of the synthetic engines, `VOXRAIL_SYNTHETIC_<name>`, read when the definitions load.
 * @throws Error naming the setting, which ends the start of the service.
 */
export function numberSetting(name: string, min: number, max: number, fallback: number): number {
  const variable = `VOXRAIL_SYNTHETIC_${name}`;
  const text = process.env[variable];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw new Error(`${variable} must be a number from ${min} to ${max}`);
}
