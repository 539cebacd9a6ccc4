/** The main job, `npm start`: checks the laws on the very model, trains it on MNIST, writes the report. */
import { job } from './job.js'
import { standard } from './progress.js'

const INTERRUPTED = 130

let stops = 0
process.on('SIGINT', () => {
  stops += 1
  // Asked twice, it does not wait for the report.
  if (stops > 1) process.exit(INTERRUPTED)
})

process.exitCode = await job(process.argv.slice(2), {
  terminal: standard,
  complain: text => process.stderr.write(text),
  stopped: () => stops > 0,
})
