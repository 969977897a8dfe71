import { Conversation } from './conversation';

function build(): Conversation {
  return new Conversation(() => undefined);
}

describe('Conversation', () => {
  it('replaces a turn’s partial transcripts by its final one', () => {
    const conversation = build();
    conversation.transcript({ turn: 1, text: 'go', is_final: false, confidence: 0 });
    conversation.transcript({ turn: 1, text: 'go forward', is_final: true, confidence: 0.9 });
    expect(conversation.items).toEqual([
      { kind: 'user', id: 'user-1', turn: 1, text: 'go forward', final: true, typed: false },
    ]);
  });

  it('shows a typed turn once, also when the gateway repeats it as a transcript', () => {
    const conversation = build();
    conversation.typed('what time is it');
    conversation.transcript({ turn: 2, text: 'what time is it', is_final: true, confidence: 1 });
    expect(conversation.items).toMatchObject([{ text: 'what time is it', turn: 2, typed: true }]);
  });

  it('lets an answer grow and marks what of it was heard', () => {
    const conversation = build();
    conversation.agentText({ turn: 1, delta: 'Ten meters ' });
    conversation.agentText({ turn: 1, delta: 'it is.' });
    conversation.interrupted({ turn: 1, played_ms: 400 });
    conversation.agentText({ turn: 1, text: 'Ten meters it is.', heard: 'Ten', is_final: true });
    expect(conversation.items).toMatchObject([
      { kind: 'agent', text: 'Ten meters it is.', heardCharacters: 3, interrupted: true },
    ]);
  });

  it('follows the voice through the text while it speaks', () => {
    const conversation = build();
    conversation.agentText({ turn: 1, delta: 'Going forward ten meters now.' });
    conversation.audioEnd({ turn: 1, duration_ms: 2_000 });
    conversation.played(1, 1_000);
    expect(conversation.items).toMatchObject([{ spokenCharacters: 17, heardCharacters: null }]);
  });

  it('shows a tool call where it happened, with its result', () => {
    const conversation = build();
    conversation.toolRequested({
      request_id: 'r',
      tool_name: 'get_time',
      parameters: {},
      turn: 1,
      deadline_ms: 100,
    });
    conversation.agentText({ turn: 1, delta: 'It is noon.' });
    conversation.toolEnded({
      requestId: 'r',
      toolName: 'get_time',
      turn: 1,
      status: 'completed',
      result: '12:00',
    });
    expect(conversation.items).toMatchObject([
      { kind: 'tool', outcome: { status: 'completed', result: '12:00' } },
      { kind: 'agent' },
    ]);
  });

  it('keeps a bounded number of entries, the newest', () => {
    const conversation = build();
    for (let turn = 0; turn < 1_000; turn += 1) {
      conversation.transcript({ turn, text: 'word', is_final: true, confidence: 1 });
    }
    expect(conversation.items).toHaveLength(400);
    expect(conversation.items.at(-1)).toMatchObject({ turn: 999 });
  });
});
