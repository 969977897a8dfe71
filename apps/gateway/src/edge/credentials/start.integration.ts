import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Security checklist 47: a process that would not be safe ends within 2 s. */
const START_LIMIT_MS = 2_000;

const GOOD_SECRET = 'k9V2mQx7Lr4Tz1Wc8Hs6Jd3Fg5Bn0PyA';

const PROGRAM = join(__dirname, '../../../../../dist/apps/gateway/src/main.js');

interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** Of the processor, so that what else this machine does is not counted. */
  readonly cpuMs: number;
}

async function run(env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn('bash', ['-c', 'node "$0"; code=$?; times; exit $code', PROGRAM], {
    env: { ...process.env, VOXRAIL_PORT: '0', VOXRAIL_INTERNAL_PORT: '0', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  // The last line of `times` is about children: minutes and seconds, of the user and of the system.
  const times = output.trimEnd().split('\n').at(-1) ?? '';
  const parts = [...times.matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = parts.reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
  return { code, output, cpuMs: seconds * 1_000 };
}

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
    const { code, output, cpuMs } = await run(env);
    expect(code).toBe(1);
    expect(output).toContain(`${name} `);
    expect(output).not.toContain(GOOD_SECRET);
    if (name.endsWith('SECRET') && value !== '') expect(output).not.toContain(value);
    expect(cpuMs).toBeGreaterThan(0);
    expect(cpuMs).toBeLessThan(START_LIMIT_MS);
  });
});
