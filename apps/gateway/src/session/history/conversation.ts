import type { HistoryMessage, HistoryToolCall } from '@voxrail/contracts';

import type { HistoryRecord } from '../continuity/session-record';

interface AssistantEntry {
  readonly role: 'assistant';
  readonly turn: number;
  readonly content: string;
  readonly interrupted: boolean;
  readonly toolCalls: readonly HistoryToolCall[];
}

type Entry =
  | { readonly role: 'user'; readonly turn: number; readonly content: string }
  | AssistantEntry
  | {
      readonly role: 'tool';
      readonly turn: number;
      readonly requestId: string;
      readonly content: string;
    };

/**
 * About 12,000 tokens: more than the model's context of 8,192, so that what is dropped here would
 * have been left out of the prompt anyway, and a prompt stays far below what a message may hold.
 */
const MAX_CHARACTERS = 48_000;
const MAX_ENTRIES = 400;

/** What was said and heard in a session. It lives in memory and dies with the session. */
export class Conversation {
  private entries: Entry[];
  private changes = 0;

  /** @param records what `records` told, of this conversation at another gateway. */
  public constructor(records: readonly HistoryRecord[] = []) {
    this.entries = records.map(toEntry);
  }

  /** All of it, for another gateway to go on with. */
  public records(): HistoryRecord[] {
    return [...this.entries];
  }

  /** Whether something stands for the call, if only that it is pending. */
  public hasResultOf(requestId: string): boolean {
    return this.entries.some((entry) => entry.role === 'tool' && entry.requestId === requestId);
  }

  /** Another number after each change: two prompts made at the same one begin alike. */
  public get version(): number {
    return this.changes;
  }

  public addUser(turn: number, content: string): void {
    this.add({ role: 'user', turn, content });
  }

  /** `content` is what was generated; `keepHeard` cuts it when the turn ends. */
  public addAssistant(turn: number, content: string, toolCalls: readonly HistoryToolCall[]): void {
    if (content.trim() === '' && toolCalls.length === 0) return;
    this.add({ role: 'assistant', turn, content, interrupted: false, toolCalls });
  }

  public addToolResult(turn: number, requestId: string, content: string): void {
    this.add({ role: 'tool', turn, requestId, content });
  }

  /** Leaves of the turn's answer only its first `characters`; a cut message is marked as interrupted. */
  public keepHeard(turn: number, characters: number): void {
    let remaining = characters;
    this.changes += 1;
    this.entries = this.entries.flatMap((entry): Entry[] => {
      if (entry.role !== 'assistant' || entry.turn !== turn) return [entry];
      const heard = Math.max(0, Math.min(remaining, entry.content.length));
      remaining -= entry.content.length;
      if (heard === entry.content.length) return [entry];
      const content = entry.content.slice(0, heard).trimEnd();
      if (content === '' && entry.toolCalls.length === 0) return [];
      return [{ ...entry, content, interrupted: true }];
    });
  }

  /** The conversation as a prompt needs it, oldest first. */
  public messages(): HistoryMessage[] {
    return this.entries.map(toMessage);
  }

  private add(entry: Entry): void {
    this.changes += 1;
    this.entries.push(entry);
    while (this.isOverBound()) this.dropOldestTurn();
  }

  private isOverBound(): boolean {
    if (this.entries.length > MAX_ENTRIES) return true;
    const characters = this.entries.reduce((sum, entry) => sum + entry.content.length, 0);
    return characters > MAX_CHARACTERS && this.entries.length > 1;
  }

  /** Whole turns go, so that no tool result stands without its call. */
  private dropOldestTurn(): void {
    const oldest = this.entries[0]?.turn;
    const kept = this.entries.filter((entry) => entry.turn !== oldest);
    this.entries = kept.length > 0 ? kept : this.entries.slice(1);
  }
}

function toEntry(record: HistoryRecord): Entry {
  const { role, turn, content, interrupted = false, toolCalls = [], requestId = '' } = record;
  switch (role) {
    case 'user':
      return { role, turn, content };
    case 'assistant':
      return { role, turn, content, interrupted, toolCalls };
    case 'tool':
      return { role, turn, content, requestId };
  }
}

function toMessage(entry: Entry): HistoryMessage {
  switch (entry.role) {
    case 'user':
      return { role: 'user', content: entry.content };
    case 'tool':
      return { role: 'tool', content: entry.content, requestId: entry.requestId };
    case 'assistant':
      return {
        role: 'assistant',
        content: entry.content,
        ...(entry.interrupted ? { interrupted: true } : {}),
        ...(entry.toolCalls.length > 0 ? { toolCalls: [...entry.toolCalls] } : {}),
      };
  }
}
