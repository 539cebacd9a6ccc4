/** Graphs as lists, whose nodes read nodes before them: what nobody needs is left out. */

/** Nodes without those that no root needs, and the new number of one that stayed. */
export const pruned = <N extends { readonly args: readonly number[] }>(
  nodes: readonly N[],
  roots: readonly number[],
): { readonly nodes: readonly N[]; readonly at: (i: number) => number } => {
  const needed = nodes.map(() => false)
  for (const r of roots) needed[r] = true
  for (let i = nodes.length - 1; i >= 0; i--)
    if (needed[i]) for (const arg of nodes[i]!.args) needed[arg] = true
  const numbers: number[] = []
  const kept: N[] = []
  nodes.forEach((node, i) => {
    if (!needed[i]) return
    // The same node: as many operands, each at its new place.
    numbers[i] = kept.push({ ...node, args: node.args.map(arg => numbers[arg]!) }) - 1
  })
  return { nodes: kept, at: i => numbers[i]! }
}
