import { startService } from '@voxrail/testing';

jest.setTimeout(30_000);

/** Security checklist 47: a process that would not be safe ends within 2 s. */
const START_LIMIT_MS = 2_000;

const GOOD_SECRET = 'k9V2mQx7Lr4Tz1Wc8Hs6Jd3Fg5Bn0PyA';

describe('a gateway that is not safe to start', () => {
  it.each([
    ['VOXRAIL_JWT_SECRET', ''],
    ['VOXRAIL_JWT_SECRET', 'Zq7!short-secret'],
    ['VOXRAIL_JWT_SECRET', 'change-me-change-me-change-me-change-me'],
    ['VOXRAIL_ALLOWED_ORIGINS', '*'],
    ['VOXRAIL_API_KEYS_FILE', '/nowhere/keys.json'],
    ['VOXRAIL_JWT_KEYS', '/nowhere/jwks.json'],
    ['VOXRAIL_JWT_KEYS', 'http://keys.example.org/jwks.json'],
  ])('ends at once and names %s (%j)', async (name, value) => {
    const env = { VOXRAIL_MODE: 'production', VOXRAIL_JWT_SECRET: GOOD_SECRET, [name]: value };
    const startedMs = performance.now();
    const error = await startService('gateway', env).then(
      () => new Error('it has started'),
      (thrown: unknown) => thrown as Error,
    );
    expect(performance.now() - startedMs).toBeLessThan(START_LIMIT_MS);
    expect(error.message).toContain('it ended with 1');
    expect(error.message).toContain(`${name} `);
    expect(error.message).not.toContain(GOOD_SECRET);
    if (name.endsWith('SECRET') && value !== '') expect(error.message).not.toContain(value);
  });
});
