import type { Resumed } from '../client-events';
import { PlaybackReports } from './playback-reports';

class Line {
  public connected = true;
  public readonly told: string[] = [];
  private back: (event: Resumed) => void = () => undefined;

  public reportPlayback(turn: number, playedMs: number): void {
    this.told.push(`${turn}: ${playedMs}`);
  }

  public on(name: string, listener: never): () => void {
    if (name === 'resumed') this.back = listener;
    return () => undefined;
  }

  public comeBack(): void {
    this.connected = true;
    this.back({} as Resumed);
  }
}

function build(): { line: Line; reports: PlaybackReports } {
  const line = new Line();
  return { line, reports: new PlaybackReports(line) };
}

describe('PlaybackReports', () => {
  it('tell nothing twice, and nothing before anything was heard', () => {
    const { line, reports } = build();
    reports.report(undefined);
    reports.report({ turn: 1, offsetMs: 200 });
    reports.report({ turn: 1, offsetMs: 200 });
    reports.report({ turn: 1, offsetMs: 400 });
    expect(line.told).toEqual(['1: 200', '1: 400']);
  });

  it('tell a gateway at once that the client comes back to, whatever the one before had been told', () => {
    const { line, reports } = build();
    reports.report({ turn: 1, offsetMs: 200 });
    line.connected = false;
    reports.report({ turn: 1, offsetMs: 450 });
    expect(line.told).toEqual(['1: 200']);
    line.comeBack();
    expect(line.told).toEqual(['1: 200', '1: 450']);
    line.comeBack();
    expect(line.told).toEqual(['1: 200', '1: 450', '1: 450']);
  });
});
