/** Every sample by the name of its operation: one file a family, one line here. */
import { arithmetic } from './arithmetic.js'
import type { Sample } from './sample.js'
import { special } from './special.js'
import { structure } from './structure.js'
import { transcendental } from './transcendental.js'

/** A use of every operation. */
export const samples: Readonly<Record<string, Sample>> = {
  ...structure,
  ...arithmetic,
  ...transcendental,
  ...special,
}
