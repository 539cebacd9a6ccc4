/** Pictures of programs: as text, as LaTeX, as graphs for Graphviz. */
export { type DotOptions, toDot } from './dot.js'
export { toLatex } from './latex.js'
export { type SparsityOptions, showSparsity } from './sparsity.js'
export { showDiff, showExpr } from './text.js'
