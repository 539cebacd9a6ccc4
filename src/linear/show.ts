/** A linear map as text: its structure with sizes; what is used twice is named once. */
import { showSpace } from '../Space.js'
import { leaves, showPath } from '../space/form.js'
import { type AnyLinear, type Composite, isAtom, postorder, type Term } from './model.js'

const partsOf = (term: Term): readonly AnyLinear[] => {
  if (isAtom(term)) return []
  switch (term.tag) {
    case 'compose':
      return [term.first, term.second]
    case 'add':
      return [term.left, term.right]
    case 'fork':
      return term.parts
    case 'transpose':
      return [term.of]
  }
}

const sizes = (s: AnyLinear['dom']): string =>
  leaves(s.form)
    .map(({ leaf }) => leaf.shape.join('×') || '1')
    .join(', ')

/** A term without parts; undefined where it has some. */
const atom = ({ dom, cod, term }: AnyLinear): string | undefined => {
  if (!isAtom(term)) return undefined
  switch (term.tag) {
    case 'zero':
      return '0'
    case 'identity':
      return 'id'
    case 'scale':
      return `scale(${term.factor})`
    case 'diagonal':
      return `diag[${sizes(dom)}]`
    case 'dense':
      return `dense[${term.matrix.shape.join('×')}]`
    case 'select': {
      const places = leaves(dom.form)
      return `select(${term.leaves.map(i => showPath(places[i]!.path)).join(', ')})`
    }
    case 'operation':
      return `${term.name}[${sizes(dom)} → ${sizes(cod)}]`
  }
}

// How tightly each binds: a part that binds less than its place asks for is put in brackets.
const SUM = 1
const CHAIN = 2
const TIGHT = 3
const binding: Readonly<Record<Composite['tag'], number>> = {
  add: SUM,
  compose: CHAIN,
  fork: TIGHT,
  transpose: TIGHT,
}

type Piece = string | { readonly map: AnyLinear; readonly at: number }

const layout = (term: Composite): readonly Piece[] => {
  switch (term.tag) {
    case 'compose':
      return [{ map: term.second, at: CHAIN }, ' ∘ ', { map: term.first, at: CHAIN }]
    case 'add':
      return [{ map: term.left, at: SUM }, ' + ', { map: term.right, at: SUM }]
    case 'fork':
      return [
        '⟨',
        ...term.parts.flatMap((map, i): readonly Piece[] => [i === 0 ? '' : ', ', { map, at: 0 }]),
        '⟩',
      ]
    case 'transpose':
      return [{ map: term.of, at: TIGHT }, 'ᵀ']
  }
}

/**
 * A linear map as text, with its structure and sizes.
 *
 * @example
 * import { array, vector } from 'chainrule'
 * import { compose, dense, diagonal, showLinear } from 'chainrule/Linear'
 *
 * const J = compose(diagonal(vector(3), array([1, 0, 1])), dense(array([[1, 2], [3, 4], [5, 6]])))
 * showLinear(J) // => 'diag[3] ∘ dense[3×2] : ℝ[2] → ℝ[3]'
 */
export const showLinear = (f: AnyLinear): string => {
  const order = postorder(f, ({ term }) => partsOf(term))
  const uses = new Map<AnyLinear, number>()
  for (const { term } of order)
    for (const part of partsOf(term)) uses.set(part, (uses.get(part) ?? 0) + 1)
  const names = new Map<AnyLinear, string>()
  for (const g of order)
    if ((uses.get(g) ?? 0) > 1 && atom(g) === undefined) names.set(g, `L${names.size + 1}`)

  /** The text of one map, written from left to right from a stack of what is still to come. */
  const write = (whole: AnyLinear): string => {
    const out: string[] = []
    const todo: Piece[] = [{ map: whole, at: 0 }]
    for (let top = todo.pop(); top !== undefined; top = todo.pop()) {
      if (typeof top === 'string') {
        out.push(top)
        continue
      }
      const { map, at } = top
      const { term } = map
      const text = map === whole ? atom(map) : (names.get(map) ?? atom(map))
      if (text !== undefined) out.push(text)
      else {
        const inside = layout(term as Composite) // terms without parts have a text
        const loose = binding[(term as Composite).tag] < at
        const all = loose ? ['(', ...inside, ')'] : inside
        for (const piece of all.toReversed()) todo.push(piece)
      }
    }
    return out.join('')
  }
  const lines = [...names].map(([g, name]) => `  ${name} = ${write(g)}`)
  const type = `${showSpace(f.dom)} → ${showSpace(f.cod)}`
  return [`${write(f)} : ${type}`, ...(lines.length === 0 ? [] : ['where', ...lines])].join('\n')
}
