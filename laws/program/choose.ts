/** From a sequence of whole numbers to a program: every sequence is one, so that what is left of it when shrunk is, too. */
import { type AnyExpr, type Aval, type Expr, parameter } from '../../src/Expr.js'
import { type Shape, sameShape, size } from '../../src/Shape.js'
import { evaluated } from './build.js'
import { reaches } from './guards.js'
import { lean } from './lean.js'
import type { Argument, Body, Inside, Line, Maker, Scope } from './model.js'

/** An argument that is an earlier value. */
type Earlier = Extract<Argument, { readonly at: number }>

/** What a line is drawn from. */
export type Choice = readonly number[]

/** A value that lines may use: its symbol, a number of its own, whether it may be large, and below what it lies. */
interface Known {
  readonly e: AnyExpr
  readonly id: number
  readonly loud: boolean
  readonly used: boolean
  readonly bound?: number
}

/** Larger values than this are not made. */
const LARGEST = 64

/** How deep programs are in programs. */
const DEEPEST = 2

/** A hash of two numbers (the finaliser of MurmurHash3): which of several values a choice takes. */
const mix = (a: number, b: number): number => {
  let h = Math.imul(a ^ Math.imul(b + 1, 0x9e3779b1), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Numbers one after another; zeros when they run out. */
const stream = (choice: Choice) => {
  let next = 0
  return (n: number): number => (n <= 1 ? 0 : (choice[next++] ?? 0) % n)
}

const WIDE = 2 ** 30

/**
 * One of several by its number, not by its place: what is left out before it changes nothing. 0 takes the
 * first.
 */
const chosen = (known: readonly Known[], among: readonly number[], choice: number): number =>
  choice === 0
    ? among[0]!
    : among.reduce((best, i) =>
        mix(known[i]!.id, choice) > mix(known[best]!.id, choice) ? i : best,
      )

interface Drawing {
  readonly makers: readonly Maker[]
  readonly depth: number
}

/** What a line is drawn from, where these values are known. */
const scopeOf = (
  known: readonly Known[],
  below: (n: number) => number,
  grows: boolean,
  drawing: Drawing,
): Scope => {
  const pick: Scope['pick'] = xs => xs[below(xs.length)]!
  const realAt = (i: number): Expr => known[i]!.e as Expr // of the real ones only
  const reals = known.flatMap(({ e }, i) => (e.kind === 'real' ? [i] : []))
  /** What nobody used yet is of use half of the time. */
  const fresh = (among: readonly number[]): readonly number[] => {
    const unused = among.filter(i => !known[i]!.used)
    return unused.length > 0 && below(2) === 1 ? unused : among
  }
  const taken = (i: number, more: Omit<Earlier, 'at'>): Argument => {
    const guard = more.guard ?? (grows && known[i]!.loud ? 'bounded' : undefined)
    return { at: i, ...more, ...(guard === undefined ? {} : { guard }) }
  }
  const fitted: Scope['fitted'] = (shape, guard) => {
    const same = reals.filter(i => sameShape(realAt(i).shape, shape))
    const wide = reals.filter(i => reaches(realAt(i).shape, shape))
    const among = below(4) > 0 && same.length > 0 ? same : wide.length > 0 ? wide : reals
    const i = chosen(known, fresh(among), below(WIDE))
    return taken(i, {
      ...(sameShape(realAt(i).shape, shape) ? {} : { fit: shape }),
      ...(guard === undefined ? {} : { guard }),
    })
  }
  const shapeOf = (a: Argument): Shape => ('at' in a ? (a.fit ?? known[a.at]!.e.shape) : a.shape)
  const constants = (kind: 'index' | 'bool', shape: Shape, bound: number): Argument => ({
    kind,
    shape,
    entries: Array.from({ length: size(shape) }, () => below(bound)),
  })
  const discrete = (kind: 'index' | 'bool', shape: Shape, bound: number): Argument => {
    const among = known.flatMap(({ e, bound: own }, i) =>
      e.kind === kind &&
      sameShape(e.shape, shape) &&
      (kind === 'bool' || (own ?? bound + 1) <= bound)
        ? [i]
        : [],
    )
    return among.length === 0 || below(4) === 0
      ? constants(kind, shape, bound)
      : { at: chosen(known, fresh(among), below(WIDE)) }
  }
  return {
    below,
    pick,
    fitted,
    shapeOf,
    real: ({ passes = () => true, otherwise = [], guard } = {}) => {
      const among = reals.filter(i => passes(realAt(i).shape))
      if (among.length === 0) return fitted(otherwise, guard)
      const i = chosen(known, fresh(among), below(WIDE))
      return taken(i, guard === undefined ? {} : { guard })
    },
    index: (bound, shape) => discrete('index', shape, bound),
    bool: shape => discrete('bool', shape, 2),
    body: (takes, gives, options = {}) => inside(known, below, takes, gives, options, drawing),
  }
}

/** The lines of choices, as far as they make values that are not too large; and what is known then. */
const lines = (
  start: readonly Known[],
  choices: readonly Choice[],
  drawing: Drawing,
): { readonly lines: readonly Line[]; readonly known: readonly Known[] } => {
  const made: Line[] = []
  const known = [...start]
  for (const choice of choices) {
    const below = stream(choice)
    const allowed = drawing.depth < DEEPEST ? drawing.makers : drawing.makers.filter(m => !m.nests)
    if (allowed.length === 0) break
    const maker = allowed[below(allowed.length)]!
    const grows = maker.reach === 'grows'
    const scope = scopeOf(known, below, grows, drawing)
    const line: Line = { op: maker.op, ...maker.line(scope) }
    const e = evaluated(
      maker,
      line,
      known.map(k => k.e),
    )
    if (size(e.shape) > LARGEST || e.shape.length > 5) continue
    const args = line.args.flatMap(a => ('at' in a ? [a] : []))
    const loud =
      maker.reach !== 'bounded' &&
      (grows || args.some(a => a.guard === undefined && known[a.at]!.loud))
    for (const { at } of args) known[at] = { ...known[at]!, used: true }
    made.push(line)
    // Of its own numbers, the last of which is seldom read: what stands before it changes nothing.
    known.push({ e, id: mix(choice[0] ?? 0, choice.at(-1) ?? 0), loud, used: false })
  }
  return { lines: made, known }
}

/** What is given: all that nobody used, spread over the real results; the latest value, if there is none. */
const givenOf = (
  known: readonly Known[],
  start: number,
  gives: readonly Aval[],
  bounded: boolean,
): readonly (readonly Argument[])[] => {
  const reals = gives.flatMap(({ kind }, i) => (kind === 'real' ? [i] : []))
  const latest = known.map((_, i) => known.length - 1 - i)
  const unused = known.flatMap(({ used }, i) => (i >= start && !used ? [i] : []))
  const brought = (at: number, shape: Shape): Argument => ({
    at,
    ...(known[at]!.e.kind === 'real' && sameShape(known[at]!.e.shape, shape) ? {} : { fit: shape }),
    ...(bounded && known[at]!.loud ? ({ guard: 'bounded' } as const) : {}),
  })
  return gives.map(({ shape, kind }, number) => {
    if (kind === 'real') {
      const own = unused.filter((_, j) => j % reals.length === reals.indexOf(number))
      const last = latest.find(i => known[i]!.e.kind === 'real')! // one at least is
      return (own.length > 0 ? own : [last]).map(at => brought(at, shape))
    }
    const at = latest.find(i => known[i]!.e.kind === kind && sameShape(known[i]!.e.shape, shape))
    return at === undefined
      ? [{ kind, shape, entries: Array.from({ length: size(shape) }, () => 0) }]
      : [{ at }]
  })
}

/** A program inside another: a few lines of it, of values around it and its own. */
const inside = (
  outer: readonly Known[],
  below: (n: number) => number,
  takes: readonly Aval[],
  gives: readonly Aval[],
  { closed = false, bounded = false }: Inside,
  drawing: Drawing,
): Body => {
  const own = takes.map(
    (aval, i): Known => ({
      e: parameter(`p${i}`, aval),
      id: mix(i, outer.length),
      loud: false,
      used: false,
    }),
  )
  const start = [...(closed ? [] : outer), ...own]
  const choices = Array.from({ length: 1 + below(2) }, () =>
    Array.from({ length: 12 }, () => below(WIDE)),
  )
  const made = lines(start, choices, { ...drawing, depth: drawing.depth + 1 })
  return {
    takes: takes.length,
    closed,
    lines: made.lines,
    gives: givenOf(made.known, start.length, gives, bounded),
  }
}

/** The program that choices make, between values of these types; one input at least is real. */
export const programOfChoices = (
  inputs: readonly (Aval & { readonly bound?: number })[],
  outputs: readonly Aval[],
  choices: readonly Choice[],
  makers: readonly Maker[],
): Body => {
  const start = inputs.map(
    ({ shape, kind, bound }, i): Known => ({
      e: parameter(`x${i}`, { shape, kind }),
      id: i,
      loud: false,
      used: false,
      ...(bound === undefined ? {} : { bound }),
    }),
  )
  const made = lines(start, choices, { makers, depth: 0 })
  const gives = givenOf(made.known, start.length, outputs, false)
  return lean({ takes: inputs.length, closed: true, lines: made.lines, gives })
}
