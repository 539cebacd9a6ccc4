/** Every sample by the name of its operation: one file a family, one line here. */
import { alongAxes } from './along.js'
import { arithmetic } from './arithmetic.js'
import { control } from './control.js'
import { linear } from './linalg.js'
import type { Sample } from './sample.js'
import { shuffled } from './shuffle.js'
import { special } from './special.js'
import { structural } from './structural.js'
import { structure } from './structure.js'
import { transcendental } from './transcendental.js'
import { windowed } from './windows.js'

/** A use of every operation. */
export const samples: Readonly<Record<string, Sample>> = {
  ...structure,
  ...structural,
  ...arithmetic,
  ...transcendental,
  ...special,
  ...alongAxes,
  ...windowed,
  ...linear,
  ...shuffled,
  ...control,
}
