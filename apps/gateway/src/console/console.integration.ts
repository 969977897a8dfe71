import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';

import { ConsoleAssets } from './console-assets';
import { ConsoleModule } from './console.module';

describe('the console over HTTP', () => {
  let app: INestApplication;
  let url: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'console-'));
    for (const name of ['console.css', 'console.js', 'capture-worklet.js', 'icon.svg']) {
      writeFileSync(join(folder, name), '');
    }
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Voxrail</title>');
    const module = await Test.createTestingModule({ imports: [ConsoleModule] })
      .overrideProvider(ConsoleAssets)
      .useValue(new ConsoleAssets(folder))
      .compile();
    app = module.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    const server = app.getHttpServer() as { address(): AddressInfo };
    url = `http://127.0.0.1:${server.address().port}`;
  });

  afterAll(() => app.close());

  it('serves the page with a policy that allows nothing inline and nothing from elsewhere', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(await response.text()).toContain('<title>Voxrail</title>');
  });

  it('answers 404 to any other name, also one that tries to leave the folder', async () => {
    for (const name of ['nothing.js', '..%2F..%2Fpackage.json', '%2e%2e/package.json']) {
      expect((await fetch(`${url}/console/${name}`)).status).toBe(404);
    }
  });
});
