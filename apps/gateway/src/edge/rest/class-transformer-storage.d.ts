/** Where class-transformer keeps what `@Type` says; it ships no types under this path. */
declare module 'class-transformer/cjs/storage' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage';
}
