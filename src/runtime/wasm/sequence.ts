/** Statements one after another as instructions: calls, copies, loops, branches. */
import type {
  Copy,
  Drawing,
  Host,
  Kernel,
  Loop,
  Memory,
  Parts,
  Picking,
  Product,
  Statement,
  Stepping,
  View,
} from '../plan/model.js'
import type { Arena } from '../plan/place.js'
import { bytesOf } from '../plan/place.js'
import type { Assembler } from './assembler.js'
import { advance } from './assembler.js'
import { memory, plain, simd } from './instructions.js'

/** Copies up to so many bytes are made by vectors. */
const SHORT = 128

/** Writes statements; `call` writes what does something to memory. */
export const sequence = (
  a: Assembler,
  statements: readonly Statement[],
  { memories, offsets }: Pick<Arena, 'offsets'> & { readonly memories: readonly Memory[] },
  call: (s: Kernel | Product | Picking | Drawing | Host | Parts) => void,
): void => {
  const bytes = (m: number): number => bytesOf[memories[m]!.format]
  const whole = (v: View): void => {
    a.i32(0)
    a.memory(
      bytes(v.memory) === 1 ? memory.i32Load8U : memory.i32Load,
      offsets[v.memory]! + v.start * bytes(v.memory),
    )
  }
  /** Pushes how far a walk has come, and tells where it began. */
  const spot = ({ memory: m, start, step }: Stepping, turn: number | undefined): number => {
    const at = offsets[m]! + start * bytes(m)
    if (step === 0 || turn === undefined) {
      a.i32(0)
      return at
    }
    a.get(turn)
    a.i32(step * bytes(m))
    a.plain(plain.i32Mul)
    if (step > 0) return at
    a.i32(at)
    a.plain(plain.i32Add)
    return 0
  }
  const pushed = (s: Stepping, turn: number | undefined, by: number): void => {
    const at = spot(s, turn) + by
    if (at === 0) return
    a.i32(at)
    a.plain(plain.i32Add)
  }
  const copy = ({ from, to, length }: Copy, turn: number | undefined): void => {
    const count = length * bytes(to.memory)
    if (count > SHORT || count % 4 !== 0) {
      pushed(to, turn, 0)
      pushed(from, turn, 0)
      a.i32(count)
      a.copy()
      return
    }
    for (let k = 0; k < count; ) {
      const size = count - k >= 16 ? 16 : count - k >= 8 ? 8 : 4
      const target = spot(to, turn)
      const source = spot(from, turn)
      if (size === 16) {
        a.vectorMemory(simd.load, source + k)
        a.vectorMemory(simd.store, target + k)
      } else if (size === 8) {
        a.memory(memory.f64Load, source + k)
        a.memory(memory.f64Store, target + k)
      } else {
        a.memory(memory.i32Load, source + k)
        a.memory(memory.i32Store, target + k)
      }
      k += size
    }
  }
  const loop = ({ times, head, test, body }: Loop): void => {
    const turn = a.local('i32')
    a.i32(0)
    a.set(turn)
    const bounded = times < 2 ** 31
    a.forever(leaveIf => {
      if (bounded) {
        a.get(turn)
        a.i32(Math.ceil(times))
        a.plain(plain.i32GeS)
        leaveIf()
      }
      all(head, turn)
      if (test !== undefined) {
        whole(test)
        a.plain(plain.i32Eqz)
        leaveIf()
      }
      all(body, turn)
      advance(a, turn, 1)
    })
  }
  const cases = (
    selector: View,
    rest: readonly (readonly Statement[])[],
    turn: number | undefined,
    i: number,
  ): void => {
    const [first, ...others] = rest
    if (others.length === 0) {
      all(first!, turn)
      return
    }
    whole(selector)
    a.i32(i)
    a.plain(plain.i32LeS)
    a.either(
      () => {
        all(first!, turn)
      },
      () => {
        cases(selector, others, turn, i + 1)
      },
    )
  }
  const all = (list: readonly Statement[], turn: number | undefined): void => {
    for (const s of list)
      if (s.tag === 'copy') copy(s, turn)
      else if (s.tag === 'loop') loop(s)
      else if (s.tag === 'branch') cases(s.selector, s.cases, turn, 0)
      else call(s)
  }
  all(statements, undefined)
}
