import type { ClientEventName, ClientEvents } from '@voxrail/client';

import { LiveView } from './live-view';

class Screen {
  public written = '';
  public readonly columns = 30;

  public constructor(public readonly isTTY: boolean) {}

  public write(text: string): void {
    this.written += text;
  }
}

/** Where the client's messages would come from. */
class Messages {
  private readonly listeners = new Map<ClientEventName, (payload: never) => void>();

  public on<N extends ClientEventName>(
    name: N,
    listener: (payload: ClientEvents[N]) => void,
  ): () => void {
    this.listeners.set(name, listener);
    return () => undefined;
  }

  public send<N extends ClientEventName>(name: N, payload: ClientEvents[N]): void {
    const listener = this.listeners.get(name) as ((payload: ClientEvents[N]) => void) | undefined;
    listener?.(payload);
  }
}

function build(isTTY: boolean): { screen: Screen; messages: Messages } {
  const screen = new Screen(isTTY);
  const messages = new Messages();
  new LiveView(screen).follow(messages);
  return { screen, messages };
}

describe('LiveView', () => {
  it('prints only what is final where the output is no terminal', () => {
    const { screen, messages } = build(false);
    messages.send('transcript', { turn: 1, text: 'go', is_final: false, confidence: 0 });
    messages.send('transcript', { turn: 1, text: 'go forward', is_final: true, confidence: 1 });
    messages.send('agent_text', { turn: 1, delta: 'Go' });
    messages.send('agent_text', { turn: 1, text: 'Going.', heard: 'Going.', is_final: true });
    expect(screen.written).toBe('  heard  go forward\n  agent  Going.\n');
  });

  it('rewrites words in place on a terminal and never wraps the line', () => {
    const { screen, messages } = build(true);
    messages.send('transcript', { turn: 1, text: 'go', is_final: false, confidence: 0 });
    messages.send('transcript', {
      turn: 1,
      text: 'go forward ten meters and then stop',
      is_final: false,
      confidence: 0,
    });
    expect(screen.written).not.toContain('\n');
    const last = screen.written.split('\r\u001b[2K').at(-1) ?? '';
    expect(last).toContain('…eters and then stop');
    expect(last.replaceAll(/\u001b\[\d+m/g, '').length).toBeLessThan(30);
  });

  it('says what of an interrupted answer was heard', () => {
    const { screen, messages } = build(false);
    messages.send('interrupted', { turn: 1, played_ms: 812.4 });
    messages.send('agent_text', { turn: 1, text: 'Once upon', heard: 'Once', is_final: true });
    expect(screen.written.split('\n')).toEqual([
      '    cut  the agent stopped after 812 ms of its answer',
      '  agent  Once upon',
      '         (heard: Once)',
      '',
    ]);
  });

  it('shows a tool call with its parameters and its result', () => {
    const { screen, messages } = build(false);
    messages.send('tool_request', {
      request_id: 'r',
      tool_name: 'move_robot',
      parameters: { meters: 10 },
      turn: 1,
      deadline_ms: 100,
    });
    messages.send('tool_outcome', {
      requestId: 'r',
      toolName: 'move_robot',
      turn: 1,
      status: 'completed',
      result: { status: 'moving' },
    });
    expect(screen.written).toBe(
      '   tool  move_robot({"meters":10})\n         → {"status":"moving"}\n',
    );
  });
});
