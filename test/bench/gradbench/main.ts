/**
 * The process that GradBench speaks to: messages on standard input, answers on standard output. With the broker
 * of https://github.com/gradbench/gradbench, after `npm run build`:
 *
 * gradbench run --eval 'gradbench repo eval lse' --tool 'node dist/test/bench/gradbench/main.js'
 */
import { once } from 'node:events'
import { evaluations } from './evaluations.js'
import { lines } from './lines.js'
import { reply } from './protocol.js'

for await (const line of lines(process.stdin)) {
  if (!process.stdout.write(`${reply(evaluations, line)}\n`)) await once(process.stdout, 'drain')
}
