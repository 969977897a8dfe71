import { Conversation } from './conversation';

const CALL = { requestId: 'call_1', name: 'look_up', arguments: {} };

describe('Conversation', () => {
  it('keeps of an answer what was heard, across its messages', () => {
    const conversation = new Conversation();
    conversation.addUser(1, 'question');
    conversation.addAssistant(1, 'Let me see.', [CALL]);
    conversation.addToolResult(1, 'call_1', 'found');
    conversation.addAssistant(1, ' Here it is.', []);
    conversation.keepHeard(1, 16);
    expect(conversation.messages()).toEqual([
      { role: 'user', content: 'question' },
      { role: 'assistant', content: 'Let me see.', toolCalls: [CALL] },
      { role: 'tool', content: 'found', requestId: 'call_1' },
      { role: 'assistant', content: ' Here', interrupted: true },
    ]);
  });

  it('drops an answer of which nothing was heard, but not its tool calls', () => {
    const conversation = new Conversation();
    conversation.addAssistant(1, 'Let me see.', [CALL]);
    conversation.addAssistant(2, 'Hello.', []);
    conversation.keepHeard(1, 0);
    conversation.keepHeard(2, 0);
    expect(conversation.messages()).toEqual([
      { role: 'assistant', content: '', interrupted: true, toolCalls: [CALL] },
    ]);
  });

  it('does not touch other turns', () => {
    const conversation = new Conversation();
    conversation.addAssistant(1, 'Hello.', []);
    conversation.addAssistant(2, 'Goodbye.', []);
    conversation.keepHeard(2, 3);
    expect(conversation.messages()[0]).toEqual({ role: 'assistant', content: 'Hello.' });
  });

  it('forgets whole turns, oldest first, when it grows too long', () => {
    const conversation = new Conversation();
    for (let turn = 1; turn <= 20; turn += 1) {
      conversation.addUser(turn, `question ${turn} ${'x'.repeat(4_000)}`);
      conversation.addAssistant(turn, `answer ${turn}`, []);
    }
    const messages = conversation.messages();
    const characters = messages.reduce((sum, message) => sum + message.content.length, 0);
    expect(characters).toBeLessThanOrEqual(48_000);
    expect(messages[0]?.role).toBe('user');
    expect(messages.at(-1)?.content).toBe('answer 20');
  });
});
