/** The evaluations there are, by the names of their modules. */
import { gmm } from './gmm.js'
import { hello } from './hello.js'
import { kmeans } from './kmeans.js'
import { llsq } from './llsq.js'
import { lse } from './lse.js'
import type { Evaluation } from './task.js'

export const evaluations = { gmm, hello, kmeans, llsq, lse } as const satisfies Readonly<
  Record<string, Evaluation>
>
