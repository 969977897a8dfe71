import { join } from 'node:path';

import { readWav } from '@voxrail/audio';
import { until } from '@voxrail/testing';

import type { ConsoleBrowser, SpokenAt } from './support/browser';
import { openConsole } from './support/browser';
import type { RunningStack } from './support/stack';
import { startStack } from './support/stack';

const RECORDINGS = join(__dirname, '..', 'assets', 'recordings');

/** A person would hear this; below it lies what a fading voice leaves behind. */
const AUDIBLE = 0.01;

/** Between two samples of the probe, which takes one each 20 ms. What is longer waited for the machine. */
const LONGEST_PAUSE_MS = 40;

/** A second. */
const SAMPLES_AFTER_CUT = 50;

interface ProbeReading {
  readonly output: readonly { readonly atMs: number; readonly peak: number }[];
  readonly interruptions: readonly number[];
}

function goForward(atMs: number): SpokenAt {
  return { atMs, samples: readWav(join(RECORDINGS, 'go-forward-ten-meters.wav')).samples };
}

/** Largest output of a machine that runs, between two times after a moment: while it stalls, no time passes. */
function peakAfter(
  { output }: ProbeReading,
  momentMs: number,
  [fromMs, toMs]: readonly [number, number],
): number {
  let [ranMs, beforeMs, peakThen] = [0, momentMs, 0];
  for (const { atMs, peak } of output.filter((sample) => sample.atMs > momentMs)) {
    ranMs += Math.min(atMs - beforeMs, LONGEST_PAUSE_MS);
    beforeMs = atMs;
    if (ranMs > fromMs && ranMs < toMs) peakThen = Math.max(peakThen, peak);
  }
  return peakThen;
}

