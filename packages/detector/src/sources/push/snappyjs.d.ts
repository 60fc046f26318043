declare module "snappyjs" {
  /** Throws if the data is broken or longer than `maxLength` when unpacked. */
  export function uncompress(data: Buffer, maxLength?: number): Buffer;
  export function compress(data: Buffer): Buffer;
  const all: { uncompress: typeof uncompress; compress: typeof compress };
  export default all;
}
