import { AnswerOutbox } from './answer-outbox';

describe('AnswerOutbox', () => {
  function build(): { outbox: AnswerOutbox; sent: string[]; line: { isUp: boolean } } {
    const sent: string[] = [];
    const line = { isUp: true };
    const outbox = new AnswerOutbox(({ request_id, event_id }) => {
      if (line.isUp) sent.push(`${request_id} ${event_id === undefined ? 'at once' : 'late'}`);
      return line.isUp;
    });
    return { outbox, sent, line };
  }

  it('sends an answer at once, and one that is ready in between when there is a connection again', () => {
    const { outbox, sent, line } = build();
    outbox.answer({ request_id: 'a', result: 1 });
    line.isUp = false;
    outbox.answer({ request_id: 'b', result: 2 });
    line.isUp = true;
    outbox.flush();
    outbox.flush();
    expect(sent).toEqual(['a at once', 'b late']);
  });

  it('gives an answer again to whoever asks again, and none that it has not given', () => {
    const { outbox, sent } = build();
    outbox.answer({ request_id: 'a', result: 1 });
    expect([outbox.repeat('a'), outbox.repeat('b')]).toEqual([true, false]);
    expect(sent).toEqual(['a at once', 'a late']);
  });

  it('forgets what was cancelled, and what is long past', () => {
    const { outbox } = build();
    outbox.answer({ request_id: 'a', result: 1 });
    outbox.forget('a');
    expect(outbox.repeat('a')).toBe(false);
    for (let call = 0; call <= 64; call += 1) outbox.answer({ request_id: `r${call}`, result: 0 });
    expect([outbox.repeat('r0'), outbox.repeat('r1')]).toEqual([false, true]);
  });
});
