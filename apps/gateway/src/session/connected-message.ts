import type { ConnectedMessage } from '@voxrail/contracts';
import { CLIENT_PROTOCOL, INPUT_SAMPLE_RATE_HZ, OUTPUT_SAMPLE_RATE_HZ } from '@voxrail/contracts';

/** What a client is told first. */
export function connectedMessage(sid: string, turn: number, resumed: boolean): ConnectedMessage {
  return {
    session_id: sid,
    protocol: CLIENT_PROTOCOL,
    resumed,
    turn,
    audio_in: { encoding: 'pcm_s16le', sample_rate: INPUT_SAMPLE_RATE_HZ, channels: 1 },
    audio_out: { encoding: 'pcm_s16le', sample_rate: OUTPUT_SAMPLE_RATE_HZ, channels: 1 },
  };
}
