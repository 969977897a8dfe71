import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest runs a test with typed arrays of its own; those that a native library returns are not
 * instances of them, which onnxruntime checks. In this environment both are the same.
 */
export default class NativeArraysEnvironment extends TestEnvironment {
  public override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { Float32Array, BigInt64Array });
  }
}
