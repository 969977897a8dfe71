import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { writtenForms } from './nonce';
import type { RunningStack } from './stack';

/** Something that outlives a session, or that others than its client can read. */
export interface Trace {
  readonly where: string;
  readonly content: Buffer;
}

const NATS_PAGES = [
  '/varz',
  '/connz?subs=detail',
  '/subsz?subs=1&limit=10000',
  '/routez',
  '/accountz',
  '/jsz?accounts=1&streams=1&consumers=1&config=1',
];

async function page(url: string): Promise<Trace> {
  const response = await fetch(url);
  return { where: url, content: Buffer.from(await response.arrayBuffer()) };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function fileTraces(path: string): Trace[] {
  const name: Trace = { where: `name of ${path}`, content: Buffer.from(path) };
  // One that is gone by now was not kept.
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  return isThere ? [name, { where: path, content: readFileSync(path) }] : [];
}

/** Log lines of every process of the stack. */
export function logsOf({ folders }: RunningStack): Trace[] {
  return filesIn(folders.logs).flatMap(fileTraces);
}

/** What every process shows on its internal port, and the broker of itself. */
export async function pagesOf({ stack, ports }: RunningStack): Promise<Trace[]> {
  const ofServices = stack.services.flatMap(({ internalPort }) =>
    ['metrics', 'health', 'ready'].map((name) => `http://127.0.0.1:${internalPort}/${name}`),
  );
  const ofBroker = NATS_PAGES.map((path) => `http://127.0.0.1:${ports.natsMonitor ?? 0}${path}`);
  return Promise.all([...ofServices, ...ofBroker].map(page));
}

/** A stream of the broker, which keeps messages. */
export interface BrokerStream {
  readonly name: string;
  readonly config: { readonly storage: string };
  readonly state: { readonly bytes: number };
}

/** The broker's streams, as it tells of them. */
export async function streamsOf({ ports }: RunningStack): Promise<BrokerStream[]> {
  const response = await fetch(
    `http://127.0.0.1:${ports.natsMonitor ?? 0}/jsz?accounts=1&streams=1&config=1`,
  );
  const { account_details = [] } = (await response.json()) as {
    readonly account_details?: readonly { readonly stream_detail?: readonly BrokerStream[] }[];
  };
  return account_details.flatMap(({ stream_detail = [] }) => stream_detail);
}

/** Files of the stack's own folders, and those in the folder that it was started from. */
export function filesOf({ folders }: RunningStack): Trace[] {
  const startedFrom = readdirSync(process.cwd(), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(process.cwd(), entry.name));
  const own = [folders.state, folders.temporary].flatMap(filesIn);
  return [...own, ...startedFrom].flatMap(fileTraces);
}

/** Where any of `said` can be read, in whatever form. */
export function findSaid(traces: readonly Trace[], said: readonly (string | Buffer)[]): string[] {
  const forms = said.flatMap(writtenForms);
  return traces
    .filter(({ content }) => forms.some((form) => content.includes(form)))
    .map(({ where }) => where);
}
