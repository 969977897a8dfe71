import type { ScriptedStream } from '@voxrail/testing';
import { connectedMessage, ScriptedGateway, until } from '@voxrail/testing';

import type { ConsoleBrowser } from './support/browser';
import { openPage } from './support/browser';
import type { ClientProject } from './support/client-package';
import { installClientPackage } from './support/client-package';
import type { ReactPage } from './support/react-page';
import { serveReactPage } from './support/react-page';

const RATE_HZ = 22_050;
const PIECE_MS = 40;
const ANSWER_MS = 1_000;

/** Asked for, and long enough not to be over before a busy machine has paused it. */
const STORY = 'Tell me a story';
const STORY_MS = 8_000;
const TRANSPORTS = ['socket.io', 'websocket'];

/** 40 ms of a tone that a person would hear. */
function tone(): Uint8Array {
  const samples = Int16Array.from({ length: (RATE_HZ * PIECE_MS) / 1_000 }, (_, i) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 440 * i) / RATE_HZ)),
  );
  return new Uint8Array(samples.buffer);
}

interface Heard {
  readonly streams: ScriptedStream[];
  readonly playback: { readonly turn: number; readonly played_ms: number }[];
  readonly toolAnswers: unknown[];
  audioMessages: number;
  audioBytes: number;
  loudSamples: number;
}

/** A gateway that answers typed text with a second of tone, and notes what it hears. */
function answering(heard: Heard): (stream: ScriptedStream) => void {
  return (stream) => {
    heard.streams.push(stream);
    stream.send('connected', connectedMessage({ token: 'a', resumed: heard.streams.length > 1 }));
    stream.on('audio_chunk', (bytes) => {
      const audio = bytes as Buffer;
      heard.audioMessages += 1;
      heard.audioBytes = audio.length;
      for (let at = 0; at + 1 < audio.length; at += 2) {
        if (Math.abs(audio.readInt16LE(at)) > 500) heard.loudSamples += 1;
      }
    });
    stream.on('playback', (report) => heard.playback.push(report as Heard['playback'][0]));
    stream.on('tool_response', (answer) => heard.toolAnswers.push(answer));
    stream.on('text', (message) => {
      const { text } = message as { readonly text: string };
      answer(stream, text === STORY ? STORY_MS : ANSWER_MS);
    });
  };
}

function answer(stream: ScriptedStream, lengthMs: number): void {
  stream.send('transcript', { turn: 1, text: 'Hello', is_final: true, confidence: 1 });
  stream.send('agent_text', { turn: 1, delta: 'Good ' });
  for (let at = 0; at < lengthMs; at += PIECE_MS) {
    stream.sendAudio(tone(), { turn: 1, offset_ms: at });
  }
  stream.send('audio_end', { turn: 1, duration_ms: lengthMs });
  stream.send('agent_text', { turn: 1, text: 'Good day.', heard: 'Good day.', is_final: true });
}

