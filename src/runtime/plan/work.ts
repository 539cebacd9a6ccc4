/** How much a plan does: by it a target is chosen. */
import { size } from '../../Shape.js'
import type { Plan, Statement } from './model.js'

/** A loop that ends by a test is taken to make so many turns. */
const TURNS = 16

const one = (s: Statement): number => {
  switch (s.tag) {
    case 'kernel':
      return size(s.sizes) * s.code.length
    case 'product':
      return size(s.out.shape) * s.a.shape[s.a.shape.length - 1]!
    case 'loop':
      return (Number.isFinite(s.times) ? s.times : TURNS) * (all(s.head) + all(s.body))
    case 'branch':
      return s.cases.reduce((most, c) => Math.max(most, all(c)), 0)
    case 'host':
    case 'copy':
      return 0
  }
}

const all = (statements: readonly Statement[]): number => statements.reduce((n, s) => n + one(s), 0)

/** Scalar operations of kernels and products, roughly. */
export const workOf = ({ statements }: Plan): number => all(statements)
