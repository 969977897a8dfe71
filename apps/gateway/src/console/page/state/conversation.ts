import type {
  AgentTextMessage,
  AudioEndMessage,
  InterruptedMessage,
  ToolOutcome,
  ToolRequestMessage,
  TranscriptMessage,
} from '@voxrail/client';

import type { AgentItem, ConversationItem, ToolItem, UserItem } from './conversation-item';
import { heardCharacters } from './heard-characters';
import { spokenCharacters } from './spoken-characters';

/** Entries kept on the page; older ones scroll out for good. */
const MAX_ITEMS = 400;

/** The conversation in the order in which it happened, built from the protocol's messages. */
export class Conversation {
  private readonly entries = new Map<string, ConversationItem>();
  private readonly durationsMs = new Map<number, number>();
  private typedTurns = 0;

  public constructor(private readonly changed: (item: ConversationItem) => void) {}

  public get items(): readonly ConversationItem[] {
    return [...this.entries.values()];
  }

  public transcript({ turn, text, is_final }: TranscriptMessage): void {
    const typed = this.unnumbered(text);
    const id = typed?.id ?? `user-${turn}`;
    // A turn without words: a cough that was taken for speech.
    if (text === '' && !this.entries.has(id)) return;
    this.put({ kind: 'user', id, turn, text, final: is_final, typed: typed !== undefined });
  }

  /** Shown at once: the person knows what they typed. */
  public typed(text: string): void {
    this.typedTurns += 1;
    const id = `typed-${this.typedTurns}`;
    this.put({ kind: 'user', id, turn: null, text, final: true, typed: true });
  }

  public agentText(message: AgentTextMessage): void {
    const item = this.agent(message.turn);
    if ('delta' in message) {
      this.put({ ...item, text: item.text + message.delta });
      return;
    }
    const heard = heardCharacters(message.text, message.heard);
    this.put({ ...item, text: message.text, heardCharacters: heard });
    this.durationsMs.delete(message.turn);
  }

  /** The length of an answer, from which its place can be told more exactly. */
  public audioEnd({ turn, duration_ms }: AudioEndMessage): void {
    this.durationsMs.set(turn, duration_ms);
  }

  /** The agent's voice has come this far. */
  public played(turn: number, playedMs: number): void {
    const item = this.entries.get(`agent-${turn}`);
    if (item?.kind !== 'agent' || item.heardCharacters !== null) return;
    const durationMs = this.durationsMs.get(turn) ?? null;
    const spoken = spokenCharacters(item.text, playedMs, durationMs);
    if (spoken > item.spokenCharacters) this.put({ ...item, spokenCharacters: spoken });
  }

  public interrupted({ turn }: InterruptedMessage): void {
    const item = this.entries.get(`agent-${turn}`);
    if (item?.kind === 'agent') this.put({ ...item, interrupted: true });
  }

  public toolRequested(request: ToolRequestMessage): void {
    this.put({
      kind: 'tool',
      id: `tool-${request.request_id}`,
      turn: request.turn,
      toolName: request.tool_name,
      parameters: request.parameters,
      outcome: { status: 'running' },
    });
  }

  public toolEnded(outcome: ToolOutcome): void {
    const item = this.entries.get(`tool-${outcome.requestId}`);
    if (item?.kind === 'tool') this.put({ ...item, outcome: shownOutcome(outcome) });
  }

  private agent(turn: number): AgentItem {
    const known = this.entries.get(`agent-${turn}`);
    if (known?.kind === 'agent') return known;
    return {
      kind: 'agent',
      id: `agent-${turn}`,
      turn,
      text: '',
      spokenCharacters: 0,
      heardCharacters: null,
      interrupted: false,
    };
  }

  private unnumbered(text: string): UserItem | undefined {
    for (const item of this.entries.values()) {
      if (item.kind === 'user' && item.turn === null && item.text === text) return item;
    }
    return undefined;
  }

  private put(item: ConversationItem): void {
    this.entries.set(item.id, item);
    const [oldest] = this.entries.keys();
    if (this.entries.size > MAX_ITEMS && oldest !== undefined) this.entries.delete(oldest);
    this.changed(item);
  }
}

function shownOutcome(outcome: ToolOutcome): ToolItem['outcome'] {
  switch (outcome.status) {
    case 'completed':
      return { status: 'completed', result: outcome.result };
    case 'failed':
      return { status: 'failed', error: outcome.error };
    case 'cancelled':
      return { status: 'cancelled', reason: outcome.reason };
  }
}
