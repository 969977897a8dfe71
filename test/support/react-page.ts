import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { build } from 'esbuild';

import type { ClientProject } from './client-package';

/** What a user of the package would write: a page with a call in it. */
const SOURCE = `
import { createElement as h, StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useVoiceCall } from '@voxrail/client/react';
import { listMicrophones } from '@voxrail/client/browser';

const wish = new URLSearchParams(location.search);
window.happened = [];

function prepare(call) {
  for (const name of ['microphone_changed', 'microphone_problem', 'resumed', 'interrupted']) {
    call.on(name, () => window.happened.push(name));
  }
  call.client.tool(
    { name: 'page_title', description: 'Tells the title.', parameters: { type: 'object' } },
    async () => document.title,
  );
}

function Page() {
  const voice = useVoiceCall({
    url: wish.get('gateway'),
    transport: wish.get('transport') ?? 'socket.io',
    prepare,
    // With a microphone some browsers let a page sound.
    ...(wish.has('without-click') ? { microphone: false } : {}),
  });
  window.voice = voice;
  useEffect(() => {
    if (wish.has('without-click')) void voice.connect();
  }, []);
  window.listMicrophones = listMicrophones;
  return h('main', null,
    h('p', { id: 'phase' }, voice.phase),
    h('p', { id: 'problem' }, voice.problem?.message ?? ''),
    h('button', { id: 'connect', onClick: voice.connect }, 'Connect'),
    h('button', { id: 'hang-up', onClick: voice.hangUp }, 'Hang up'),
    voice.playbackBlocked ? h('button', { id: 'unblock', onClick: voice.unblock }, 'Sound') : null,
    h('ol', null, voice.lines.map(({ turn, speaker, text }) =>
      h('li', { key: turn + speaker, className: speaker }, text))),
  );
}

createRoot(document.getElementById('root')).render(h(StrictMode, null, h(Page)));
`;

const HTML =
  '<!doctype html><title>A page</title><link rel="icon" href="data:,"><div id="root"></div>' +
  '<script type="module" src="/page.js"></script>';

export interface ReactPage {
  /** Address of the page for this gateway and transport. */
  address(wish: Readonly<Record<string, string>>): string;
  close(): Promise<void>;
}

/** Bundles the page with the installed package and serves it. @param policy Content-Security-Policy */
export async function serveReactPage(project: ClientProject, policy = ''): Promise<ReactPage> {
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: project.folder },
    bundle: true,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"development"' },
    write: false,
    logLevel: 'warning',
  });
  const code = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isCode = request.url === '/page.js';
    response.setHeader('content-type', isCode ? 'text/javascript' : 'text/html');
    if (policy !== '') response.setHeader('content-security-policy', policy);
    response.end(isCode ? code : HTML);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (wish) => `http://127.0.0.1:${port}/?${new URLSearchParams(wish).toString()}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
