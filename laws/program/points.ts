/** Generated programs with points at which to try them: of spaces that have a leaf of each kind. */
import fc from 'fast-check'
import {
  bool,
  index,
  matrix,
  real,
  showValue,
  struct,
  type Tangent,
  tuple,
  type ValueOf,
  vector,
} from '../../src/Space.js'
import { arbitrary, arbitraryTangent } from '../arbitrary.js'
import { type AnyLaw, anyLaw } from '../check.js'
import type { Report } from '../Law.js'
import { arbitraryDiff, type Generated, type ProgramOptions } from './generate.js'

const dom = struct({ a: real, v: vector(3), m: matrix(2, 2), i: index(3), b: bool })
const cod = tuple(real, vector(2))
type In = ValueOf<typeof dom>
type Out = ValueOf<typeof cod>

/** A program, a point, and a direction at either end. */
interface Drawn {
  readonly program: Generated<In, Out>
  readonly x: In
  readonly v: Tangent<In>
  readonly w: Tangent<Out>
}

const drawn = (options: ProgramOptions): fc.Arbitrary<Drawn> =>
  fc.record({
    program: arbitraryDiff(dom, cod, options),
    x: arbitrary(dom),
    v: arbitraryTangent(dom),
    w: arbitraryTangent(cod),
  })

const showDrawn = ({ program, x }: Drawn): string =>
  `${showValue(dom)(x)}, of the program\n${program.text}`

/** A law of what somebody makes of programs, tried on generated ones. */
export const onPrograms =
  (subject: string, programs: ProgramOptions) =>
  (name: string, formula: string, check: (d: Drawn) => Report): AnyLaw =>
    anyLaw<Drawn>({ name, formula, subject, inputs: drawn(programs), check, show: showDrawn })
