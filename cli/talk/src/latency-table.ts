import type { TalkTurn } from './talk-result';

const COLUMNS = [
  { title: 'turn', value: (turn: TalkTurn) => turn.turn },
  { title: 'measured', value: (turn: TalkTurn) => turn.measuredMs },
  { title: 'reported', value: (turn: TalkTurn) => turn.metrics?.end_of_speech_to_audio_ms },
  { title: 'endpointing', value: (turn: TalkTurn) => turn.metrics?.endpointing_ms },
  { title: 'asr', value: (turn: TalkTurn) => turn.metrics?.asr_ms },
  { title: 'llm', value: (turn: TalkTurn) => turn.metrics?.llm_ttft_ms },
  { title: 'tts', value: (turn: TalkTurn) => turn.metrics?.tts_ttfb_ms },
  { title: 'overhead', value: (turn: TalkTurn) => turn.metrics?.overhead_ms },
] as const;

function cell(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(Math.round(value));
}

function notes({ metrics, interrupted, toolCalls }: TalkTurn): string {
  const all = [
    metrics?.speculated === true ? 'speculated' : '',
    interrupted ? 'interrupted' : '',
    toolCalls > 0 ? `${toolCalls} tool call${toolCalls > 1 ? 's' : ''}` : '',
  ];
  return all.filter((note) => note !== '').join(', ');
}

/** Milliseconds per turn: what this side measured, what the gateway reports, and its parts. */
export function latencyTable(turns: readonly TalkTurn[]): string[] {
  const rows = turns.map((turn) => COLUMNS.map(({ value }) => cell(value(turn))));
  const widths = COLUMNS.map(({ title }, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells.map((text, column) => text.padStart(widths[column] ?? 0)).join('  ');
  return [
    line(COLUMNS.map(({ title }) => title)),
    ...rows.map((row, index) => {
      const turn = turns[index];
      return `${line(row)}  ${turn === undefined ? '' : notes(turn)}`.trimEnd();
    }),
  ];
}
