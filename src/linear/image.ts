/**
 * Where a linear map takes symbols, and where its transpose takes them back: the one interpretation that
 * the others follow from. It grows the graph by each shared map once and never recurses.
 */
import { constant, type Expr } from '../Expr.js'
import { matmul } from '../op/contraction/contraction.js'
import { inline } from '../op/control/control.js'
import type { Maybe } from '../op/Operation.js'
import { add, mul } from '../op/scalar/arithmetic.js'
import { concat, slice } from '../op/structure/slicing.js'
import { reshape, zeros } from '../op/structure/structure.js'
import { type Shape, size } from '../Shape.js'
import type { AnySpace } from '../Space.js'
import { leaves } from '../space/form.js'
import type { Tensor } from '../Tensor.js'
import { type AnyLinear, type Atom, isAtom, postorder } from './model.js'

/** One symbol a leaf; absent where it is zero. */
export type Leaves = readonly Maybe[]

const shapes = (s: AnySpace): readonly Shape[] => leaves(s.form).map(({ leaf }) => leaf.shape)

/** The symbols with zeros written out. */
export const known = (s: AnySpace, vs: Leaves): readonly Expr[] =>
  shapes(s).map((shape, i) => vs[i] ?? zeros(shape))

const isAbsent = (vs: Leaves): boolean => vs.every(v => v === undefined)

const sum = (a: Leaves, b: Leaves | undefined): Leaves =>
  b === undefined
    ? a
    : a.map((x, i) => {
        const y = b[i]
        return x === undefined ? y : y === undefined ? x : add(x, y)
      })

// -------------------------------------------------------------------------------------
// atoms
// -------------------------------------------------------------------------------------

const column = (xs: readonly Expr[]): Expr => {
  const flat = xs.map((x): Expr => reshape(x, [size(x.shape)]))
  return flat.length === 1 ? flat[0]! : concat(flat)
}

const uncolumn = (x: Expr, s: AnySpace): readonly Expr[] => {
  let stop = 0
  return shapes(s).map((shape, _, { length }) => {
    const start = stop
    stop += size(shape)
    return reshape(length === 1 ? x : (slice(x, [{ start, stop }]) as Expr), shape)
  })
}

const product = (matrix: Tensor, x: Expr, transposed: boolean): Expr => {
  const m: Expr = constant(matrix)
  return transposed ? matmul(x, m) : matmul(m, x)
}

const ofAtom = (f: AnyLinear, term: Atom, transposed: boolean, vs: Leaves): Leaves => {
  const [from, to] = transposed ? [f.cod, f.dom] : [f.dom, f.cod]
  if (term.tag === 'zero' || isAbsent(vs)) return shapes(to).map(() => undefined)
  switch (term.tag) {
    case 'identity':
      return vs
    case 'scale':
      return vs.map(v => v && mul(term.factor, v))
    case 'diagonal':
      return vs.map((v, i) => v && mul(constant(term.entries[i]!), v))
    case 'dense':
      return uncolumn(product(term.matrix, column(known(from, vs)), transposed), to)
    case 'select':
      return transposed
        ? shapes(to).map((_, i) => vs[term.leaves.indexOf(i)])
        : term.leaves.map(i => vs[i])
    case 'operation':
      // Sound: its results are real.
      return inline(transposed ? term.transposed : term.forward, known(from, vs)) as readonly Expr[]
  }
}

// -------------------------------------------------------------------------------------
// compositions, sums, products
// -------------------------------------------------------------------------------------

/** The maps that are given the same argument as the whole. */
const alongside = ({ term }: AnyLinear): readonly AnyLinear[] =>
  term.tag === 'compose'
    ? [term.first]
    : term.tag === 'add'
      ? [term.left, term.right]
      : term.tag === 'fork'
        ? term.parts
        : []

interface Question {
  readonly map: AnyLinear
  readonly transposed: boolean
  readonly at: Leaves
}

/** A computation that asks for images of other maps; the asking is a loop, not a recursion. */
type Steps = Generator<Question, Leaves, Leaves>

/** Forward: all maps that are given `at`, parts first. */
const forth = function* (whole: AnyLinear, at: Leaves): Steps {
  const images = new Map<AnyLinear, Leaves>()
  const image = (f: AnyLinear): Leaves => images.get(f)!
  for (const f of postorder(whole, alongside)) {
    const { term } = f
    if (isAtom(term)) images.set(f, ofAtom(f, term, false, at))
    else if (term.tag === 'add') images.set(f, sum(image(term.left), image(term.right)))
    else if (term.tag === 'fork') images.set(f, term.parts.flatMap(image))
    else if (term.tag === 'transpose') images.set(f, yield { map: term.of, transposed: true, at })
    else images.set(f, yield { map: term.second, transposed: false, at: image(term.first) })
  }
  return image(whole)
}

/** Backward: what comes back to each map from all that use it sums, then goes on to its parts. */
const back = function* (whole: AnyLinear, at: Leaves): Steps {
  const sums = new Map<AnyLinear, Leaves>([[whole, at]])
  let total: Leaves | undefined
  const send = (f: AnyLinear, ws: Leaves): void => {
    sums.set(f, sum(ws, sums.get(f)))
  }
  for (const f of postorder(whole, alongside).toReversed()) {
    const { term } = f
    const ws = sums.get(f)!
    if (isAtom(term)) total = sum(ofAtom(f, term, true, ws), total)
    else if (term.tag === 'add') {
      send(term.left, ws)
      send(term.right, ws)
    } else if (term.tag === 'fork') {
      let stop = 0
      for (const part of term.parts) {
        const start = stop
        stop += shapes(part.cod).length
        send(part, ws.slice(start, stop))
      }
    } else if (term.tag === 'transpose')
      total = sum(yield { map: term.of, transposed: false, at: ws }, total)
    else send(term.first, yield { map: term.second, transposed: true, at: ws })
  }
  return total ?? shapes(whole.dom).map(() => undefined)
}

const start = ({ map, transposed, at }: Question): Steps =>
  transposed ? back(map, at) : forth(map, at)

/** The image of symbols under a map, or under its transpose. */
export const image = (map: AnyLinear, at: Leaves, transposed = false): Leaves => {
  // What was asked before is remembered: by polarity, map and argument.
  const answers = [
    new Map<AnyLinear, Map<Leaves, Leaves>>(),
    new Map<AnyLinear, Map<Leaves, Leaves>>(),
  ]
  const stack: { readonly question: Question; readonly steps: Steps }[] = []
  const ask = (question: Question): Leaves | undefined => {
    const seen = answers[Number(question.transposed)]!.get(question.map)?.get(question.at)
    if (seen === undefined) stack.push({ question, steps: start(question) })
    return seen
  }
  let answer = ask({ map, transposed, at }) ?? []
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.steps.next(answer)
    if (next.done === true) {
      stack.pop()
      answer = next.value
      const { question } = top
      const table = answers[Number(question.transposed)]!
      const at = table.get(question.map) ?? new Map<Leaves, Leaves>()
      table.set(question.map, at.set(question.at, answer))
    } else answer = ask(next.value) ?? answer
  }
  return answer
}
