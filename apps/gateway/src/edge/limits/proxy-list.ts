import { ValidateBy } from 'class-validator';
import proxyAddr from 'proxy-addr';

/**
 * Whether an address is one of a list as `proxy-addr` writes it, separated by commas: addresses,
 * networks (`10.0.0.0/8`), `loopback`, `linklocal`, `uniquelocal`.
 * @throws TypeError for a name in it that is none of these
 */
export function compileProxies(list: string): (address: string, hop: number) => boolean {
  const names = list.split(',').map((name) => name.trim());
  return proxyAddr.compile(names.filter((name) => name !== ''));
}

/** For a setting that is such a list. */
export function IsProxyList(): PropertyDecorator {
  return ValidateBy({
    name: 'isProxyList',
    validator: {
      validate: (value) => canCompile(String(value)),
      defaultMessage: () =>
        '$property must be addresses, networks (10.0.0.0/8) or loopback, linklocal, uniquelocal, separated by commas',
    },
  });
}

function canCompile(list: string): boolean {
  try {
    compileProxies(list);
    return true;
  } catch {
    return false;
  }
}
