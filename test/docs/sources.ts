/** Every example of the repository. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Example, fromDocstrings, fromFile, fromMarkdown } from './extract.js'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

const files = (folder: string, end: string, deep: boolean): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: deep })
    .filter(e => e.isFile() && e.name.endsWith(end))
    .map(e => relative(root, join(e.parentPath, e.name)).split(sep).join('/'))
    .toSorted()

/** The text of a file. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Examples by the file they stand in. */
export type Examples = readonly (readonly [file: string, examples: readonly Example[]])[]

const by = (names: readonly string[], from: (file: string, text: string) => readonly Example[]) =>
  names
    .map(file => [file, from(file, read(file))] as const)
    .filter(([, examples]) => examples.length > 0)

/** The examples of the docstrings of the library and of its laws. */
export const docstrings: Examples = by(
  [...files('src', '.ts', true), ...files('laws', '.ts', true)],
  fromDocstrings,
)

/** The README and the guides. */
export const pageNames: readonly string[] = ['README.md', ...files('docs', '.md', false)]

/** The blocks of the pages. */
export const pages: Examples = by(pageNames, fromMarkdown)

/** The programs in `docs/examples`. */
export const programs: Examples = by(files('docs/examples', '.ts', false), (file, text) => [
  fromFile(file, text),
])
