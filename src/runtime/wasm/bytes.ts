/** Bytes that grow, with numbers as WebAssembly writes them. */

/** A buffer under construction. */
export interface Bytes {
  readonly byte: (x: number) => void
  /** A natural number, seven bits a byte. */
  readonly unsigned: (n: number) => void
  /** A whole number of 32 bits, seven bits a byte. */
  readonly signed: (n: number) => void
  /** A double, eight bytes. */
  readonly double: (x: number) => void
  /** Eight bytes. */
  readonly long: (bits: bigint) => void
  readonly append: (bytes: Uint8Array) => void
  /** What is there so far. */
  readonly taken: () => Uint8Array
}

/** An empty buffer. */
export const bytes = (): Bytes => {
  let data = new Uint8Array(256)
  let view = new DataView(data.buffer)
  let length = 0
  const room = (n: number): void => {
    if (length + n <= data.length) return
    const more = new Uint8Array(Math.max(2 * data.length, length + n))
    more.set(data)
    data = more
    view = new DataView(data.buffer)
  }
  const byte = (x: number): void => {
    room(1)
    data[length++] = x
  }
  return {
    byte,
    unsigned: n => {
      let rest = n
      while (rest >= 128) {
        byte((rest % 128) + 128)
        rest = Math.floor(rest / 128)
      }
      byte(rest)
    },
    signed: n => {
      let rest = n
      while (rest < -64 || rest > 63) {
        byte((rest & 127) | 128)
        rest >>= 7
      }
      byte(rest & 127)
    },
    double: x => {
      room(8)
      view.setFloat64(length, x, true)
      length += 8
    },
    long: bits => {
      room(8)
      view.setBigUint64(length, bits, true)
      length += 8
    },
    append: more => {
      room(more.length)
      data.set(more, length)
      length += more.length
    },
    taken: () => data.slice(0, length),
  }
}
