/** How much a plan does, by which a target is chosen, and how much memory it goes through. */
import { size } from '../../Shape.js'
import type { Access, Drawing, Kernel, Picking, Plan, Product, Statement } from './model.js'
import { bytesOf } from './place.js'

/** A loop that ends by a test is taken to make so many turns. */
const TURNS = 16

/** What is done for fewer entries is done nearly as well one at a time: it counts less. */
const FEW = 4
const LESS = 10

/** A measure of statements, from that of kernels and products. */
const measured = (
  of: (s: Kernel | Product | Picking | Drawing) => number,
): ((all: readonly Statement[]) => number) => {
  const one = (s: Statement): number => {
    switch (s.tag) {
      case 'kernel':
      case 'product':
      case 'pick':
      case 'draw':
        return of(s)
      case 'loop':
        return (Number.isFinite(s.times) ? s.times : TURNS) * (all(s.head) + all(s.body))
      case 'branch':
        return s.cases.reduce((most, c) => Math.max(most, all(c)), 0)
      case 'parts':
        return all(s.parts)
      case 'host':
      case 'copy':
        return 0
    }
  }
  const all = (statements: readonly Statement[]): number =>
    statements.reduce((n, s) => n + one(s), 0)
  return all
}

const picked = ({ blocks, positions, row }: Picking): number => blocks * positions * row

/** Operations for each pair of words. */
const ROUNDS = 120

const operations = measured(s =>
  s.tag === 'pick'
    ? picked(s)
    : s.tag === 'draw'
      ? ROUNDS * s.keys * s.pairs
      : s.tag === 'kernel'
        ? (size(s.sizes) * s.code.length) / (size(s.sizes) < FEW ? LESS : 1)
        : size(s.out.shape) * s.a.shape[s.a.shape.length - 1]!,
)

/** Scalar operations of kernels and products that vectors do quicker, roughly. */
export const workOf = ({ statements }: Plan): number => operations(statements)

/** The bytes that kernels and products read and write: of each operand and result those that it names, once. */
export const trafficOf = ({ statements, memories }: Plan): number => {
  const bytes = (m: number): number => bytesOf[memories[m]!.format]
  const reached = (of: readonly number[], { memory, steps }: Access): number =>
    bytes(memory) * size(of.filter((_, i) => steps[i] !== 0))
  return measured(s =>
    s.tag === 'pick'
      ? 2 * picked(s) * bytes(s.whole.memory)
      : s.tag === 'draw'
        ? 16 * s.keys * s.pairs
        : s.tag === 'kernel'
          ? [...s.loads, ...s.outputs.map(o => o.to)].reduce((n, x) => n + reached(s.sizes, x), 0)
          : [s.a, s.b, s.out].reduce((n, v) => n + bytes(v.memory) * size(v.shape), 0),
  )(statements)
}
