import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes a self-signed certificate for this machine, as deploy/nginx/README.md does for a trial:
 * `certificate.pem` and `key.pem` in `folder`. Returns the certificate.
 */
export async function makeCertificate(folder: string): Promise<string> {
  const certificate = join(folder, 'certificate.pem');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-keyout', join(folder, 'key.pem'), '-out', certificate],
  ]);
  return readFileSync(certificate, 'utf8');
}
