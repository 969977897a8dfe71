import { Metadata } from '@grpc/grpc-js';

/** The values of the header `traceparent` that calls of this process were given, since `forget`. */
export class SentTraceparents {
  private readonly set = jest.spyOn(Metadata.prototype, 'set');

  public get all(): string[] {
    const headers = this.set.mock.calls.filter(([name]) => name === 'traceparent');
    return headers.map(([, value]) => String(value));
  }

  public forget(): void {
    this.set.mockClear();
  }
}
