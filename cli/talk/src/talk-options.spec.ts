import { parseTalkOptions } from './talk-options';

describe('talk options', () => {
  it('needs nothing', () => {
    expect(parseTalkOptions([])).toMatchObject({
      question: null,
      url: 'http://127.0.0.1:3000',
      transport: 'socket.io',
      out: 'reply.wav',
      frameMs: 20,
      interruption: null,
    });
  });

  it('takes the question and the recording that cuts in', () => {
    const options = parseTalkOptions(['first.wav', '--interrupt-after', '1.5', 'second.wav']);
    expect(options).toMatchObject({
      question: 'first.wav',
      interruption: { afterMs: 1_500, recording: 'second.wav' },
    });
  });

  it('cuts into the answer to the shipped recording where only one is given', () => {
    expect(parseTalkOptions(['--interrupt-after', '1', 'second.wav'])).toMatchObject({
      question: null,
      interruption: { afterMs: 1_000, recording: 'second.wav' },
    });
  });
});
