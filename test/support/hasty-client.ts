import { Manager } from 'socket.io-client';

/** A client that asks for a session and does not wait for the answer: audio follows in the same tick. */
export class HastyClient {
  /** The gateway has closed the connection. */
  public closed = false;
  private readonly manager: Manager;

  public constructor(url: string, audio: Uint8Array) {
    this.manager = new Manager(url, {
      transports: ['websocket'],
      reconnection: false,
      autoConnect: false,
    });
    this.manager.once('close', () => {
      this.closed = true;
    });
    this.manager.open(() => {
      const { engine } = this.manager;
      engine.write('0{}');
      engine.write('51-["audio_chunk",{"_placeholder":true,"num":0}]');
      engine.write(Buffer.from(audio));
    });
  }

  public close(): void {
    this.manager.engine.close();
  }
}
