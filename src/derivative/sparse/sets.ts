/**
 * Sets of coordinates, each held once and known by its number: equal sets have equal numbers. 0 is the
 * empty set, k + 1 that of the coordinate k alone.
 */

/** The set of each entry of a node; absent where all are empty. */
export type Entries = Int32Array | undefined

/** Sets of some of n coordinates. */
export interface Sets {
  readonly n: number
  /** The union of two sets; pairs are remembered. */
  readonly union: (a: number, b: number) => number
  /** The union of the sets named from `start` up to `stop`. */
  readonly unionOf: (ids: ArrayLike<number>, start: number, stop: number) => number
  readonly sizeOf: (id: number) => number
  /** Writes the coordinates of a set, ascending, to `target` from `at` on. */
  readonly copy: (id: number, target: Int32Array, at: number) => void
  /** How many coordinates of sets have been looked at. */
  readonly visits: () => number
}

const longer = (xs: Int32Array<ArrayBuffer>, n: number): Int32Array<ArrayBuffer> => {
  if (n <= xs.length) return xs
  const out = new Int32Array(Math.max(n, 2 * xs.length))
  out.set(xs)
  return out
}

const mix = (h: number, x: number): number => {
  const k = Math.imul(h ^ x, 0x9e3779b1)
  return k ^ (k >>> 15)
}

/**
 * Numbers of pairs of whole numbers above 0: open addressing, since there may be millions; what belongs to
 * a pair lies together, four numbers each, so that to look one up is one miss of the cache.
 */
const pairTable = () => {
  let mask = (1 << 12) - 1
  let slots = new Int32Array(4 * (mask + 1))
  let count = 0
  const slot = (a: number, b: number): number => {
    let i = mix(mix(0, a), b) & mask
    while (slots[4 * i] !== 0 && (slots[4 * i] !== a || slots[4 * i + 1] !== b)) i = (i + 1) & mask
    return 4 * i
  }
  const put = (a: number, b: number, value: number): void => {
    const i = slot(a, b)
    slots[i] = a
    slots[i + 1] = b
    slots[i + 2] = value
  }
  return {
    get: (a: number, b: number): number => slots[slot(a, b) + 2]!, // 0 where there is none
    set: (a: number, b: number, value: number): void => {
      count++
      if (2 * count > mask) {
        const before = slots
        mask = 2 * mask + 1
        slots = new Int32Array(4 * (mask + 1))
        for (let i = 0; i < before.length; i += 4)
          if (before[i] !== 0) put(before[i]!, before[i + 1]!, before[i + 2]!)
      }
      put(a, b, value)
    },
  }
}

/** The singletons of n coordinates, and whatever unions are asked for. */
export const setsOf = (n: number): Sets => {
  let items = new Int32Array(Math.max(16, 2 * n))
  let starts = new Int32Array(Math.max(16, 2 * n))
  let count = 1
  let looked = 0
  let full = -1
  let mask = (1 << Math.max(12, 33 - Math.clz32(2 * n))) - 1
  let table = new Int32Array(mask + 1) // the numbers of sets by what is in them
  const pairs = pairTable()
  const stamps = new Int32Array(n)
  let stamp = 0

  const hashOf = (from: number, to: number): number => {
    let h = to - from
    for (let i = from; i < to; i++) h = mix(h, items[i]!)
    return h
  }
  const same = (id: number, from: number, to: number): boolean => {
    const at = starts[id]!
    if (starts[id + 1]! - at !== to - from) return false
    for (let i = from; i < to; i++) if (items[i] !== items[at + i - from]) return false
    return true
  }
  const place = (id: number): void => {
    let i = hashOf(starts[id]!, starts[id + 1]!) & mask
    while (table[i] !== 0) i = (i + 1) & mask
    table[i] = id
  }
  /** The number of the set that stands behind all others, up to `to`. */
  const enter = (to: number): number => {
    const from = starts[count]!
    looked += to - from
    if (to === from) return 0
    let i = hashOf(from, to) & mask
    for (; table[i] !== 0; i = (i + 1) & mask) if (same(table[i]!, from, to)) return table[i]!
    const id = count++
    table[i] = id
    starts = longer(starts, count + 1)
    starts[count] = to
    if (to - from === n) full = id
    if (2 * count > mask) {
      mask = 2 * mask + 1
      table = new Int32Array(mask + 1)
      for (let k = 1; k < count; k++) place(k)
    }
    return id
  }

  for (let k = 0; k < n; k++) {
    items[k] = k
    enter(k + 1)
  }

  const sizeOf = (id: number): number => starts[id + 1]! - starts[id]!
  const has = (id: number, x: number): boolean => {
    let low = starts[id]!
    let high = starts[id + 1]!
    while (low < high) {
      const mid = (low + high) >> 1
      if (items[mid]! < x) low = mid + 1
      else high = mid
    }
    return low < starts[id + 1]! && items[low] === x
  }
  /** Whether a small set is within a much larger one: to see that takes no walk of the larger. */
  const within = (small: number, large: number): boolean => {
    if (8 * sizeOf(small) > sizeOf(large)) return false
    for (let i = starts[small]!; i < starts[small + 1]!; i++) {
      looked++
      if (!has(large, items[i]!)) return false
    }
    return true
  }
  const merged = (a: number, b: number): number => {
    if (within(a, b)) return b
    if (within(b, a)) return a
    let to = starts[count]!
    items = longer(items, to + sizeOf(a) + sizeOf(b))
    let [i, j] = [starts[a]!, starts[b]!]
    const [endI, endJ] = [starts[a + 1]!, starts[b + 1]!]
    while (i < endI && j < endJ) {
      const [x, y] = [items[i]!, items[j]!]
      items[to++] = x < y ? x : y
      if (x <= y) i++
      if (y <= x) j++
    }
    while (i < endI) items[to++] = items[i++]!
    while (j < endJ) items[to++] = items[j++]!
    return enter(to)
  }
  let [lastLow, lastHigh, last] = [0, 0, 0]
  const union = (a: number, b: number): number => {
    if (a === b || b === 0 || a === full) return a
    if (a === 0 || b === full) return b
    const low = a < b ? a : b
    const high = a < b ? b : a
    if (low === lastLow && high === lastHigh) return last // neighbours are often alike
    let made = pairs.get(low, high)
    if (made === 0) {
      made = merged(low, high)
      pairs.set(low, high, made)
    }
    lastLow = low
    lastHigh = high
    last = made
    return made
  }

  const gathered = (ids: ArrayLike<number>, start: number, stop: number): number => {
    stamp++
    const from = starts[count]!
    let to = from
    let last = 0
    for (let k = start; k < stop; k++) {
      const id = ids[k]!
      if (id === full) return full
      if (id === last) continue
      last = id
      items = longer(items, to + sizeOf(id))
      for (let i = starts[id]!; i < starts[id + 1]!; i++) {
        looked++
        const x = items[i]!
        if (stamps[x] === stamp) continue
        stamps[x] = stamp
        items[to++] = x
      }
      if (to - from === n) break
    }
    items.subarray(from, to).sort()
    return enter(to)
  }

  return {
    n,
    union,
    unionOf: (ids, start, stop) => {
      // Most are of few sets, or of the same one.
      let one = 0
      let k = start
      while (k < stop && (ids[k] === one || one === 0)) one = ids[k++]!
      if (k === stop) return one
      return stop - k === 1 ? union(one, ids[k]!) : gathered(ids, start, stop)
    },
    sizeOf,
    copy: (id, target, at) => {
      target.set(items.subarray(starts[id], starts[id + 1]), at)
    },
    visits: () => looked,
  }
}
