/**
 * The output folder, tried before hours are spent on what goes into it, and a report that is written
 * whole or not at all.
 */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

export type OutputError =
  | { readonly _tag: 'CannotCreate'; readonly path: string; readonly reason: string }
  | { readonly _tag: 'NotWritable'; readonly path: string; readonly reason: string }
  | { readonly _tag: 'Occupied'; readonly path: string }

export const showOutputError = (e: OutputError): string => {
  switch (e._tag) {
    case 'CannotCreate':
      return `${e.path}: the output folder cannot be made (${e.reason}): choose another with --out DIR`
    case 'NotWritable':
      return `${e.path}: cannot be written (${e.reason}): choose another folder with --out DIR`
    case 'Occupied':
      return `${e.path}: is not a file, so the report cannot replace it: choose another folder with --out DIR`
  }
}

const because = (e: unknown): string =>
  e instanceof Error ? e.message.replace(/,.*/s, '') : String(e)

const attempt = <A>(
  tag: 'CannotCreate' | 'NotWritable',
  path: string,
  effect: () => Promise<A>,
): TE.TaskEither<OutputError, A> =>
  TE.tryCatch(effect, e => ({ _tag: tag, path, reason: because(e) }))

/** Files beside the report carry the process in their name, so that two runs do not meet. */
const beside = (dir: string): string => join(dir, `.report-${process.pid}.tmp`)

const reportIn = (dir: string): string => join(dir, 'report.html')

/** Whether the report's own name is free, or a file that may be replaced. */
const replaceable = (path: string): TE.TaskEither<OutputError, string> =>
  pipe(
    TE.fromTask(() =>
      stat(path).then(
        s => s.isFile(),
        () => true,
      ),
    ),
    TE.chain(free => (free ? TE.right(path) : TE.left({ _tag: 'Occupied', path }))),
  )

const writeBeside = (dir: string, text: string): TE.TaskEither<OutputError, string> => {
  const temporary = beside(dir)
  return pipe(
    attempt('NotWritable', dir, () => writeFile(temporary, text)),
    TE.map(() => temporary),
  )
}

/** Whatever came of it, nothing temporary stays. */
const tidied =
  (dir: string) =>
  <A>(effect: TE.TaskEither<OutputError, A>): Promise<E.Either<OutputError, A>> =>
    effect().finally(() => rm(beside(dir), { force: true }).catch(() => undefined))

/** Makes a folder and those above it. Node's own `recursive` never ends where one cannot be made, as in /proc. */
const makeFolder = async (dir: string): Promise<void> => {
  const there = await stat(dir).catch(() => undefined)
  if (there?.isDirectory() === true) return
  if (dirname(dir) !== dir) await makeFolder(dirname(dir))
  await mkdir(dir)
}

/** Makes the folder and tries it; the right is the path that the report will have. */
export const prepareOutput = (dir: string): Promise<E.Either<OutputError, string>> =>
  pipe(
    attempt('CannotCreate', dir, () => makeFolder(resolve(dir))),
    TE.chain(() => writeBeside(dir, '')),
    TE.chain(() => replaceable(reportIn(dir))),
    tidied(dir),
  )

/** Writes the report beside its place and then moves it there; the right is its path. */
export const writeReport = (dir: string, html: string): Promise<E.Either<OutputError, string>> =>
  pipe(
    writeBeside(dir, html),
    TE.chain(temporary =>
      attempt('NotWritable', reportIn(dir), () => rename(temporary, reportIn(dir))),
    ),
    TE.map(() => reportIn(dir)),
    tidied(dir),
  )
