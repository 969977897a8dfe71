import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { freePort, until } from '@voxrail/testing';

import { makeCertificate } from './certificate';

const CONFIG_FILE = join(__dirname, '..', '..', 'deploy', 'nginx', 'nginx.conf');
const NGINX = '/usr/sbin/nginx';
const START_MS = 20_000;
const STOP_MS = 15_000;

/** nginx makes these folders at its start, also for modules that are not used. */
const TEMPORARY_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export interface RunningNginx {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** PEM; for `localhost` and 127.0.0.1. */
  readonly certificate: string;
  /** Where it would put bodies and answers that it does not keep in memory. */
  readonly temporaryFolder: string;
  /** Process ids of its workers, those that are about to end among them. */
  workers(): readonly number[];
  /** Asks it to read its configuration again, as `nginx -s reload` does. */
  reload(): void;
  /** What it has logged, complaints included. */
  log(): string;
  stop(): Promise<void>;
}

/** The configuration in deploy/nginx with the lines changed that it says are to be edited. */
function editedConfig(
  folder: string,
  ports: { readonly http: number; readonly https: number; readonly gateways: readonly number[] },
): string {
  const edits: readonly (readonly [string, string])[] = [
    ['user www-data;', `user ${userInfo().username};`],
    [
      'http {',
      `http {\n${TEMPORARY_FOLDERS.map((name) => `${name}_temp_path ${folder}/temporary/${name};`).join('\n')}`,
    ],
    [
      'server 127.0.0.1:3000 max_fails=2 fail_timeout=5s;',
      ports.gateways
        .map((port) => `server 127.0.0.1:${port} max_fails=2 fail_timeout=5s;`)
        .join(''),
    ],
    ['/var/log/nginx/access.log', `${folder}/access.log`],
    ['/var/log/nginx/error.log', `${folder}/error.log`],
    ['listen 80 default_server;', `listen 127.0.0.1:${ports.http} default_server;`],
    ['listen [::]:80 default_server;', ''],
    ['listen 443 ssl default_server;', `listen 127.0.0.1:${ports.https} ssl default_server;`],
    ['listen [::]:443 ssl default_server;', ''],
    ['/etc/nginx/certificates/fullchain.pem', `${folder}/certificate.pem`],
    ['/etc/nginx/certificates/privkey.pem', `${folder}/key.pem`],
  ];
  return edits.reduce(
    (config, [from, to]) => {
      if (config.split(from).length !== 2) throw new Error(`nginx.conf has not one line: ${from}`);
      return config.replace(from, to);
    },
    readFileSync(CONFIG_FILE, 'utf8'),
  );
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

/** Starts the real nginx in front of gateways on these ports of this machine. */
export async function startNginx(gateways: readonly number[]): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-nginx-'));
  mkdirSync(join(folder, 'temporary'));
  const certificate = await makeCertificate(folder);
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, editedConfig(folder, { http: httpPort, https: httpsPort, gateways }));
  const globals = `daemon off; pid ${folder}/nginx.pid;`;
  const child = spawn(NGINX, ['-p', `${folder}/`, '-c', config, '-g', globals]);
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  child.once('error', (error) => (complaints += error.message));
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const { pid } = child;
  if (pid === undefined) throw new Error('nginx could not be started');
  const nginx: RunningNginx = {
    httpPort,
    httpsPort,
    certificate,
    temporaryFolder: join(folder, 'temporary'),
    workers: () => childrenOf(pid),
    reload: () => child.kill('SIGHUP'),
    log: () =>
      complaints +
      ['access.log', 'error.log'].map((name) => readFileSync(join(folder, name), 'utf8')).join(''),
    stop: async () => {
      child.kill('SIGTERM');
      await until(ended, STOP_MS, 'the end of nginx');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until(() => ended() || nginx.workers().length > 0, START_MS, 'the workers of nginx');
    if (ended()) throw new Error(`nginx has not started: ${complaints}`);
    return nginx;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