describe('the console in a real browser', () => {
  let stack: RunningStack;
  let browser: ConsoleBrowser | undefined;

  beforeAll(async () => {
    stack = await startStack({ models: 'embedded' });
  }, 90_000);

  afterEach(async () => {
    await browser?.close();
    browser = undefined;
  });

  afterAll(async () => {
    await stack.stop();
  });

  async function open(microphone: readonly SpokenAt[] | 'refused'): Promise<ConsoleBrowser> {
    browser = await openConsole(stack.gatewayUrl, microphone);
    return browser;
  }

  function probe({ page }: ConsoleBrowser): Promise<ProbeReading> {
    return page.evaluate<ProbeReading>('window.voxrailProbe');
  }

  it('writes down what the microphone hears and lets the answer be heard', async () => {
    const opened = await open([goForward(3_000)]);
    const { page } = opened;
    await page.click('#connect');
    await page.waitForSelector('.entry-user:not(.is-partial) >> text=/forward/i');
    await page.waitForSelector('.entry-agent[aria-busy="false"]');
    await page.waitForSelector('#latency .latency-row');
    const row = page.locator('#timeline .timeline-row:not(.is-going-on)').first();
    await row.locator('.mark-commit').waitFor({ state: 'attached' });
    expect(await row.locator('.span-user').count()).toBeGreaterThan(0);
    expect(await row.locator('.span-speaking').count()).toBeGreaterThan(0);
    expect(await row.locator('.track').getAttribute('aria-label')).toMatch(
      /^Turn \d+: you spoke .*, commit at .*, agent spoke /,
    );
    const { output } = await probe(opened);
    const audible = output.filter(({ peak }) => peak > AUDIBLE);
    expect(audible.length).toBeGreaterThan(10);
    expect(opened.errors).toEqual([]);
  });

  it('shows the words as they are recognized, before they are final', async () => {
    const { page } = await open([goForward(3_000)]);
    await page.click('#connect');
    const partial = await page.waitForSelector('.entry-user.is-partial .words');
    expect(((await partial.textContent()) ?? '').length).toBeGreaterThan(0);
  });

  it('falls silent when the person cuts in, and marks what was not heard', async () => {
    const opened = await open([goForward(7_000)]);
    const { page } = opened;
    await page.click('#connect');
    await page.fill('#text:enabled', 'Tell me a story.');
    await page.click('#send');
    await page.waitForSelector('.entry-agent .unheard');
    const reading = await until(
      async () => {
        const { output, interruptions } = await probe(opened);
        const [cutMs = Infinity] = interruptions;
        const isEnough = output.filter(({ atMs }) => atMs > cutMs).length > SAMPLES_AFTER_CUT;
        return isEnough && { output, interruptions };
      },
      20_000,
      'a second after the interruption',
    );
    const cutMs = reading.interruptions[0] ?? Number.NaN;
    const before = reading.output.filter(({ atMs }) => atMs > cutMs - 1_000 && atMs < cutMs);
    expect(Math.max(...before.map(({ peak }) => peak))).toBeGreaterThan(AUDIBLE);
    expect(peakAfter(reading, cutMs, [100, 1_000])).toBeLessThan(0.001);
    await page.waitForSelector('#timeline .mark-interruption', { state: 'attached' });
    // The page's echo canceller works on this speech: not every word survives it.
    await page.waitForSelector('.entry-user >> text=/forward/i');
  });

  it('runs a tool of the page and shows its parameters and result', async () => {
    const { page } = await open([]);
    await page.click('[data-example*="Lisbon"]');
    const tool = await page.waitForSelector('.entry-tool[data-status="completed"]');
    expect(await tool.textContent()).toMatch(/get_weather\(city: "Lisbon"\).*"sky"/);
    await page.waitForSelector('.entry-agent[aria-busy="false"]');
    await page.waitForSelector('#timeline .span-tool[title^="tool get_weather"]', {
      state: 'attached',
    });
  });

  it('listens to another microphone in mid-call, and to that one again in the next call', async () => {
    const opened = await open([goForward(4_000)]);
    const { page } = opened;
    const microphone = page.getByLabel('Microphone');
    await page.click('#connect');
    await page.waitForSelector('html[data-phase="listening"]');
    await microphone.waitFor();
    const first = await microphone.inputValue();
    const names = await microphone.locator('option').allTextContents();
    expect(names.length).toBeGreaterThan(1);
    await microphone.selectOption({ index: names.length - 1 });
    const chosen = await microphone.inputValue();
    expect(chosen).not.toBe(first);
    // This one begins the recording anew when it is opened.
    await page.waitForSelector('.entry-user:not(.is-partial) >> text=/forward/i');
    await page.click('#hang-up');
    await page.reload();
    await page.click('#connect');
    await page.waitForSelector('html[data-phase="listening"]');
    expect(await microphone.inputValue()).toBe(chosen);
    expect(await page.evaluate('window.voxrailProbe.microphone()')).toBe(chosen);
    expect(opened.errors).toEqual([]);
  });

  it('takes the system’s microphone where the one of the last call is gone', async () => {
    const opened = await open([]);
    const { page } = opened;
    await page.evaluate('localStorage.setItem("voxrail.microphone", "a device that is gone")');
    await page.click('#connect');
    await page.waitForSelector('html[data-phase="listening"]');
    expect(await page.evaluate('window.voxrailProbe.microphone()')).toEqual(expect.any(String));
    expect(await page.locator('[role="alert"] .notice').count()).toBe(0);
    expect(opened.errors).toEqual([]);
  });

  it('hangs up without an error and can be called again', async () => {
    const opened = await open([]);
    const { page } = opened;
    for (let call = 0; call < 2; call += 1) {
      await page.click('#connect');
      await page.waitForSelector('html[data-phase="listening"]');
      await page.click('#hang-up');
      await page.waitForSelector('html[data-phase="offline"]');
    }
    expect(opened.errors).toEqual([]);
  });

  it('says that the microphone was refused, and goes on with typed turns', async () => {
    const { page } = await open('refused');
    await page.click('#connect');
    const notice = await page.waitForSelector('[role="alert"] .notice-problem');
    expect(await notice.textContent()).toMatch(
      /microphone was refused for this page.*You can still type/,
    );
    await page.fill('#text:enabled', 'Hello.');
    await page.click('#send');
    await page.waitForSelector('.entry-agent .words');
    expect(await page.getByLabel('Microphone').isHidden()).toBe(true);
  });

  it('says that there is no microphone on a page that is not secure', async () => {
    const opened = await open([goForward(3_000)]);
    const { page } = opened;
    await page.addInitScript('Object.defineProperty(window, "isSecureContext", { value: false })');
    await page.reload();
    await page.click('#connect');
    const notice = await page.waitForSelector('[role="alert"] .notice-problem');
    expect(await notice.textContent()).toMatch(/only over HTTPS or on localhost/);
  });
});
