import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeWav } from '@voxrail/audio';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
];

const MICROPHONE_RATE_HZ = 16_000;

/** Silence at the end of what is spoken, before it begins again. */
const PAUSE_MS = 6_000;

/**
 * What is spoken into the page's microphone, counted from when it opens, again and again with a
 * pause in between: on a busy machine a session may open later than the first word.
 */
export interface SpokenAt {
  readonly atMs: number;
  /** PCM16 mono 16 kHz. */
  readonly samples: Int16Array;
}

export interface ConsoleBrowser {
  readonly page: Page;
  /** Errors that the page printed or threw, refusals of its own security policy among them. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** Opens the console in a real Chromium whose microphone is a recording, or is refused. */
export function openConsole(
  gatewayUrl: string,
  microphone: readonly SpokenAt[] | 'refused',
): Promise<ConsoleBrowser> {
  // The page samples its own output when it is asked to (apps/gateway/src/console/page/probe.ts).
  return openPage(`${gatewayUrl}/?probe`, microphone, 'no-user-gesture-required');
}

/** @param autoplay when a page may sound: at once, or after a click as in everybody's browser */
export async function openPage(
  address: string,
  microphone: readonly SpokenAt[] | 'refused',
  autoplay: 'no-user-gesture-required' | 'document-user-activation-required',
): Promise<ConsoleBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'voxrail-browser-'));
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: CHROMIUM,
    args: [
      ...FLAGS,
      `--autoplay-policy=${autoplay}`,
      ...microphoneFlags(microphone, join(folder, 'microphone.wav')),
    ],
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(address);
  return {
    page,
    errors,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function microphoneFlags(microphone: readonly SpokenAt[] | 'refused', file: string): string[] {
  if (microphone === 'refused') return ['--deny-permission-prompts'];
  writeWav(file, speechTrack(microphone), MICROPHONE_RATE_HZ);
  return ['--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${file}`];
}

function speechTrack(spoken: readonly SpokenAt[]): Int16Array {
  const samplesPerMs = MICROPHONE_RATE_HZ / 1000;
  const ends = spoken.map(({ atMs, samples }) => atMs * samplesPerMs + samples.length);
  const track = new Int16Array(Math.max(0, ...ends) + PAUSE_MS * samplesPerMs);
  for (const { atMs, samples } of spoken) track.set(samples, atMs * samplesPerMs);
  return track;
}
