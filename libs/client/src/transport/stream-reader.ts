import type { ServerMessages } from '@voxrail/contracts';

import { bytesToSamples } from '../audio-bytes';
import type { LinkListener } from './link';
import { isServerMessageName } from './server-event';

/** Until `connected` has named another (protocol section 2). */
const DEFAULT_OUTPUT_RATE_HZ = 22_050;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads what a gateway sends over a raw WebSocket and tells it in the names and shapes of Socket.IO.
 * What this version does not know, and what is not as the protocol says, is passed over.
 */
export class StreamReader {
  private position: { readonly turn: number; readonly startMs: number } | undefined;
  private samplesSincePosition = 0;
  private outputRateHz = DEFAULT_OUTPUT_RATE_HZ;

  public constructor(private readonly listener: Pick<LinkListener, 'message' | 'audio'>) {}

  public text(text: string): void {
    const message = parse(text);
    if (message === undefined) return;
    const { type, ...fields } = message;
    switch (type) {
      case 'audio_start':
        this.startAudio(fields);
        return;
      case 'state':
        this.listener.message('agent_state', {
          speaking: fields['agent_speaking'] === true,
          processing: fields['processing'] === true,
        });
        return;
      case 'tool_request': {
        const { tool, params, ...rest } = fields;
        const request = { ...rest, tool_name: tool, parameters: params };
        this.listener.message('tool_request', request as unknown as ServerMessages['tool_request']);
        return;
      }
      case 'connected':
        this.readRate(fields['audio_out']);
    }
    // The word for it on Socket.IO; here the state comes as `state`.
    if (!isServerMessageName(type) || type === 'agent_state') return;
    this.listener.message(type, fields as unknown as ServerMessages[typeof type]);
  }

  public binary(bytes: ArrayBuffer | Uint8Array): void {
    if (this.position === undefined) return;
    const { turn, startMs } = this.position;
    const samples = bytesToSamples(bytes);
    const offsetMs = startMs + (this.samplesSincePosition * 1000) / this.outputRateHz;
    this.samplesSincePosition += samples.length;
    this.listener.audio({ turn, offsetMs, samples });
  }

  private startAudio({ turn, offset_ms }: Fields): void {
    if (typeof turn !== 'number' || typeof offset_ms !== 'number') return;
    this.position = { turn, startMs: offset_ms };
    this.samplesSincePosition = 0;
  }

  private readRate(format: unknown): void {
    if (!isFields(format)) return;
    const rate = format['sample_rate'];
    if (typeof rate === 'number' && rate > 0) this.outputRateHz = rate;
  }
}
