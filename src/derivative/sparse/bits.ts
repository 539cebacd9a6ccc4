/** Sets of colours, one a vertex, as bits: wider as colours are added. */

/** Sets of colours. */
export interface Bits {
  readonly has: (vertex: number, colour: number) => boolean
  readonly add: (vertex: number, colour: number) => void
  /** 32 colours of a vertex from the 32·word-th on. */
  readonly word: (vertex: number, word: number) => number
}

/** Empty sets of n vertices. */
export const bitsOf = (n: number): Bits => {
  let width = 1
  let bits = new Int32Array(n)
  const widen = (): void => {
    const wide = new Int32Array(2 * width * n)
    for (let i = 0; i < n; i++)
      for (let w = 0; w < width; w++) wide[2 * width * i + w] = bits[width * i + w]!
    width *= 2
    bits = wide
  }
  return {
    has: (i, c) => c >> 5 < width && (bits[width * i + (c >> 5)]! & (1 << (c & 31))) !== 0,
    add: (i, c) => {
      while (c >> 5 >= width) widen()
      bits[width * i + (c >> 5)]! |= 1 << (c & 31)
    },
    word: (i, w) => (w < width ? bits[width * i + w]! : 0),
  }
}

/** The first colour that is in none of the sets, given 32 of all of them at a time. */
export const firstFree = (taken: (word: number) => number): number => {
  for (let w = 0; ; w++) {
    const free = ~taken(w)
    if (free !== 0) return 32 * w + 31 - Math.clz32(free & -free)
  }
}
