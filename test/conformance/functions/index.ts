/** The functions of the conformance data, found by the names of its cases. */
import { type Diff, fn, vector } from 'chainrule'
import { adbench, adbenchVectors } from './adbench.js'
import { classic } from './classic.js'
import { extra } from './extra.js'
import { finance } from './finance.js'
import { mgh } from './mgh.js'
import { mghAny } from './mghAny.js'
import { ml } from './ml.js'
import { ode, odeVectors } from './ode.js'
import type { FunctionCase, Point, Scalars, Vectors } from './support.js'

const scalars: Scalars = { ...classic, ...extra, ...ml, ...adbench, ...ode, ...finance }
const vectors: Vectors = { ...mgh, ...mghAny, ...adbenchVectors, ...odeVectors }

/** Names that others give to the same functions. */
const aliases: Readonly<Record<string, string>> = {
  rosen: 'rosenbrock',
  threehumpcamel: 'three_hump_camel',
  camel3: 'three_hump_camel',
  camel6: 'six_hump_camel',
  styblinski: 'styblinski_tang',
  crossintray: 'cross_in_tray',
  bukin: 'bukin6',
  schaffer_n2: 'schaffer2',
  bohachevsky: 'bohachevsky1',
  bukinn6: 'bukin6',
  branin_hoo: 'branin',
  mgh_extended_powell: 'mgh_ext_powell',
  mgh_extended_rosenbrock: 'mgh_ext_rosenbrock',
  mgh_box_3d: 'mgh_box3d',
  mgh_helical: 'mgh_helical_valley',
  mgh_kowalik: 'mgh_kowalik_osborne',
  mgh_discrete_bvp: 'mgh_discrete_boundary',
  mgh_discrete_boundary_value: 'mgh_discrete_boundary',
  mgh_linear_rank_1: 'mgh_linear_rank1',
  mgh_linear_rank_1_zero: 'mgh_linear_rank1_zero',
  mgh_linear_rank1_zeros: 'mgh_linear_rank1_zero',
  mgh_linear_rank1_with_zero: 'mgh_linear_rank1_zero',
  mgh_linear_rank1_zero_cols: 'mgh_linear_rank1_zero',
  mgh_linear_fullrank: 'mgh_linear_full_rank',
  mgh_linear_full: 'mgh_linear_full_rank',
}

/** The longest name with which an id begins, where a number or an underscore follows. */
const named = <X>(id: string, known: Readonly<Record<string, X>>): X | undefined => {
  const begins = (name: string): boolean =>
    id === name || (id.startsWith(name) && /^[\d_]/.test(id.slice(name.length)))
  const names = [...Object.keys(known), ...Object.keys(aliases)].filter(begins)
  const [best] = names.toSorted((a, b) => b.length - a.length)
  return best === undefined ? undefined : (known[best] ?? known[aliases[best] ?? ''])
}

/** A function to ℝ, undefined where none has the case's name. */
export const scalarFunction = (c: FunctionCase): Diff<Point, number> | undefined => {
  const body = named(c.id, scalars)
  return body && fn(vector(c.n), x => body(x, c))
}

/** A function to vectors, undefined where none has the case's name. */
export const vectorFunction = (c: FunctionCase): Diff<Point, Point> | undefined => {
  const body = named(c.id, vectors)
  return body && fn(vector(c.n), x => body(x, c))
}
