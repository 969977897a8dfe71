import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '..', '..');
const PYTHON = join(ROOT, '.voxrail', 'triton-python', 'bin', 'python');
const TRITON = join(ROOT, 'triton');
const TESTS = join(TRITON, 'tests');

/** Where the Python tests find what they import. */
function pythonPath(): string {
  const settings = readFileSync(join(TRITON, 'pytest.ini'), 'utf8');
  const [, folders = ''] = /^pythonpath = (.+)$/m.exec(settings) ?? [];
  return folders
    .split(' ')
    .map((folder) => join(TRITON, folder))
    .join(':');
}

/** A real Triton that serves triton/tests/server/serve.py's models. */
export interface TritonServer {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts it on a free port, with further options of `tritonserver`; ready when this resolves.
 * @throws Error when its Python environment is missing, or with the server's log when it does not start.
 */
export async function startTriton(options: readonly string[] = []): Promise<TritonServer> {
  if (!existsSync(PYTHON)) {
    throw new Error(`${PYTHON} is missing; "npm run test:triton" installs it`);
  }
  const child = spawn(PYTHON, [join(TESTS, 'server', 'serve.py'), ...options], {
    cwd: TRITON,
    env: { ...process.env, PYTHONPATH: pythonPath(), OPENBLAS_NUM_THREADS: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-8_000);
  });
  const exited = once(child, 'exit');
  // Its standard input closes with this process, however that ends.
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>,
    exited.then(() => {
      throw new Error(`Triton did not start:\n${complaint}`);
    }),
  ]);
  const { address } = JSON.parse(line[0]) as { address: string };
  return {
    address,
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
