/** Writing the body of a function: locals, instructions, loops that count. */
import { type Bytes, bytes } from './bytes.js'
import { plain, simd, type, type ValueType } from './instructions.js'

/** A body under construction. */
export interface Assembler {
  /** A new local variable. */
  readonly local: (t: ValueType) => number
  readonly get: (local: number) => void
  readonly set: (local: number) => void
  readonly tee: (local: number) => void
  /** Pushes a global. */
  readonly global: (i: number) => void
  readonly i32: (n: number) => void
  readonly f64: (x: number) => void
  /** Both lanes the same bits. */
  readonly v128: (bits: bigint) => void
  /** An instruction of one byte. */
  readonly plain: (code: number) => void
  /** A vector instruction without immediates. */
  readonly simd: (code: number) => void
  /** A vector instruction on a lane. */
  readonly lane: (code: number, lane: number) => void
  /** Takes 16 bytes of two vectors, by their numbers. */
  readonly shuffle: (lanes: readonly number[]) => void
  /** A load or store at an offset. */
  readonly memory: (code: number, offset: number) => void
  /** The same of vectors, of one lane if it says so. */
  readonly vectorMemory: (code: number, offset: number, lane?: number) => void
  /** Adds the product of two vectors of so many numbers to a local variable; rounded once where that is allowed. */
  readonly multiplyInto: (width: number, sum: number, left: () => void, right: () => void) => void
  readonly call: (f: number) => void
  /** Memory from an address on filled with a byte, so many times: the three are on the stack. */
  readonly fill: () => void
  /** What is done so many times. */
  readonly repeat: (times: number, body: () => void) => void
  /** What is done while it leaves a number that is not 0. */
  readonly doWhile: (body: () => void) => void
  /** What is done again and again, until a number that leaves is not 0. */
  readonly forever: (body: (leaveIf: () => void) => void) => void
  /** One or the other, as the number on the stack is not 0, or is. */
  readonly either: (then: () => void, otherwise: () => void) => void
  /** Memory copied: to where, from where, how many bytes are on the stack. */
  readonly copy: () => void
  /** What is done where the number on the stack is not 0. */
  readonly when: (then: () => void) => void
  /** The body, with its length before it. */
  readonly body: () => Uint8Array
}

const VECTOR = 0xfd
const EMPTY = 0x40

/** Adds to a local variable. */
export const advance = (a: Assembler, local: number, by: number): void => {
  if (by === 0) return
  a.get(local)
  a.i32(by)
  a.plain(plain.i32Add)
  a.set(local)
}

/** A new local variable with the value of another. */
export const copied = (a: Assembler, from: number): number => {
  const to = a.local('i32')
  a.get(from)
  a.set(to)
  return to
}

/** An empty body of a function with so many parameters, whose products and sums may be `fused`. */
export const assembler = (params = 0, fused = false): Assembler => {
  const out: Bytes = bytes()
  const locals: ValueType[] = []
  const spare: number[] = [] // counters of loops that have ended
  const one =
    (code: number) =>
    (x: number): void => {
      out.byte(code)
      out.unsigned(x)
    }
  const [get, set, tee] = [one(0x20), one(0x21), one(0x22)]
  const local = (t: ValueType): number => params + locals.push(t) - 1
  const i32 = (n: number): void => {
    out.byte(0x41)
    out.signed(n)
  }
  const vector = (code: number): void => {
    out.byte(VECTOR)
    out.unsigned(code)
  }
  const doWhile = (body: () => void): void => {
    out.byte(0x03)
    out.byte(EMPTY)
    body()
    out.byte(0x0d)
    out.byte(0)
    out.byte(0x0b)
  }
  return {
    local,
    get,
    set,
    tee,
    global: one(0x23),
    i32,
    f64: x => {
      out.byte(0x44)
      out.double(x)
    },
    v128: bits => {
      vector(simd.constant)
      out.long(bits)
      out.long(bits)
    },
    plain: out.byte,
    simd: vector,
    lane: (code, lane) => {
      vector(code)
      out.byte(lane)
    },
    shuffle: lanes => {
      vector(simd.shuffle)
      for (const lane of lanes) out.byte(lane)
    },
    memory: (code, offset) => {
      out.byte(code)
      out.byte(0)
      out.unsigned(offset)
    },
    vectorMemory: (code, offset, lane) => {
      vector(code)
      out.byte(0)
      out.unsigned(offset)
      if (lane !== undefined) out.byte(lane)
    },
    multiplyInto: (width, sum, left, right) => {
      if (!fused) get(sum)
      left()
      right()
      if (fused) {
        get(sum)
        vector(width === 4 ? simd.f32x4Fused : simd.f64x2Fused)
      } else {
        vector(width === 4 ? simd.f32x4Mul : simd.f64x2Mul)
        vector(width === 4 ? simd.f32x4Add : simd.f64x2Add)
      }
      set(sum)
    },
    call: one(0x10),
    fill: () => {
      out.byte(0xfc)
      out.byte(11)
      out.byte(0)
    },
    repeat: (times, body) => {
      if (times === 0) return
      if (times === 1) {
        body()
        return
      }
      const counter = spare.pop() ?? local('i32')
      i32(times)
      set(counter)
      doWhile(() => {
        body()
        get(counter)
        i32(1)
        out.byte(plain.i32Sub)
        tee(counter)
      })
      spare.push(counter)
    },
    doWhile,
    forever: body => {
      out.byte(0x02)
      out.byte(EMPTY)
      out.byte(0x03)
      out.byte(EMPTY)
      body(() => {
        out.byte(0x0d)
        out.byte(1)
      })
      out.byte(0x0c)
      out.byte(0)
      out.byte(0x0b)
      out.byte(0x0b)
    },
    either: (then, otherwise) => {
      out.byte(0x04)
      out.byte(EMPTY)
      then()
      out.byte(0x05)
      otherwise()
      out.byte(0x0b)
    },
    copy: () => {
      for (const b of [0xfc, 10, 0, 0]) out.byte(b)
    },
    when: then => {
      out.byte(0x04)
      out.byte(EMPTY)
      then()
      out.byte(0x0b)
    },
    body: () => {
      const declared = bytes()
      declared.unsigned(locals.length)
      for (const t of locals) {
        declared.unsigned(1)
        declared.byte(type[t])
      }
      const [head, code] = [declared.taken(), out.taken()]
      const whole = bytes()
      whole.unsigned(head.length + code.length + 1)
      whole.append(head)
      whole.append(code)
      whole.byte(0x0b)
      return whole.taken()
    },
  }
}
