import { StartError, explainListenError } from './start-error';

const AT = { service: 'gateway', host: '127.0.0.1', port: 3000, setting: 'VOXRAIL_PORT' };

describe('a port that cannot be had', () => {
  it.each([
    ['EADDRINUSE', 'gateway: 127.0.0.1:3000 is in use; choose another with VOXRAIL_PORT'],
    ['EACCES', 'gateway: 127.0.0.1:3000 may not be used by this user; choose another with'],
    ['EADDRNOTAVAIL', 'gateway: 127.0.0.1:3000 is not an address of this host; choose another'],
  ])('by %s is explained in one line', (code, line) => {
    const explained = explainListenError(Object.assign(new Error('listen'), { code }), AT);
    if (!(explained instanceof StartError)) throw new Error('not explained');
    expect(explained.message).toContain(line);
    expect(explained.message).not.toContain('\n');
  });

  it('for another reason keeps its own error', () => {
    const error = Object.assign(new Error('odd'), { code: 'EODD' });
    expect(explainListenError(error, AT)).toBe(error);
  });
});