describe('the client in a browser', () => {
  let project: ClientProject;
  let page: ReactPage;
  let gateway: ScriptedGateway;
  let heard: Heard;
  let browser: ConsoleBrowser | undefined;

  beforeAll(async () => {
    const beside = ['socket.io-client', 'ws', 'react', 'react-dom', 'scheduler'];
    project = await installClientPackage(beside);
    page = await serveReactPage(project);
  }, 120_000);

  beforeEach(async () => {
    heard = {
      streams: [],
      playback: [],
      toolAnswers: [],
      audioMessages: 0,
      audioBytes: 0,
      loudSamples: 0,
    };
    gateway = await ScriptedGateway.start({ onStream: answering(heard) });
  });

  afterEach(async () => {
    await browser?.close();
    browser = undefined;
    await gateway.stop();
    // A browser takes its time to go on a busy machine.
  });

  afterAll(async () => {
    await page.close();
    project.remove();
  });

  async function open(
    wish: Readonly<Record<string, string>> = {},
  ): Promise<ConsoleBrowser['page']> {
    const address = page.address({ gateway: gateway.url, ...wish });
    const speech = { atMs: 0, samples: new Int16Array(16_000).map((_, i) => (i % 40) * 400) };
    browser = await openPage(address, [speech], 'document-user-activation-required');
    return browser.page;
  }

  async function connected(transport = 'socket.io'): Promise<ConsoleBrowser['page']> {
    const opened = await open({ transport });
    await opened.click('#connect');
    await opened.waitForSelector('#phase >> text=open');
    return opened;
  }

  it('sends the microphone in frames of 40 ms, by the worklet that the package carries', async () => {
    const opened = await connected();
    await until(() => heard.loudSamples > 1_000, 10_000, 'sound from the microphone');
    expect(heard.audioBytes).toBe(1_280);
    expect(await opened.evaluate('voice.call.microphone.level()')).toBeGreaterThan(0);
    expect(
      await opened.evaluate('voice.call.microphone.capture.track.getConstraints()'),
    ).toMatchObject({ echoCancellation: true, noiseSuppression: true, autoGainControl: true });
    expect(browser?.errors).toEqual([]);
  });

  it.each(TRANSPORTS)(
    'over %s plays an answer without a gap, reports how much was heard, and shows what was said',
    async (transport) => {
      const opened = await connected(transport);
      await opened.evaluate('voice.sendText("Hello")');
      await until(
        () => heard.playback.some(({ played_ms }) => played_ms >= ANSWER_MS - 1),
        10_000,
        'a report that all of the answer was heard',
      );
      expect(await opened.evaluate('voice.call.player.underruns')).toBe(0);
      expect(await opened.textContent('li.user')).toBe('Hello');
      expect(await opened.textContent('li.agent')).toBe('Good day.');
      const reports = heard.playback.map(({ played_ms }) => played_ms);
      expect(reports).toEqual([...reports].sort((a, b) => a - b));
    },
  );

  it('falls silent when interrupted, and drops what still comes of that turn', async () => {
    const opened = await connected();
    await opened.evaluate(`voice.sendText(${JSON.stringify(STORY)})`);
    const level = (): Promise<number> => opened.evaluate<number>('voice.call.player.meter.peak()');
    await until(async () => (await level()) > 0.05, 10_000, 'sound');
    const [stream] = heard.streams;
    stream?.send('interrupted', { turn: 1, played_ms: 0 });
    await opened.waitForFunction('happened.includes("interrupted")');
    stream?.sendAudio(tone(), { turn: 1, offset_ms: STORY_MS });
    await until(async () => (await level()) < 0.001, 500, 'silence');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await level()).toBeLessThan(0.001);
  });

  it('stops at once when paused, says how much was heard, and goes on from there', async () => {
    const opened = await connected();
    await opened.evaluate(`voice.sendText(${JSON.stringify(STORY)})`);
    const level = (): Promise<number> => opened.evaluate<number>('voice.call.player.meter.peak()');
    const playedMs = (): number => heard.playback.at(-1)?.played_ms ?? 0;
    await until(() => playedMs() > 0, 10_000, 'a report that something was heard');
    const [stream] = heard.streams;
    stream?.send('playback_paused', { turn: 1 });
    await until(async () => (await level()) < 0.001, 10_000, 'silence');
    const heardMs = await opened.evaluate<number>('voice.call.player.played().offsetMs');
    await until(() => Math.abs(playedMs() - heardMs) < 1, 2_000, 'a report of what was heard');
    const pausedAtMs = playedMs();
    expect(pausedAtMs).toBeLessThan(STORY_MS - PIECE_MS);
    stream?.sendAudio(tone(), { turn: 1, offset_ms: STORY_MS });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([await level(), playedMs()]).toEqual([expect.closeTo(0, 3), pausedAtMs]);
    stream?.send('playback_resumed', { turn: 1, offset_ms: pausedAtMs });
    for (let at = 0; at < 400; at += PIECE_MS) {
      stream?.sendAudio(tone(), { turn: 1, offset_ms: pausedAtMs + at });
    }
    await until(() => playedMs() >= pausedAtMs + 399, 10_000, 'a report that the rest was heard');
  });

  it('changes the microphone in mid-call, and takes another when it is unplugged', async () => {
    const opened = await connected();
    const microphones = await opened.evaluate<{ deviceId: string }[]>('listMicrophones()');
    expect(microphones.length).toBeGreaterThan(1);
    const other = microphones.at(-1)?.deviceId ?? '';
    await opened.evaluate(`voice.call.useMicrophone(${JSON.stringify(other)})`);
    expect(await opened.evaluate('voice.call.microphone.inUse.deviceId')).toBe(other);
    // The browser ends the track of a device that is gone; no flag of it unplugs a real one.
    await opened.evaluate('voice.call.microphone.capture.track.dispatchEvent(new Event("ended"))');
    await opened.waitForFunction(
      'happened.filter((name) => name === "microphone_changed").length === 2',
    );
    const before = heard.audioMessages;
    await until(() => heard.audioMessages > before + 10, 10_000, 'audio of the new microphone');
    expect(await opened.evaluate('happened')).not.toContain('microphone_problem');
  });

  it.each(TRANSPORTS)(
    'over %s comes back when the connection is lost, and says so meanwhile',
    async (transport) => {
      const opened = await connected(transport);
      const phases: string[] = [];
      await opened.exposeFunction('notePhase', (phase: string) => phases.push(phase));
      await opened.evaluate(`new MutationObserver(() => notePhase(document.querySelector('#phase').textContent))
      .observe(document.querySelector('#phase'), { characterData: true, subtree: true, childList: true })`);
      heard.streams[0]?.sever();
      await opened.waitForFunction('happened.includes("resumed")');
      await until(() => phases.includes('open'), 10_000, 'the phase open');
      expect(phases[0]).toBe('reconnecting');
      expect(heard.streams[1]?.token).toBe('a');
    },
  );

  it('runs a tool of the page', async () => {
    await connected();
    const request = { request_id: 'r1', tool_name: 'page_title', parameters: {} };
    heard.streams[0]?.send('tool_request', { ...request, turn: 1, deadline_ms: 5_000 });
    const [result] = await until(
      () => heard.toolAnswers.length > 0 && heard.toolAnswers,
      5_000,
      'the answer of the tool',
    );
    expect(result).toEqual({ request_id: 'r1', result: 'A page' });
  });

  it('says that the browser wants a click before it plays, and plays after it', async () => {
    const opened = await open({ 'without-click': '' });
    // Whatever the test's driver asks of the page counts as a click: leave it alone until it has tried.
    await until(() => heard.streams.length > 0, 10_000, 'a session without a click');
    await opened.waitForSelector('#unblock');
    await opened.click('#unblock');
    await opened.waitForSelector('#unblock', { state: 'detached' });
    await opened.waitForSelector('#phase >> text=open');
    expect(heard.audioMessages).toBe(0);
  });

  it('hangs up, and can call again', async () => {
    const opened = await connected();
    await opened.click('#hang-up');
    await opened.waitForSelector('#phase >> text=offline');
    await opened.click('#connect');
    await opened.waitForSelector('#phase >> text=open');
    expect(browser?.errors).toEqual([]);
  });
});
