import { VirtualClock } from '@voxrail/clock';

import { SessionTraffic } from './session-traffic';

const FRAME_BYTES = 640;
const FRAME_MS = 20;

describe('SessionTraffic', () => {
  let clock: VirtualClock;
  let traffic: SessionTraffic;

  beforeEach(() => {
    clock = new VirtualClock();
    traffic = new SessionTraffic(clock, 1.5);
  });

  function sendAudio(speed: number, seconds: number): Record<string, number> {
    const verdicts = { pass: 0, refuse: 0, drop: 0, end: 0 };
    for (let atMs = 0; atMs < seconds * 1_000; atMs += FRAME_MS / speed) {
      const verdict = traffic.audio(FRAME_BYTES);
      verdicts[verdict] += 1;
      if (verdict === 'end') break;
      clock.advance(FRAME_MS / speed);
    }
    return verdicts;
  }

  it('passes audio in real time for ever', () => {
    expect(sendAudio(1, 120)).toMatchObject({ refuse: 0, drop: 0, end: 0 });
  });

  it('ends a client that sends at four times real time within 5 s, at most the allowance of it passed', () => {
    const { pass, end } = sendAudio(4, 5);
    expect(end).toBe(1);
    expect(clock.nowMs()).toBeLessThan(5_000);
    expect((pass ?? 0) * FRAME_BYTES).toBeLessThanOrEqual(96_000 + 1.5 * 32_000 * 5);
  });

  it('drops what is a little too fast, says so once a second, and goes on', () => {
    const { pass, refuse, drop, end } = sendAudio(1.6, 60);
    expect(end).toBe(0);
    expect((pass ?? 0) * FRAME_MS).toBeLessThanOrEqual(1.5 * 62_000);
    expect(drop).toBeGreaterThan(100);
    expect(refuse).toBeLessThanOrEqual(60);
  });

  it('ends a client that sends empty audio without pause', () => {
    const verdicts = Array.from({ length: 1_000 }, () => traffic.audio(0));
    expect(verdicts.indexOf('end')).toBe(600);
  });

  it('passes 40 messages at once and 20 a second, refuses some, and ends it at last', () => {
    const verdicts = Array.from({ length: 81 }, () => traffic.message('control'));
    expect(verdicts.slice(0, 40).every((verdict) => verdict === 'pass')).toBe(true);
    expect(verdicts.slice(40, 80).every((verdict) => verdict === 'refuse')).toBe(true);
    expect(verdicts[80]).toBe('end');
    clock.advance(1_000);
    const later = Array.from({ length: 21 }, () => traffic.message('text'));
    expect(later.filter((verdict) => verdict === 'pass')).toHaveLength(20);
  });

  it('takes audio from a client that sends too many messages', () => {
    for (let count = 0; count < 60; count += 1) traffic.message('control');
    expect(traffic.audio(FRAME_BYTES)).toBe('pass');
  });

  it('does not count 20 playback reports a second', () => {
    for (let second = 0; second < 60; second += 1) {
      for (let count = 0; count < 20; count += 1) expect(traffic.message('playback')).toBe('pass');
      for (let count = 0; count < 20; count += 1) expect(traffic.message('control')).toBe('pass');
      clock.advance(1_000);
    }
  });

  it('counts the playback reports beyond as messages', () => {
    for (let count = 0; count < 60; count += 1) expect(traffic.message('playback')).toBe('pass');
    expect(traffic.message('playback')).toBe('refuse');
  });

  it('has had enough of the tenth mistake within a minute, whatever it was', () => {
    for (let count = 0; count < 3; count += 1) {
      expect(traffic.mistake('bad_request')).toBe(false);
      expect(traffic.mistake('audio_invalid')).toBe(false);
      expect(traffic.mistake('audio_too_large')).toBe(false);
      clock.advance(10_000);
    }
    expect(traffic.mistake('bad_request')).toBe(true);
  });

  it('does not blame a client for what it could not know', () => {
    for (let count = 0; count < 100; count += 1) {
      expect(traffic.mistake('tool_request_not_found')).toBe(false);
      expect(traffic.mistake('conflict')).toBe(false);
    }
  });
});
