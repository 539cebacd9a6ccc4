/** What a linear map is: a term over spaces of real leaves, its subterms shared where they are the same. */
import type { Graph } from '../op/Operation.js'
import type { AnySpace, Space } from '../Space.js'
import type { Tensor } from '../Tensor.js'

/** How a linear map is made. */
export type Term = Atom | Composite

/** Terms without parts. */
export type Atom =
  | { readonly tag: 'zero' }
  | { readonly tag: 'identity' }
  | { readonly tag: 'scale'; readonly factor: number }
  /** A factor for every coordinate: one tensor a leaf. */
  | { readonly tag: 'diagonal'; readonly entries: readonly Tensor[] }
  /** A matrix: rows are coordinates of the codomain, columns of the domain. */
  | { readonly tag: 'dense'; readonly matrix: Tensor<readonly [number, number]> }
  /** Some leaves of the domain, by position. */
  | { readonly tag: 'select'; readonly leaves: readonly number[] }
  /** A linear operation with its other operands fixed: graphs of itself and of its transpose. */
  | {
      readonly tag: 'operation'
      readonly name: string
      readonly forward: Graph
      readonly transposed: Graph
    }

/** Terms with parts. */
export type Composite =
  | { readonly tag: 'compose'; readonly second: AnyLinear; readonly first: AnyLinear }
  | { readonly tag: 'add'; readonly left: AnyLinear; readonly right: AnyLinear }
  | { readonly tag: 'fork'; readonly parts: readonly AnyLinear[] }
  | { readonly tag: 'transpose'; readonly of: AnyLinear }

/** A linear map between whatever spaces. */
export interface AnyLinear {
  readonly _tag: 'Linear'
  readonly dom: AnySpace
  readonly cod: AnySpace
  readonly term: Term
}

/** A linear map from `A` to `B`, as data. */
export interface Linear<A, B> extends AnyLinear {
  readonly dom: Space<A>
  readonly cod: Space<B>
}

/** The linear map of a term between two spaces. */
export const linear = <A, B>(dom: Space<A>, cod: Space<B>, term: Term): Linear<A, B> =>
  Object.freeze({ _tag: 'Linear', dom, cod, term: Object.freeze(term) })

/** Whether a map is the identity of its space. */
export const isIdentity = (f: AnyLinear): boolean => f.term.tag === 'identity'

/** Whether a map is known to be zero. */
export const isZero = (f: AnyLinear): boolean => f.term.tag === 'zero'

/** Whether a term has no parts. */
export const isAtom = (term: Term): term is Atom =>
  term.tag !== 'compose' && term.tag !== 'add' && term.tag !== 'fork' && term.tag !== 'transpose'

/** Every map below the roots, parts first, each once; which parts are followed is said by `parts`. */
export const postorder = (
  root: AnyLinear,
  parts: (f: AnyLinear) => readonly AnyLinear[],
): readonly AnyLinear[] => {
  const seen = new Set<AnyLinear>()
  const order: AnyLinear[] = []
  const stack: (readonly [AnyLinear, entered: boolean])[] = [[root, false]]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [f, entered] = top
    if (entered) order.push(f)
    else if (!seen.has(f)) {
      seen.add(f)
      stack.push([f, true])
      for (const part of parts(f).toReversed()) stack.push([part, false])
    }
  }
  return order
}
