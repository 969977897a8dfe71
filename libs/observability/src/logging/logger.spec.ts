import { createLogger } from './logger';
import type { LogLevel } from './logger';
import { NestLogger } from './nest-logger';
import { LoggableTranscript } from './transcript';

function capture(level: LogLevel = 'trace'): {
  readonly logger: ReturnType<typeof createLogger>;
  readonly lines: () => Record<string, unknown>[];
} {
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  return {
    logger: createLogger('gateway', { level, destination }),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('the logger', () => {
  it('writes a line of JSON with the service, the level by name and the declared fields', () => {
    const { logger, lines } = capture();
    logger.warn('not ready', { waitingFor: ['nats'], port: 3000 });
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
        service: 'gateway',
        pid: process.pid,
        msg: 'not ready',
        waitingFor: ['nats'],
        port: 3000,
      },
    ]);
  });

  it('leaves out a field that is not declared', () => {
    const { logger, lines } = capture();
    const fields = { sid: 'session-1', said: 'my card number is' };
    logger.info('utterance', fields);
    expect(lines()[0]).toMatchObject({ sid: 'session-1' });
    expect(JSON.stringify(lines())).not.toContain('card number');
  });

  it('writes what was said in `transcript`, where the session lets it, and nowhere else', () => {
    const { logger, lines } = capture();
    const transcript = LoggableTranscript.of('hello there', { log_transcripts: true });
    logger.info('the person spoke', { turn: 1, transcript });
    expect(lines()[0]).toMatchObject({
      msg: 'the person spoke',
      turn: 1,
      transcript: 'hello there',
    });
  });

  it('writes no transcript of a session that does not let it, nor any string in its place', () => {
    const { logger, lines } = capture();
    const transcript = LoggableTranscript.of('hello there', { log_transcripts: false });
    logger.info('the person spoke', { transcript });
    logger.info('the person spoke', Object.assign({}, { transcript: 'hello there' } as object));
    expect(lines().map((line) => Object.keys(line))).toEqual([
      ['level', 'time', 'service', 'pid', 'msg'],
      ['level', 'time', 'service', 'pid', 'msg'],
    ]);
  });

  it('describes an error instead of printing it', () => {
    const { logger, lines } = capture();
    logger.error('lost', { err: new TypeError('what a person said') });
    expect(lines()[0]?.['err']).toMatchObject({ type: 'TypeError' });
    expect(JSON.stringify(lines())).not.toContain('person');
  });

  it('adds the fields of a child to each of its lines', () => {
    const { logger, lines } = capture();
    logger.child({ sid: 'session-1' }).info('opened', { turn: 2 });
    expect(lines()[0]).toMatchObject({ sid: 'session-1', turn: 2 });
  });

  it('writes nothing below its level', () => {
    const { logger, lines } = capture('warn');
    logger.info('chatter');
    logger.warn('heard');
    expect(lines().map((line) => line['msg'])).toEqual(['heard']);
  });
});

describe('the logger of the framework', () => {
  it('writes start-up chatter as debug, with the class that says it', () => {
    const { logger, lines } = capture();
    new NestLogger(logger).log('Mapped {/x, GET} route', 'RouterExplorer');
    expect(lines()[0]).toMatchObject({ level: 'debug', context: 'RouterExplorer' });
  });

  it('does not print objects it is given, which can be what clients sent', () => {
    const { logger, lines } = capture();
    new NestLogger(logger).error({ text: 'what a person said' });
    expect(lines()[0]).toMatchObject({ level: 'error' });
    expect(JSON.stringify(lines())).not.toContain('person');
  });
});
