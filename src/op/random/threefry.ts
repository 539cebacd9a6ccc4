/** Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw 2011): random words as a function of a key and counters. */
export const PARITY = 0x1bd11bda

/** By how many bits words are rotated, round by round, in blocks of four. */
export const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

/** Two words for each two of counters, in their order; so many pairs of them belong to each two words of keys. */
export const threefryInto = (
  data: Int32Array,
  keys: ArrayLike<number>,
  counters: ArrayLike<number>,
): void => {
  const each = data.length / (keys.length / 2)
  const key = [0, 0, 0]
  for (let i = 0; i < data.length; i += 2) {
    if (i % each === 0) {
      const at = 2 * (i / each)
      key[0] = keys[at]!
      key[1] = keys[at + 1]!
      key[2] = key[0] ^ key[1] ^ PARITY
    }
    let x = (counters[i]! + key[0]!) | 0
    let y = (counters[i + 1]! + key[1]!) | 0
    for (let block = 0; block < 5; block++) {
      const rotations = ROTATIONS[block % 2]!
      for (let r = 0; r < 4; r++) {
        const by = rotations[r]!
        x = (x + y) | 0
        y = ((y << by) | (y >>> (32 - by))) ^ x
      }
      x = (x + key[(block + 1) % 3]!) | 0
      y = (y + key[(block + 2) % 3]! + block + 1) | 0
    }
    data[i] = x
    data[i + 1] = y
  }
}

/** Two words of counter under two words of key. */
export const threefryWords = (
  k0: number,
  k1: number,
  c0: number,
  c1: number,
): readonly [number, number] => {
  const data = new Int32Array(2)
  threefryInto(data, [k0, k1], [c0, c1])
  return [data[0]!, data[1]!]
}
