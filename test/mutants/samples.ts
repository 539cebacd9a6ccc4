/** What laws are tried on: generated programs of each operation, between spaces of several shapes, and claims. */
import fc from 'fast-check'
import { type AnyLaw, gradientLaws } from '../../laws/index.js'
import { arbitraryBody, generated } from '../../laws/program/generate.js'
import { makers } from '../../laws/program/table.js'
import { bool, index, matrix, real, struct, tensor, tuple, vector } from '../../src/index.js'
import type { Space } from '../../src/Space.js'
import { claims } from './claims.js'
import { cornered } from './corners.js'
import { derived } from './derived.js'
import { looped, taylorLaws } from './loops.js'
import { ordered } from './orders.js'
import { placed } from './places.js'
// Programs are drawn when this module is loaded: the switch is there before.
import { systematic } from './systems.js'
import './switch.js'

/** Laws of something that is built anew each time. */
export interface Sample {
  readonly name: string
  readonly laws: () => readonly AnyLaw[]
  /** Whether it was written for something that others reach seldom: it is never left out. */
  readonly meant?: boolean
}

const domains: readonly Space<unknown>[] = [
  struct({ a: real, v: vector(3), m: matrix(2, 2), i: index(3), b: bool }),
  tuple(tensor(2, 0), real, tensor(1, 2, 1, 2, 1)),
] as readonly Space<unknown>[] // their values are not looked at here
const cod = tuple(real, vector(2))

/** How many programs of each operation, on each domain. */
const EACH = [4, 1]

const SEED = 1

const programs: readonly Sample[] = makers.flatMap(m =>
  domains.flatMap((dom, d) =>
    fc
      .sample(arbitraryBody(dom, cod, { operations: [m.op], size: 3, smooth: m.smooth }), {
        numRuns: EACH[d]!,
        seed: SEED,
      })
      .flatMap((body, k) => [
        {
          name: `${m.op} ${d}.${k}`,
          laws: () => gradientLaws(generated(dom, cod, body).diff),
        },
        ...(k > 1
          ? []
          : [
              {
                name: `Taylor of ${m.op} ${d}.${k}`,
                laws: () => taylorLaws(generated(dom, cod, body).diff),
              },
            ]),
      ]),
  ),
)

/** Every sample, those that were written first. */
export const samples: readonly Sample[] = [
  ...[
    ...Object.entries({ ...claims, ...derived, ...systematic, ...cornered, ...ordered }),
    ...placed,
  ].map(([name, laws]) => ({ name, laws, meant: true })),
  ...looped.map(([name, laws]) => ({ name, laws })),
  ...programs,
]
