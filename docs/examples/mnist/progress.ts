/**
 * One epoch as it goes by: a live bar on a terminal, a line every tenth of the way anywhere else.
 */
import cliProgress from 'cli-progress'

/** Which epoch of how many, and the number of images in it. */
export interface EpochSize {
  readonly epoch: number
  readonly epochs: number
  readonly images: number
}

/** What is known so far: images seen, and the running loss and accuracy (a share from 0 to 1). */
export interface EpochState {
  readonly done: number
  readonly loss: number
  readonly accuracy: number
}

/**
 * `update` as often as one likes; `stop` at the end of the epoch or when it is cut short; `tell` then says
 * in a line what came of it.
 */
export interface Progress {
  readonly update: (state: EpochState) => void
  readonly stop: () => void
  readonly tell: (text: string) => void
}

/** Where to show it; `now` is in milliseconds. Tests pass their own. */
export interface Terminal {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly now: () => number
}

/** The terminal of this process. */
export const standard: Terminal = { stream: process.stdout, now: () => performance.now() }

// -------------------------------------------------------------------------------------
// text
// -------------------------------------------------------------------------------------

const clock = (seconds: number): string => {
  const s = Math.max(0, Math.ceil(seconds))
  const parts = s < 3600 ? [Math.floor(s / 60)] : [Math.floor(s / 3600), Math.floor(s / 60) % 60]
  return [...parts, s % 60].map((n, i) => (i ? String(n).padStart(2, '0') : String(n))).join(':')
}

/** Loss, accuracy, throughput and time left, or time taken once the epoch is over. */
export const measures = (size: EpochSize, state: EpochState, seconds: number): string => {
  const speed = seconds > 0 ? state.done / seconds : 0
  const left = (size.images - state.done) / speed
  return [
    `loss ${state.loss.toFixed(4)}`,
    `accuracy ${(100 * state.accuracy).toFixed(2)} %`,
    `${Math.round(speed).toLocaleString('en-GB')} images/s`,
    state.done >= size.images
      ? `took ${clock(seconds)}`
      : `ETA ${Number.isFinite(left) ? clock(left) : '–'}`,
  ].join('  ')
}

const head = ({ epoch, epochs }: EpochSize): string => `epoch ${epoch}/${epochs}`

const percentage = (size: EpochSize, { done }: EpochState): string =>
  `${String(Math.floor((100 * done) / size.images)).padStart(3)} %`

// -------------------------------------------------------------------------------------
// the two ways to show it
// -------------------------------------------------------------------------------------

const nothing: EpochState = { done: 0, loss: Number.NaN, accuracy: Number.NaN }

type Shown = Omit<Progress, 'tell'>

const bar = (size: EpochSize, { stream, now }: Terminal): Shown => {
  const start = now()
  const single = new cliProgress.SingleBar({
    stream,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    linewrap: false,
    format: (options, { progress }, { state }: { state: EpochState }) => {
      const filled = Math.round(progress * (options.barsize ?? 24))
      const drawn =
        (options.barCompleteString ?? '').slice(0, filled) +
        (options.barIncompleteString ?? '').slice(0, (options.barsize ?? 24) - filled)
      const after = state.done ? measures(size, state, (now() - start) / 1000) : 'starting'
      return `${head(size)} ${drawn} ${percentage(size, state)}  ${after}`
    },
  })
  single.start(size.images, 0, { state: nothing })
  return {
    update: state => {
      single.update(state.done, { state })
    },
    stop: () => {
      single.stop()
    },
  }
}

const lines = (size: EpochSize, { stream, now }: Terminal): Shown => {
  const start = now()
  let last = nothing
  let printed = nothing
  const print = (): void => {
    printed = last
    const after = measures(size, last, (now() - start) / 1000)
    stream.write(`${head(size)}  ${percentage(size, last)}  ${after}\n`)
  }
  const tenths = ({ done }: EpochState): number => Math.floor((10 * done) / size.images)
  return {
    update: state => {
      last = state
      if (tenths(last) > tenths(printed)) print()
    },
    stop: () => {
      if (last.done > printed.done) print()
    },
  }
}

/** Begins to show an epoch; the clock starts now. */
export const startEpoch = (size: EpochSize, terminal: Terminal): Progress => ({
  ...(terminal.stream.isTTY === true ? bar : lines)(size, terminal),
  tell: text => {
    terminal.stream.write(`${head(size)}  ${text}\n`)
  },
})
