import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Rule of a setting: a path, or an address whose answer nobody on the way can change. Who changes the
 * keys lets in whom he wants, so that plain HTTP is for this machine only.
 */
export function IsKeySource(): PropertyDecorator {
  return ValidateBy({
    name: 'isKeySource',
    validator: {
      validate: (value) => typeof value === 'string' && isTrustworthy(value),
      defaultMessage: (args: ValidationArguments | undefined) =>
        `${args?.property ?? ''} must be a path or an https:// address`,
    },
  });
}

function isTrustworthy(value: string): boolean {
  if (!/^[a-z]+:\/\//i.test(value)) return true;
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOST.test(hostname));
}
