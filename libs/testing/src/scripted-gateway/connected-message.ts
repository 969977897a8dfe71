const FORMAT = { encoding: 'pcm_s16le', channels: 1 };

/** What a gateway says first. @param change fields that differ from the usual */
export function connectedMessage(change: Readonly<Record<string, unknown>> = {}): object {
  return {
    session_id: 'session-1',
    protocol: 'voice-agent.v1',
    resumed: false,
    turn: 0,
    audio_in: { ...FORMAT, sample_rate: 16_000 },
    audio_out: { ...FORMAT, sample_rate: 22_050 },
    ...change,
  };
}
