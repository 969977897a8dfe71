import fc from 'fast-check';

import { isSessionId } from './session-id';
import {
  claimSubject,
  endSubject,
  interruptSubject,
  ownerSubject,
  railSubject,
  workerSubject,
} from './subjects';

describe('subjects', () => {
  it('are those of docs/wire.md', () => {
    const sid = 'session_01';
    expect(claimSubject('asr')).toBe('va.asr.claim');
    expect(workerSubject('tts-a1b2c3', 'lease')).toBe('va.w.tts-a1b2c3.lease');
    expect(railSubject(sid, 'llm', 'out')).toBe('va.s.session_01.llm.out');
    expect(interruptSubject(sid)).toBe('va.interrupt.session_01');
    expect(endSubject(sid)).toBe('va.s.session_01.end');
    expect(ownerSubject(sid)).toBe('va.s.session_01.owner');
  });

  it('never let a session id change what a subject means', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 70 }), (sid) => {
        if (isSessionId(sid)) expect(railSubject(sid, 'asr', 'in').split('.')).toHaveLength(5);
        else expect(() => railSubject(sid, 'asr', 'in')).toThrow(RangeError);
      }),
    );
    for (const sid of ['a.b.c.d.e', '********', '>>>>>>>>', 'white space', 'short']) {
      expect(() => endSubject(sid)).toThrow(RangeError);
    }
  });

  it('refuse a worker id with a wildcard or a dot', () => {
    expect(() => workerSubject('asr-*', 'claim')).toThrow(RangeError);
    expect(() => workerSubject('asr-abc.def', 'claim')).toThrow(RangeError);
  });
});
