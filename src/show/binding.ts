/**
 * How tightly operations bind where they are written, so that brackets stand only where they are needed.
 * What is not listed is in brackets of its own (`tanh(x)`), or else is put in brackets wherever it stands.
 */

/** How tightly a node's text binds, and how tightly that of each argument has to. */
export interface Binding {
  readonly own: number
  readonly args: readonly number[]
}

const CHOICE = 1
const LOGIC = 2
const TEST = 3
/** As a sum does, and a number with a sign. */
export const SUM = 4
const PRODUCT = 6
const MATRIX = 8
const POWER = 10

/** What needs no brackets anywhere: a name, a number, a call. */
export const ATOM = 12

// The right side binds more tightly than the operation, since rounding makes a + (b + c) another thing.
const infix = (own: number): Binding => ({ own, args: [own, own + 1] })
const test: Binding = { own: TEST, args: [SUM, SUM] }
const logic: Binding = { own: LOGIC, args: [TEST, TEST] }
const suffix: Binding = { own: POWER, args: [ATOM] }
const enclosed: Binding = { own: ATOM, args: [0, 0, 0] }

const common: Readonly<Record<string, Binding>> = {
  add: infix(SUM),
  sub: infix(SUM),
  mul: infix(PRODUCT),
  matmul: infix(MATRIX),
  neg: { own: SUM, args: [MATRIX] },
  square: suffix,
  transpose: suffix,
  less: test,
  lessEqual: test,
  greater: test,
  greaterEqual: test,
  equal: test,
  notEqual: test,
  and: logic,
  or: logic,
  not: { own: POWER, args: [ATOM] },
}

/** In plain text. */
export const textBinding: Readonly<Record<string, Binding>> = {
  ...common,
  div: infix(PRODUCT),
  pow: { own: POWER, args: [ATOM, ATOM] },
  where: { own: CHOICE, args: [LOGIC, SUM, SUM] },
}

/** In LaTeX, where fractions, roots and exponents enclose their arguments. */
export const latexBinding: Readonly<Record<string, Binding>> = {
  ...common,
  div: { own: MATRIX, args: [0, 0] },
  reciprocal: { own: MATRIX, args: [0] },
  exp: { own: POWER, args: [0] },
  pow: { own: POWER, args: [ATOM, 0] },
  sqrt: enclosed,
  abs: enclosed,
  where: enclosed,
  maximum: enclosed,
  minimum: enclosed,
  hypot: { own: ATOM, args: [ATOM, ATOM] },
  sum: { own: PRODUCT, args: [PRODUCT] },
  max: { own: PRODUCT, args: [POWER] },
  min: { own: PRODUCT, args: [POWER] },
  output: { own: ATOM, args: [ATOM] },
}

/** What is said of an operation that is not listed, from how it prints with signs for its arguments. */
export const unlisted = (printed: string, args: readonly unknown[]): Binding =>
  /^[\w\\{}]+\([^()]*\)$|^\S+\[\d+\]$/u.test(printed)
    ? { own: ATOM, args: args.map(() => 0) }
    : { own: 0, args: args.map(() => ATOM) }
