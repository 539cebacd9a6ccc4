/** Building scalar code: an algebra of `Scalars` whose values are nodes of a graph, each made once. */
import { type HostFunction, numbers, type Scalars } from '../../op/Scalars.js'
import type { Arithmetic, Code, Test } from './model.js'

/** Builds scalar code. */
export interface Coder {
  readonly scalars: Scalars<number>
  /** The code built so far. */
  readonly code: readonly Code[]
  /** How many nodes call a function. */
  readonly calls: () => number
  readonly load: (i: number) => number
  /** To single precision. */
  readonly round: (a: number) => number
}

const tests: ReadonlySet<string> = new Set<Test>(['less', 'lessEqual', 'equal', 'and', 'or', 'not'])

/** Whether a node is a truth value. */
export const isTest = ({ op }: Code): boolean => tests.has(op)

/** A name for each function, by identity. */
const namer = (): ((f: HostFunction) => number) => {
  const names = new Map<HostFunction, number>()
  return f => {
    const name = names.get(f) ?? names.size
    names.set(f, name)
    return name
  }
}

/** A new builder; numbers are computed where all operands are. */
export const coder = (): Coder => {
  const code: Code[] = []
  let calls = 0
  const known = new Map<string, number>()
  const nameOf = namer()
  const make = (key: string, node: Code): number => {
    const at = known.get(key)
    if (at !== undefined) return at
    known.set(key, code.length)
    if (node.op === 'call') calls++
    return code.push(node) - 1
  }
  const number = (value: number): number =>
    make(Object.is(value, -0) ? '#-0' : `#${value}`, { op: 'number', value, args: [] })
  const valueOf = (i: number): number | undefined => {
    const node = code[i]!
    return node.op === 'number' ? node.value : undefined
  }
  const asNumber = (a: number): number => {
    if (!isTest(code[a]!)) return a
    return make(`choose ${a} n`, { op: 'choose', args: [a, number(1), number(0)] })
  }
  const asTest = (a: number): number => {
    if (isTest(code[a]!)) return a
    return node('not', [node('equal', [a, number(0)])])
  }
  const node = (op: Arithmetic | Test, args: readonly number[]): number =>
    make(`${op} ${args.join(' ')}`, { op, args })
  const computed = (
    args: readonly number[],
    f: (...xs: readonly number[]) => number,
  ): number | undefined => {
    const xs = args.map(valueOf)
    return xs.every(x => x !== undefined) ? number(f(...xs)) : undefined
  }
  /** What is multiplied or divided by 1 is itself, and that to the bit; gradients begin so. */
  const unchanged = (op: Arithmetic, [a, b]: readonly number[]): number | undefined =>
    (op === 'mul' || op === 'div') && valueOf(b!) === 1
      ? a
      : op === 'mul' && valueOf(a!) === 1
        ? b
        : undefined
  const arithmetic =
    (op: Exclude<Arithmetic, 'neg' | 'round'>) =>
    (a: number, b: number): number => {
      const args = [asNumber(a), asNumber(b)]
      return computed(args, numbers[op]) ?? unchanged(op, args) ?? node(op, args)
    }
  // A test of numbers is left to the target: a truth value is no number.
  const test =
    (op: Test) =>
    (a: number, b: number): number =>
      node(op, [asNumber(a), asNumber(b)])
  const neg = (a: number): number => computed([a], x => -x) ?? node('neg', [asNumber(a)])
  return {
    code,
    calls: () => calls,
    load: i => make(`load ${i}`, { op: 'load', load: i, args: [] }),
    round: a => {
      if (code[a]!.op === 'round') return a
      return computed([a], Math.fround) ?? node('round', [asNumber(a)])
    },
    scalars: {
      number,
      add: arithmetic('add'),
      sub: arithmetic('sub'),
      mul: arithmetic('mul'),
      div: arithmetic('div'),
      neg,
      less: test('less'),
      lessEqual: test('lessEqual'),
      equal: test('equal'),
      and: (p, q) => node('and', [asTest(p), asTest(q)]),
      or: (p, q) => node('or', [asTest(p), asTest(q)]),
      not: p => node('not', [asTest(p)]),
      choose: (p, a, b) => {
        const args = [asTest(p), asNumber(a), asNumber(b)]
        return args[1] === args[2]
          ? args[1]!
          : make(`choose ${args.join(' ')}`, { op: 'choose', args })
      },
      call: (f, ...xs) => {
        const args = xs.map(asNumber)
        return (
          computed(args, f) ?? make(`call${nameOf(f)} ${args.join(' ')}`, { op: 'call', f, args })
        )
      },
    },
  }
}
